"""Writing to many from the command line: previewed, agreed to, followed, stopped and listed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import python_calamine
from kit import outgoing
from kit.federation import appoint, found
from kit.house import House
from typer.testing import CliRunner

from bot.commands import ground
from bot.commands.line import build
from storage import tables as t
from storage.database import schema
from storage.database.engine import open_engine

pytestmark = pytest.mark.slow

WORDS = "Thứ sáu này tổ nào cũng kể một cách làm hay nhé anh/chị."
NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)


@pytest.fixture
def house(installation: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    (installation / "data").mkdir()
    engine = open_engine(f"sqlite:///{installation}/data/union.db")
    schema.upgrade(engine)
    found(engine)
    house = House(engine, now=NOON)
    monkeypatch.setattr(ground, "now", lambda: house.now)
    yield house
    engine.dispose()


def said(*words: str, answer: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(build(), ["broadcast", *words], input=answer, catch_exceptions=False)
    return result.exit_code, result.output


def sent(house: House, count: int = 3) -> int:
    outgoing.crowd(house, count)
    status, _ = said("send", "--unit", "MAYTL", "--text", WORDS, "--yes")
    return status


def test_nothing_is_sent_before_a_yes(house: House) -> None:
    outgoing.crowd(house, 3)
    status, told = said("send", "--unit", "maytl", "--text", WORDS, answer="n\n")
    assert status == 1
    for words in (WORDS, "gõ DỪNG", "Sẽ nhận: 3 người", "Gửi tin này?", "Không gửi."):
        assert words in told
    assert house.rows(t.broadcasts) == []
    assert said("preview", "--unit", "MAYTL", "--theme", "small_things")[0] == 0
    assert house.rows(t.broadcasts) == []


def test_it_is_sent_followed_reported_and_listed(house: House) -> None:
    assert sent(house) == 0
    assert "chờ đến giờ" in said("list")[1]
    assert "Bắt đầu gửi lúc" in said("show", "1")[1]
    outgoing.spread(house)
    house.deliver()
    outgoing.settle(house)
    status, told = said("show", "1", "--watch")
    assert status == 0
    assert "Đã gửi: 3" in told
    status, told = said("report", "1")
    assert (status, "Dự định gửi: 3 người" in told) == (0, True)


def test_the_list_of_people_is_a_sheet_without_formulas(house: House, tmp_path: Path) -> None:
    sent(house)
    outgoing.spread(house)
    with house.engine.begin() as connection:
        connection.execute(t.people.update().where(t.people.c.id == 1000).values(name="=1+1"))
    out = tmp_path / "nguoi-nhan.xlsx"
    status, told = said("export", "1", "--out", str(out))
    assert (status, "3 người" in told) == (0, True)
    rows = python_calamine.CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Họ và tên", "Đơn vị", "Kênh", "Kết quả", "Lý do"]
    assert rows[1][0] == "=1+1"
    assert rows[1][2:] == ["trang web", "đang gửi", ""]
    assert len(rows) == 4
    assert said("export", "1", "--out", str(tmp_path / "x.pdf"))[0] == 2


def test_it_is_held_let_go_on_and_stopped(house: House) -> None:
    sent(house, 60)
    assert said("pause", "1")[0] == 0
    assert outgoing.state(house) == "paused"
    assert said("resume", "1")[0] == 0
    assert said("resume", "1")[0] == 2
    assert said("stop", "1")[0] == 0
    assert said("stop", "1") == (2, "Tin số 1 không ở trạng thái làm được việc này.\n")
    assert outgoing.spread(house) == 0


def test_above_the_set_size_an_officer_is_asked_here_too(house: House) -> None:
    outgoing.crowd(house, 501)
    asked = ("send", "--unit", "MAYTL", "--text", WORDS, "--yes")
    status, told = said(*asked)
    assert (status, "chưa có ai" in told) == (2, True)
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    status, told = said(*asked)
    assert (status, "đang chờ một trong 1 cán bộ" in told) == (0, True)
    officer.sees("Người quản trị muốn gửi tin số 1").taps("Đồng ý tin 1").sees("bắt đầu gửi lúc")
    house.now += timedelta(minutes=10)
    assert outgoing.spread(house) == 500


def test_a_test_goes_to_one_officer(house: House) -> None:
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    status, told = said("test", "--unit", "MAYTL", "--text", WORDS, "--to", "1")
    assert (status, "Nguyễn Thị Nhung" in told) == (0, True)
    officer.sees(WORDS, "gõ DỪNG")
    assert house.rows(t.broadcasts) == []


@pytest.mark.parametrize(
    "words",
    [
        ("preview", "--unit", "NOWHERE", "--text", WORDS),
        ("preview", "--unit", "MAYTL"),
        ("preview", "--unit", "MAYTL", "--text", WORDS, "--theme", "*"),
        ("preview", "--unit", "MAYTL", "--text", "ok"),
        ("preview", "--unit", "MAYTL", "--theme", "nothing-like-it"),
        ("preview", "--unit", "MAYTL", "--file", "missing.txt"),
        ("preview", "--unit", "MAYTL", "--text", WORDS, "--did", "nothing,sleeping"),
        ("preview", "--unit", "MAYTL", "--text", WORDS, "--role", "boss"),
        ("preview", "--unit", "MAYTL", "--text", WORDS, "--campaign", "9"),
        ("test", "--unit", "MAYTL", "--text", WORDS, "--to", "9"),
        ("show", "9"),
        ("report", "9"),
        ("pause", "9"),
    ],
)
def test_what_cannot_be_done_is_said_and_ends_with_2(house: House, words: tuple[str, ...]) -> None:
    assert said(*words)[0] == 2


def test_words_come_from_a_file_and_people_by_what_they_did(house: House, tmp_path: Path) -> None:
    outgoing.crowd(house, 2)
    text = tmp_path / "loi.txt"
    text.write_text(f"\ufeff{WORDS}\n", encoding="utf-8")
    status, told = said("preview", "--unit", "MAYTL", "--file", str(text), "--did", "sent,asked", "--fdi")
    assert status == 0
    assert "Những ai đã gửi sáng kiến" in told
    assert "Chỉ doanh nghiệp có vốn nước ngoài" in told
    assert "Sẽ nhận: 0 người" in told
