"""Every file, folder and setting that the documents name is there."""

import re
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
PLACES = ("bot", "handlers", "storage", "messages", "tests", "docs", "bench", "deploy")
#: What only a start of the program or a reader makes, what is no more, and what only looks like a path.
OTHER = (
    "data/",
    "sao-luu",
    ".venv/",
    "messages/<code>",
    "bot/channels/<name>",
    "PUBLIC_URL/",
    "messages/vi.toml",
    "messages/en.toml",
    "Asia/",
)


def spoken(text: str) -> list[str]:
    """What stands between backticks outside blocks of commands, and looks like a path of ours."""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    words = re.findall(r"`([\w.<>/-]+)`", text)
    paths = [one for one in words if re.search(r"\w/", one) or re.search(r"\.(py|toml|md)$", one)]
    return [one for one in paths if not one.startswith(("/", *OTHER))]


@pytest.fixture(scope="module")
def paths() -> list[str]:
    """Everything there is, each with a stroke before it."""
    found = [path for place in PLACES for path in [ROOT / place, *(ROOT / place).rglob("*")]]
    return [f"/{path.relative_to(ROOT)}" for path in found]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_each_path_a_document_names_exists(document: Path, paths: list[str]) -> None:
    named = spoken(document.read_text(encoding="utf-8"))
    assert [one for one in named if not any(path.endswith("/" + one.strip("/")) for path in paths)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_each_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [one for one in links if not (document.parent / one).exists()] == []


def test_the_readme_tells_every_setting() -> None:
    told = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(name.upper() for name in Settings.model_fields)


def test_every_decision_stands_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    told = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert told == sorted(path.name for path in folder.glob("0*.md"))
