"""The papers for an employer, asked for at the machine."""

from pathlib import Path

import pytest
from click.testing import Result
from kit.paper_desk import settle
from typer.testing import CliRunner

from bot.commands.line import build
from messages.catalog import DEFAULT, say
from storage.database import schema
from storage.database.engine import open_engine
from storage.library.files import FileStore

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def one_initiative(installation: Path, tmp_path: Path) -> None:
    """An initiative in the installation's database."""
    (tmp_path / "data").mkdir()
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    schema.upgrade(engine)
    with engine.begin() as connection:
        settle(connection, FileStore(tmp_path / "data" / "files"))
    engine.dispose()


def papers(*words: str) -> Result:
    return CliRunner().invoke(build(), ["papers", *words], catch_exceptions=False)


def test_both_papers_are_written_to_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "new" / "papers"
    ended = papers("NT-000123", "--out", str(out))
    assert ended.exit_code == 0, ended.output
    names = [f"{which}-ko_NT-000123.{end}" for which in ("Description", "Request") for end in ("docx", "pdf")]
    assert sorted(one.name for one in out.iterdir()) == names
    assert all(str(out / name) in ended.output for name in names)


def test_the_language_may_be_chosen(tmp_path: Path) -> None:
    assert papers("123", "--language", "vi", "--out", str(tmp_path / "vi")).exit_code == 0
    assert (tmp_path / "vi" / "Don-yeu-cau-cong-nhan_NT-000123.pdf").exists()
    ended = papers("123", "--language", "de", "--out", str(tmp_path / "de"))
    assert ended.exit_code == 2
    assert "vi, en, ko, ja, zh" in ended.stderr
    assert not (tmp_path / "de").exists()


@pytest.mark.parametrize("code", ["NT-000999", "nothing", ""])
def test_an_unknown_code_is_said_so(tmp_path: Path, code: str) -> None:
    ended = papers(code, "--out", str(tmp_path / "x"))
    assert ended.exit_code == 2
    assert say(DEFAULT, "papers.command.unknown", code=code) in ended.stderr


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    ended = papers("123", "--out", str(tmp_path / "file" / "papers"))
    assert ended.exit_code == 2
    assert str(tmp_path / "file") in ended.stderr
