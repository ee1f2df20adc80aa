"""The story of an initiative: drafted, told, heard of by its author, and taken back at once."""

from typing import Any

import pytest
from kit.backlog import by, change, wait
from kit.federation import SEWING, appoint
from kit.house import House, Phone
from kit.telling import join
from sqlalchemy import insert, select, update

from handlers.effects import RecordConsent
from handlers.events import Said
from handlers.person import Purpose
from storage import people
from storage import tables as t
from storage.apply import Turn, apply
from storage.propaganda import library, pieces

pytestmark = pytest.mark.slow

SLOGAN = "Tự hào trí tuệ lao động Việt Nam"
TOLD = {
    "title": "Dưỡng đo vải",
    "before": "Em phải vẽ phấn từng tấm, gọi 0912 345 678 hỏi mẫu.",
    "change": "Em làm tấm dưỡng bằng bìa cứng.",
    "effect": "seconds",
    "amount": "12",
}
OWN = (
    "Một chị thợ may ở tổ cắt đã nghĩ ra tấm dưỡng bằng bìa cứng. "
    "Từ đó không ai phải vẽ phấn nữa. Liên hệ 0912345678 để xem."
)


@pytest.fixture
def author(house: House, worker: Phone) -> Phone:
    """A worker of the factory who agreed to be named, with a valid initiative: number 1."""
    wait(house, 1, status="valid", title="Dưỡng đo vải", answers=TOLD)
    change(house, 1, author_id=worker.row().id)
    name(worker, public=True, name="Lê Thị Hoa")
    return worker


def name(phone: Phone, **values: Any) -> None:
    person = phone.row().id
    with phone.house.engine.begin() as connection:
        connection.execute(update(t.people).where(t.people.c.id == person).values(values))


def told(house: House) -> dict[str, str]:
    """What the library knows of stories now."""
    with house.engine.connect() as connection:
        return pieces.stories_told(connection)


def test_a_story_is_drafted_told_and_its_author_hears_of_it(
    house: House, officer: Phone, author: Phone
) -> None:
    author.new()
    officer.says("kể chuyện 1").sees(
        f"Ở {SEWING} có một sáng kiến của Lê Thị Hoa: “Dưỡng đo vải”.",
        "“Em phải vẽ phấn từng tấm, gọi … hỏi mẫu.”",
        SLOGAN,
        "Muốn kể khác đi",
    ).unsaid("0912")
    assert told(house) == {}
    officer.taps("Kể câu chuyện này").sees("đã vào thư viện")
    (words,) = told(house).values()
    assert words.endswith(f"\n\n{SLOGAN}")
    (heard,) = author.new()
    assert "Công đoàn muốn kể câu chuyện sáng kiến của anh/chị" in heard
    assert words in heard
    officer.says("tuyên truyền").taps("Câu chuyện của đơn vị").taps("Dưỡng đo vải")
    assert words.removesuffix(SLOGAN).strip() in officer.parts()[-2].text


def test_the_card_of_a_valid_initiative_leads_there(house: House, officer: Phone, author: Phone) -> None:
    officer.says("xem 1").taps("Kể chuyện").sees("sẽ được kể như sau")
    wait(house, 2)
    officer.says("xem 2")
    assert "Kể chuyện" not in officer.buttons()
    change(house, 1, answers={**TOLD, "confidential": "yes"})
    officer.says("xem 1")
    assert "Kể chuyện" not in officer.buttons()
    officer.says("kể chuyện 1").sees("cần giữ kín")


def test_an_officers_own_words_take_the_place_of_the_draft(
    house: House, officer: Phone, author: Phone
) -> None:
    officer.says("kể chuyện 1").says("ngắn quá").sees("cần ít nhất 80").sees("Em làm tấm dưỡng")
    officer.says("dài " * 300).sees("nhiều nhất 900")
    officer.says(OWN).sees("tấm dưỡng bằng bìa cứng. Từ đó", SLOGAN).unsaid("0912345678", "Em phải vẽ")
    old = officer.button("Kể câu chuyện này")
    officer.says(OWN.replace("Một chị", "Có một chị")).sees("Có một chị")
    officer.presses(old).sees("Có một chị", "sẽ được kể như sau")
    assert told(house) == {}
    officer.says("có").sees("đã vào thư viện")
    assert "Có một chị" in next(iter(told(house).values()))


def test_one_tap_of_the_author_takes_it_back_and_nobody_tells_it_again(
    house: House, officer: Phone, author: Phone
) -> None:
    officer.says("kể chuyện 1").taps("Kể câu chuyện này")
    key = next(iter(told(house)))
    officer.new()
    author.taps("Xin đừng kể").sees("Đã dừng ngay", "NT-000001")
    assert told(house) == {}
    assert any("không muốn kể" in text for text in officer.new())
    author.taps("Xin đừng kể").sees("không có câu chuyện nào")
    officer.says("kể chuyện 1").sees("đã không muốn kể")
    officer.presses(f"c:propaganda:{by(house, 1).unit_id}:{key}").sees("Đồng chí chọn chủ đề")


def test_on_a_channel_without_buttons_the_author_types_it(numbers: House) -> None:
    officer = appoint(numbers, numbers.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    worker = join(numbers.person("hoa"))
    wait(numbers, 1, status="valid", title="Dưỡng đo vải", answers=TOLD)
    change(numbers, 1, author_id=worker.row().id)
    name(worker, public=True, name="Lê Thị Hoa")
    officer.says("ke chuyen 1").says("1").sees("đã vào thư viện")
    worker.sees("đừng kể 1").says("dung ke 1").sees("Đã dừng ngay")
    assert told(numbers) == {}


def test_a_bare_word_of_the_author_means_their_own_story(house: House, officer: Phone, author: Phone) -> None:
    officer.says("kể chuyện 1").taps("Kể câu chuyện này")
    author.says("xin đừng kể").sees("Đã dừng ngay")


def test_a_colleague_cannot_take_it_back_but_the_officer_can_and_may_tell_it_again(
    house: House, officer: Phone, other_officer: Phone, author: Phone
) -> None:
    officer.says("kể chuyện 1").taps("Kể câu chuyện này")
    other_officer.says("thôi kể 1").sees("không có câu chuyện nào")
    officer.says("kể chuyện 1").sees("đang được kể rồi")
    officer.says("thôi kể 1").sees("Đã dừng ngay")
    assert told(house) == {}
    author.new()
    officer.says("kể chuyện 1").taps("Kể câu chuyện này").sees("đã vào thư viện")
    assert len(author.new()) == 1


def test_it_ends_with_the_consent_and_with_the_validity(house: House, officer: Phone, author: Phone) -> None:
    officer.says("kể chuyện 1").taps("Kể câu chuyện này")
    change(house, 1, status="submitted")
    assert told(house) == {}
    change(house, 1, status="valid")
    assert len(told(house)) == 1
    name(author, public=False)
    assert told(house) == {}


@pytest.mark.parametrize(
    ("changed", "public", "words"),
    [
        ({"status": "submitted"}, True, "chưa hợp lệ"),
        ({}, False, "chưa đồng ý được nêu tên"),
        ({}, None, "chưa đồng ý được nêu tên"),
    ],
)
def test_it_says_why_something_cannot_be_told(
    house: House, officer: Phone, author: Phone, changed: dict[str, Any], public: bool | None, words: str
) -> None:
    if changed:
        change(house, 1, **changed)
    name(author, public=public)
    officer.says("kể chuyện 1").sees(words)
    assert house.rows(t.stories) == []


def test_every_joint_author_has_to_agree(house: House, officer: Phone, author: Phone) -> None:
    wait(house, 2, status="merged")
    second = by(house, 2).author_id
    row = {"initiative_id": by(house, 1).id, "person_id": second, "from_id": by(house, 2).id}
    with house.engine.begin() as connection:
        connection.execute(insert(t.joint_authors).values(row))
    officer.says("kể chuyện 1").sees("chưa đồng ý được nêu tên")
    with house.engine.begin() as connection:
        connection.execute(update(t.people).where(t.people.c.id == second).values(public=True))
    officer.says("kể chuyện 1").sees("Lê Thị Hoa và Tác giả 2").taps("Kể câu chuyện này")
    assert len(told(house)) == 1
    with house.engine.begin() as connection:
        connection.execute(update(t.people).where(t.people.c.id == second).values(public=None))
    assert told(house) == {}


def test_a_later_no_to_being_named_takes_the_story_out_for_good(
    house: House, officer: Phone, author: Phone
) -> None:
    officer.says("kể chuyện 1").taps("Kể câu chuyện này")
    event = Said(conversation=author.conversation, at=house.now, text="không")
    effects = (RecordConsent(Purpose.PUBLIC, False, "1"),)
    with house.engine.begin() as connection:
        speaks = people.look(connection, [(author.conversation, house.now)])[author.conversation]
        apply(connection, [Turn("k", event, speaks, effects)], house.tools().render, lambda lane: False)
    assert told(house) == {}
    name(author, public=True)
    assert told(house) == {}
    officer.says("kể chuyện 1").sees("đã không muốn kể")


def test_an_officers_value_is_the_one_that_is_told(house: House, officer: Phone, author: Phone) -> None:
    officer.says("kể chuyện 1").sees("nhanh hơn 12 giây mỗi sản phẩm")
    change(house, 1, benefit_corrected=48_000_000)
    officer.says("kể chuyện 1").sees("làm lợi 48.000.000 đồng mỗi năm").unsaid("12 giây")


def test_neither_neighbours_nor_workers_tell_stories(
    house: House, other_officer: Phone, author: Phone
) -> None:
    other_officer.says("kể chuyện 1").unsaid("Dưỡng đo vải")
    author.says("kể chuyện 1").unsaid("sẽ được kể như sau")
    author.presses("c:tell:1:yes:1").unsaid("đã vào thư viện")
    assert house.rows(t.stories) == []


def test_a_story_on_screen_waits_for_nothing_else(house: House, officer: Phone, author: Phone) -> None:
    wait(house, 2)
    officer.says("kể chuyện 1").taps("Thôi").sees("chưa được kể")
    officer.says("kể chuyện 1").says("danh sách").unsaid("cần ít nhất")
    officer.says("Câu này không phải lời kể của câu chuyện nào cả").unsaid("cần ít nhất")
    assert house.rows(t.stories) == []


def test_it_is_told_around_its_unit_and_not_beyond(house: House, officer: Phone, author: Phone) -> None:
    officer.says("kể chuyện 1").taps("Kể câu chuyện này")
    (key,) = told(house)
    with house.engine.connect() as connection:
        paths = {row.code: row.path for row in connection.execute(select(t.units)).all()}
        assert key in library.entries(connection, paths["TOMBV"])
        assert key in library.entries(connection, paths["KCN"])
        assert key in library.entries(connection, paths["TINH"])  # a branch reads all that is below it
        assert key not in library.entries(connection, f"{paths['TINH']}999/")
