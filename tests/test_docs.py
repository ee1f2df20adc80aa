"""What the documents say is true."""

import ast
import re
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
GUARANTEES = ROOT / "docs" / "guarantees.md"


def read(path: Path) -> str:
    if not path.exists():
        pytest.skip(f"{path.name} is not written yet")
    return path.read_text(encoding="utf-8")


def test_every_setting_stands_in_the_example_and_nothing_else_does() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    told = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(told) == sorted(name.upper() for name in Settings.model_fields)


def test_every_setting_in_the_example_is_explained() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    groups = "\n".join(lines).split("\n\n")
    assert all(group.startswith("#") for group in groups)


def test_the_example_is_a_working_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot import settings

    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    told = settings.load(ROOT / ".env.example")
    assert told == settings.load(tmp_path / "nothing")


def test_the_readme_names_the_two_commands() -> None:
    text = read(README)
    assert "make run" in text
    assert "make test" in text


def test_the_readme_names_only_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", read(README))) <= targets


def test_each_guarantee_names_a_test_that_exists() -> None:
    text = read(GUARANTEES)
    named = set(re.findall(r"\btest_\w+", text.replace(".py", "")))
    modules = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    functions = {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert named & functions
    assert named - functions - modules == set()


def test_versions_are_pinned_and_name_no_place_to_get_them_from() -> None:
    lock = (ROOT / "deploy" / "requirements.lock").read_text(encoding="utf-8")
    lines = [line for line in lock.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][\w.]*", line) for line in lines)
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(r'^    "([A-Za-z0-9_.-]+)(?:\[\w+\])?[><=]', project, re.MULTILINE)
    assert wanted
    assert {one.lower().replace("_", "-") for one in wanted} <= pinned
