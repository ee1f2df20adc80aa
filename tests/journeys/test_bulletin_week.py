"""The weekly bulletin: asked for in the chat, given on Mondays, turned off; and the official report."""

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from kit.backlog import wait
from kit.federation import appoint
from kit.house import ZONE, House, Phone
from PIL import Image
from sqlalchemy import insert, select

from bot.channels.port import FileUnavailable
from bot.duties import Duties
from bot.library import Library
from handlers.effects import Tell
from handlers.events import FileKind
from storage import merging
from storage import tables as t
from storage.database.writer import Writer
from storage.duties import bulletins
from storage.library.files import FileStore

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
DOOR = ("https://sangkien.example.vn/chat?start={payload}",)


def due(house: House, at: datetime) -> list[Tell]:
    """What the duty says at a moment."""
    with house.engine.begin() as connection:
        return bulletins.due(connection, at, ZONE, DOOR)


def file_of(phone: Phone) -> tuple[str, FileKind, str]:
    file = phone.parts()[-1].file
    assert file is not None
    return file.key, file.kind, file.name


async def fetched(house: House, folder: Path, key: str) -> bytes:
    writer = Writer(house.engine, lanes=1)
    try:
        return await Library(house.engine, writer, FileStore(folder), lambda: house.now).content(key)
    finally:
        writer.close()


@pytest.mark.parametrize("typed", ["bản tin tuần", "ban tin tuan", "/bantintuan", "Bản tin tuần ạ"])
async def test_an_officer_gets_words_to_copy_and_a_picture(
    house: House, zone_officer: Phone, tmp_path: Path, typed: str
) -> None:
    wait(house, 1)
    wait(house, 2, status="valid")
    zone_officer.says(typed)
    words, picture = zone_officer.parts()[-2:]
    assert words.text.startswith("1 sáng kiến hợp lệ trong 2 sáng kiến đã nộp.\nCông đoàn Khu công nghiệp,")
    assert words.file is None
    assert words.rows == picture.rows == ()
    assert "Đồng chí chép đoạn trên" in picture.text
    key, kind, name = file_of(zone_officer)
    assert (kind, name) == (FileKind.PHOTO, "Xep-hang-KCN-2026-11-23.png")
    with Image.open(io.BytesIO(await fetched(house, tmp_path, key))) as drawn:
        assert drawn.size == (1080, 1350)


async def test_figures_that_are_gone_are_no_picture(
    house: House, zone_officer: Phone, tmp_path: Path
) -> None:
    for key in ("ranking:999:1:target:202611230800", "ranking:1:999::202611230800", "report:nobody"):
        with pytest.raises(FileUnavailable):
            await fetched(house, tmp_path, key)


def test_an_upper_officer_names_a_unit_below_and_reaches_no_other(house: House, zone_officer: Phone) -> None:
    wait(house, 1)
    zone_officer.says("bản tin tuần MAYTL")
    assert "Công đoàn cơ sở Công ty TNHH May Tân Lam, tính đến" in zone_officer.parts()[-2].text
    assert file_of(zone_officer)[0].startswith("progress:")
    zone_officer.says("bản tin tuần TINH").sees("Không có đơn vị “TINH” trong phạm vi của đồng chí.")
    zone_officer.says("ảnh tiến độ maytl").sees("Tiến độ của Công đoàn cơ sở Công ty TNHH May Tân Lam")


def test_who_holds_two_posts_is_asked_and_answers_with_a_number(numbers: House) -> None:
    phone = appoint(numbers, numbers.person("binh"), "MAYTL", "Phan Thanh Bình")
    person = phone.row().id
    with numbers.engine.begin() as connection:
        shrimp = connection.scalar(select(t.units.c.id).where(t.units.c.code == "TOMBV"))
        held = {"person_id": person, "unit_id": shrimp, "role": "grassroots", "since": numbers.now}
        connection.execute(insert(t.officers).values(**held))
    phone.says("báo cáo tổng hợp").sees("1. Công đoàn cơ sở Công ty TNHH May", "2. ", "Tôm Bảo Vịnh")
    phone.says("2").sees("Báo cáo tổng hợp của Công đoàn cơ sở Công ty TNHH Tôm Bảo Vịnh")


async def test_the_report_comes_as_a_word_file(house: House, zone_officer: Phone, tmp_path: Path) -> None:
    wait(house, 1, status="valid")
    zone_officer.says("báo cáo tổng hợp").sees("Công đoàn Khu công nghiệp", "trình ký")
    key, kind, name = file_of(zone_officer)
    assert (kind, name) == (FileKind.DOCUMENT, "Bao-cao-tong-hop-KCN-2026-11-23.docx")
    paper = Document(io.BytesIO(await fetched(house, tmp_path, key)))
    assert "BÁO CÁO" in [one.text for one in paper.paragraphs]


def test_without_a_programme_it_is_said_so(house: House, zone_officer: Phone) -> None:
    with house.engine.begin() as connection:
        connection.execute(t.programmes.update().values(active=False))
    for words in ("bản tin tuần", "báo cáo tổng hợp", "ảnh tiến độ"):
        zone_officer.says(words).sees("Chưa có chương trình nào")
    assert due(house, MONDAY) == []


def test_a_workers_words_stay_words(house: House, worker: Phone) -> None:
    before = worker.last()
    worker.says("bản tin tuần")
    assert worker.parts()[-1].file is None
    assert "Đồng chí" not in worker.last()
    assert "sáng kiến hợp lệ trong" not in worker.last()
    worker.says("/bantintuan").unsaid("sáng kiến hợp lệ trong")
    assert before


def test_on_monday_at_eight_upper_officers_get_it_once(
    house: House, officer: Phone, zone_officer: Phone
) -> None:
    wait(house, 1, status="valid")
    assert due(house, MONDAY - timedelta(minutes=1)) == []
    words, picture = due(house, MONDAY)
    assert {words.person_id, picture.person_id} == {zone_officer.row().id}
    assert "https://sangkien.example.vn/chat?start=u_KCN" in words.message.text
    assert words.message.text.endswith("Tự hào trí tuệ lao động Việt Nam")
    assert "Muốn thôi nhận, gõ “bản tin tuần tắt”." in picture.message.text
    assert picture.message.files[0].key.startswith("ranking:2:1:target:202611230800")
    assert due(house, MONDAY + timedelta(minutes=1)) == []
    assert due(house, MONDAY + timedelta(days=1)) == []
    assert len(due(house, MONDAY + timedelta(days=7))) == 2


def test_the_clock_sends_it_and_numbers_nothing(house: House, zone_officer: Phone) -> None:
    house.now = MONDAY + timedelta(minutes=5)
    duties = Duties(house.tools().render, ZONE, doors=lambda: DOOR)
    for _ in range(2):
        for _, work in duties.works(house.now):
            with house.engine.begin() as connection:
                work(connection)
    told = [one.text for one in zone_officer.parts()]
    assert sum("start=u_KCN" in one for one in told) == 1
    assert len([one for one in told if "bản tin tuần tắt" in one]) == 1


def test_it_is_turned_off_and_on_again_by_words(house: House, zone_officer: Phone) -> None:
    zone_officer.says("bản tin tắt").sees("Đã tắt bản tin tuần", "Bản tin sáng không thay đổi")
    assert due(house, MONDAY) == []
    zone_officer.says("ban tin tuan bat").sees("8 giờ sáng thứ Hai")
    assert len(due(house, MONDAY)) == 2
    zone_officer.says("tắt bản tin tuần").sees("Đã tắt bản tin tuần")
    assert due(house, MONDAY + timedelta(days=7)) == []


def test_a_grassroots_officer_hears_that_it_has_to_be_asked_for(house: House, officer: Phone) -> None:
    officer.says("bản tin bật").sees("chỉ tự gửi cho cán bộ cấp trên cơ sở")
    assert due(house, MONDAY) == []


def test_the_morning_list_keeps_its_words(house: House, officer: Phone) -> None:
    officer.says("bản tin sáng 7:30").sees("lúc 07:30")
    officer.says("bản tin tắt")
    assert [one.hour for one in house.rows(t.digests)] == ["07:30"]
    officer.says("tắt bản tin").sees("Đã tắt bản tin sáng")


def test_after_a_monday_off_it_comes_on_the_first_working_day(house: House, zone_officer: Phone) -> None:
    monday = MONDAY + timedelta(days=7)
    with house.engine.begin() as connection:
        connection.execute(insert(t.days_off).values(day=monday.date(), name="x", works=False))
    assert due(house, monday) == []
    assert len(due(house, monday + timedelta(days=1))) == 2
    assert due(house, monday + timedelta(days=2)) == []


def test_late_is_late_and_a_phase_long_over_has_no_news(house: House, zone_officer: Phone) -> None:
    assert due(house, MONDAY.replace(hour=11)) == []
    with house.engine.begin() as connection:
        connection.execute(t.phases.update().values(closes=(MONDAY - timedelta(days=9)).date()))
    assert due(house, MONDAY.replace(hour=10, minute=59)) == []


def test_two_persons_who_become_one_keep_their_no(house: House, zone_officer: Phone, officer: Phone) -> None:
    officer.says("bản tin tắt")
    kept, other = zone_officer.row().id, officer.row().id
    with house.engine.begin() as connection:
        assert merging.merge(connection, kept, other, zone_officer.conversation, house.now)
    assert [(one.person_id, one.off) for one in house.rows(t.bulletins)] == [(kept, True)]
    assert due(house, MONDAY) == []
