"""The shape of the code: who may import whom, and what may stand where."""

import ast
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("messages", "handlers", "storage", "bot")
PURE = ("messages", "handlers")
BANNED = {
    "aiogram",
    "aiohttp",
    "alembic",
    "apscheduler",
    "asyncio",
    "fastapi",
    "httpx",
    "os",
    "random",
    "requests",
    "secrets",
    "socket",
    "sqlalchemy",
    "starlette",
    "subprocess",
    "telegram",
    "threading",
    "time",
    "uvicorn",
}
NOW = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
VAGUE = {"base", "common", "helper", "helpers", "manager", "misc", "service", "util", "utils"}
LONGEST = 350


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    assert found
    return sorted(found)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports by dots"
            yield node.module or ""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("layer", LAYERS)
def test_no_layer_imports_one_to_its_left(layer: str) -> None:
    above = set(LAYERS[LAYERS.index(layer) + 1 :]) | {"tests", "bench"}
    wrong = [
        f"{name(path)} imports {module}"
        for path in sources(layer)
        for module in imported(path)
        if module.split(".")[0] in above
    ]
    assert wrong == []


def test_decisions_and_words_touch_nothing_outside() -> None:
    wrong = [
        f"{name(path)} imports {module}"
        for path in sources(*PURE)
        for module in imported(path)
        if module.split(".")[0] in BANNED
    ]
    assert wrong == []


def test_time_arrives_and_is_never_asked_for() -> None:
    wrong = []
    for path in sources(*PURE, "storage"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute):
                owner = (
                    node.value.attr
                    if isinstance(node.value, ast.Attribute)
                    else getattr(node.value, "id", "")
                )
                if (owner, node.attr) in NOW:
                    wrong.append(f"{name(path)}:{node.lineno}")
    assert wrong == []


def test_decisions_and_facts_never_wait() -> None:
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in sources(*PURE, "storage")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith)
    ]
    assert wrong == []


def test_only_the_settings_read_the_environment() -> None:
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in sources(*LAYERS)
        if path != ROOT / "bot" / "settings.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb")
    ]
    assert wrong == []


def test_no_file_is_too_long_to_be_read() -> None:
    files = [*sources(*LAYERS, "tests"), *(ROOT / "bench").rglob("*.py")]
    # The first tables are one long list that nobody changes.
    frozen = ROOT / "storage" / "migrations" / "versions"
    long = {
        name(path): count
        for path in files
        if path.parent != frozen and (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_modules_are_named_by_what_they_hold() -> None:
    assert [name(path) for path in sources(*LAYERS) if path.stem in VAGUE] == []


def test_every_module_says_in_one_sentence_what_it_is_for() -> None:
    wrong = [
        name(path) for path in sources(*LAYERS) if not (ast.get_docstring(tree(path)) or "").endswith(".")
    ]
    assert wrong == []


def _is_vietnamese(text: str) -> bool:
    """Whether a letter carries a mark that English has no use for."""
    for letter in unicodedata.normalize("NFD", text):
        if letter in "\u0111\u0110\u031b" or unicodedata.category(letter) == "Mn":
            return True
    return False


def test_no_text_for_people_stands_outside_the_catalogue() -> None:
    wrong = [
        f"{name(path)}:{node.lineno} {node.value!r:.40}"
        for path in sources("handlers", "bot", "storage")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _is_vietnamese(node.value)
        # A pattern may name letters by their numbers; read as source it has none.
        and _is_vietnamese(ast.get_source_segment(path.read_text(encoding="utf-8"), node) or "")
    ]
    assert wrong == []
