"""The whole history of an initiative as a file, made at the machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.federation import appoint, found
from kit.house import House
from kit.telling import join, report, send
from typer.testing import CliRunner

from bot.commands.line import build
from storage.database import schema
from storage.database.engine import open_engine

pytestmark = pytest.mark.slow


@pytest.fixture
def house(installation: Path) -> Iterator[House]:
    """An installation in an empty folder, with one initiative that was talked about."""
    (installation / "data").mkdir()
    engine = open_engine(f"sqlite:///{installation}/data/union.db")
    schema.upgrade(engine)
    found(engine)
    house = House(engine)
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    worker = send(report(join(house.person("hoa"))))
    officer.says("ghi chú 1 Gọi tổ trưởng").says("nhắn 1 Chị chụp lại nhé").says("giá trị 1 30tr")
    officer.says("trả 1 thiếu quyết định")
    worker.taps("Sửa sáng kiến").changes("Số quyết định").says("19/QĐ").taps("Gửi lại")
    yield house
    engine.dispose()


def told(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), ["initiative", "history", *words], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.mark.parametrize("code", ["NT-000001", "1", "nt-1"])
def test_everything_is_written_out_for_the_union(house: House, code: str) -> None:
    status, text = told(code)
    assert status == 0
    assert text.startswith("HỒ SƠ SÁNG KIẾN NT-000001")
    assert "ghi chú nội bộ: “Gọi tổ trưởng”" in text
    assert "ghi giá trị: chưa có → 30.000.000 đồng mỗi năm" in text
    assert "Số quyết định: “18/QĐ-MTL” → “19/QĐ”" in text
    assert "Bản 1, gửi lúc" in text
    assert "…" not in text


def test_a_copy_for_the_author_has_no_notes(house: House) -> None:
    status, text = told("1", "--for-author")
    assert status == 0
    assert "Chị chụp lại nhé" in text
    assert "Gọi tổ trưởng" not in text
    assert "30.000.000" not in text


def test_it_can_be_written_in_english(house: House) -> None:
    assert told("1", "--language", "en")[1].startswith("INITIATIVE NT-000001")


@pytest.mark.parametrize("words", [("NT-000009",), ("abc",), ("1", "--language", "fr")])
def test_what_cannot_be_written_is_said_and_ends_with_2(house: House, words: tuple[str, ...]) -> None:
    assert told(*words)[0] == 2
