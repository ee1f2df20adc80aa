"""The weekly bulletin and the official report, asked for at the machine."""

from pathlib import Path

import pytest
from click.testing import Result
from docx import Document
from kit.federation import found
from PIL import Image
from typer.testing import CliRunner

from bot.commands.line import build
from storage.database import schema
from storage.database.engine import open_engine

pytestmark = pytest.mark.slow


def run(*words: str) -> Result:
    return CliRunner().invoke(build(), list(words), catch_exceptions=False)


@pytest.fixture(autouse=True)
def federation(installation: Path, tmp_path: Path) -> None:
    """A small federation in the installation's database."""
    (tmp_path / "data").mkdir()
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    schema.upgrade(engine)
    found(engine)
    engine.dispose()


def test_the_bulletin_is_printed_and_its_pictures_are_written(tmp_path: Path) -> None:
    ranking, progress = tmp_path / "r.png", tmp_path / "p.png"
    ended = run("bulletin", "kcn", "--picture", str(ranking), "--progress", str(progress))
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.startswith("Chưa có sáng kiến nào được nộp.")
    assert "Công đoàn Khu công nghiệp, tính đến" in ended.stdout
    assert str(ranking) not in ended.stdout
    for one in (ranking, progress):
        assert f"Đã ghi {one}" in ended.stderr
        with Image.open(one) as picture:
            assert picture.size == (1080, 1350)


def test_the_report_is_written_with_what_was_given(tmp_path: Path) -> None:
    out = tmp_path / "bao-cao.docx"
    ended = run(
        *("report", "KCN", "--file", str(out), "--number", "12", "--signer", "Nguyễn Văn Bình"),
        *("--title", "PHÓ CHỦ TỊCH", "--committee", "KT. CHỦ TỊCH", "--place", "Phan Rang"),
        *("--to", "Tỉnh ủy", "--to", "Ủy ban nhân dân tỉnh", "--mark", "BC-CĐKCN", "--phase", "ONLY"),
    )
    assert ended.exit_code == 0, ended.output
    document = Document(str(out))
    text = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for one in (
        "Số: 12/BC-CĐKCN",
        "Phan Rang, ngày",
        "LIÊN ĐOÀN LAO ĐỘNG TỈNH\nCÔNG ĐOÀN KHU CÔNG NGHIỆP",
        "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        "Nguyễn Văn Bình",
        "- Ủy ban nhân dân tỉnh;",
        "Công đoàn cơ sở Công ty TNHH May Tân Lam",
    ):
        assert one in text


@pytest.mark.parametrize("command", ["bulletin", "report"])
def test_what_is_wrong_is_said(command: str, tmp_path: Path) -> None:
    file = ("--file", str(tmp_path / "x.docx")) if command == "report" else ()
    ended = run(command, "NOPE", *file)
    assert (ended.exit_code, "“NOPE”" in ended.stderr) == (2, True)
    ended = run(command, "KCN", "--phase", "2", *file)
    assert ended.exit_code == 2
    assert "Hiện có: only" in ended.stderr
    assert not (tmp_path / "x.docx").exists()
    option = "--file" if command == "report" else "--picture"
    ended = run(command, "KCN", option, str(tmp_path / "none" / "x"))
    assert ended.exit_code == 2
    assert "Không ghi được tệp" in ended.stderr


def test_a_language_that_is_not_there_is_refused() -> None:
    assert run("bulletin", "KCN", "--language", "de").exit_code == 2
    assert run("bulletin", "KCN", "--language", "en").stdout.startswith("No initiative was sent yet.")
