"""The record of an initiative as it is read: complete for officers, without notes for its authors."""

from datetime import timedelta

import pytest
from kit.federation import appoint, found
from kit.house import House, Phone
from kit.telling import demo, join, report, send
from sqlalchemy import Engine, insert, select, update

from handlers.events import Commanded
from handlers.record.facts import CardFacts, Peers, Record
from handlers.record.replies import ReplyFacts
from handlers.speaker import Asked
from storage import people
from storage import tables as t
from storage.review import cards, replies


@pytest.fixture
def house(engine: Engine) -> House:
    found(engine)
    return House(engine)


@pytest.fixture
def officer(house: House) -> Phone:
    return appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")


@pytest.fixture
def author(house: House, officer: Phone) -> Phone:
    told = demo("Dưỡng mica").model_copy(update={"effect": "dong", "amount": "48 triệu"})
    return send(report(join(house.person("hoa")), told))


def asked(phone: Phone, name: str = "open", argument: str = "1") -> Asked:
    house = phone.house
    event = Commanded(conversation=phone.conversation, at=house.now, name=name, argument=argument)
    with house.engine.begin() as connection:
        look = people.look(connection, [(phone.conversation, house.now)])[phone.conversation]
    return Asked(event, look.speaker)


def opened(*phones: Phone) -> list[CardFacts]:
    everybody = [asked(phone) for phone in phones]
    with phones[0].house.engine.begin() as connection:
        return cards.load_cards(connection, everybody)


def reply_facts(phone: Phone, argument: str = "1") -> ReplyFacts:
    one = asked(phone, "reply", argument)
    with phone.house.engine.begin() as connection:
        (facts,) = replies.load_replies(connection, [one])
    return facts


def record(house: House, number: int = 1) -> Record:
    with house.engine.begin() as connection:
        known = cards.load_record(connection, number)
    assert known is not None
    return known


def person(house: House, name: str) -> int:
    return next(one.id for one in house.rows(t.people) if one.name == name)


def test_everything_that_was_sent_and_said_is_read_in_its_order(officer: Phone, author: Phone) -> None:
    officer.says("ghi chú 1 Gọi tổ trưởng").says("nhắn 1 Chị chụp lại nhé").says("giá trị 1 30tr")
    author.says("trả lời 1 Dạ vâng")
    officer.says("trả 1 thiếu quyết định")
    author.taps("Sửa sáng kiến").changes("Số quyết định").says("19/QĐ").taps("Gửi lại")
    known = record(author.house)
    assert [one.answers["decision_number"] for one in known.versions] == ["18/QĐ-MTL", "19/QĐ"]
    assert [(one.internal, one.by_author) for one in known.remarks] == [
        (True, False),
        (False, False),
        (True, False),
        (False, True),
    ]
    assert known.remarks[0].by_name == "Nguyễn Thị Nhung"
    assert known.returns == 1
    assert (known.item.benefit, known.item.benefit_corrected) == (48_000_000, 30_000_000)
    assert known.mended


def test_notes_are_not_even_read_for_an_author_with_a_post(officer: Phone, author: Phone) -> None:
    officer.says("ghi chú 1 Gọi tổ trưởng").says("nhắn 1 Chị chụp lại nhé")
    house, writer = author.house, person(author.house, "Nguyễn Thị Hoa")
    with house.engine.begin() as connection:
        unit = connection.scalar(select(t.units.c.id).where(t.units.c.code == "MAYTL"))
        post = {"person_id": writer, "unit_id": unit, "role": "grassroots"}
        connection.execute(insert(t.officers).values(**post, since=house.now))
    theirs, mine = opened(officer, author)
    assert theirs.record is not None
    assert mine.record is not None
    assert (theirs.own, theirs.writes, len(theirs.record.remarks)) == (False, True, 2)
    assert (mine.own, mine.writes) == (True, False)
    assert [one.words for one in mine.record.remarks] == ["Chị chụp lại nhé"]


def test_nothing_is_read_for_a_worker_or_an_officer_of_another_factory(house: House, author: Phone) -> None:
    other = appoint(house, house.person("phuong"), "TOMBV", "Đặng Mai Phương")
    assert [one.record for one in opened(author, other)] == [None, None]


def test_who_shares_a_merged_one_is_its_author_too(house: House, officer: Phone, author: Phone) -> None:
    second = send(report(join(house.person("tam"), name="Trần Thị Tâm"), demo("Đèn báo")))
    officer.says("ghi chú 1 Gọi tổ trưởng").says("nhắn 1 Chị chụp lại nhé")
    other = person(house, "Trần Thị Tâm")
    with house.engine.begin() as connection:
        first, merged = connection.scalars(select(t.initiatives.c.id).order_by(t.initiatives.c.number)).all()
        their = {"initiative_id": first, "person_id": other, "from_id": merged}
        connection.execute(insert(t.joint_authors).values(their))
        kept = {"merged_into": first, "status": "merged"}
        connection.execute(update(t.initiatives).where(t.initiatives.c.id == merged).values(kept))
    assert [(one.name, one.code) for one in record(house).joined] == [("Trần Thị Tâm", "NT-000002")]
    assert record(house, 2).kept_code == "NT-000001"
    facts = reply_facts(second)
    assert facts.item is not None
    assert facts.asked
    assert reply_facts(second, "").item == facts.item
    assert [one.person_id for one in facts.officers] == [person(house, "Nguyễn Thị Nhung")]


def test_nobody_answers_about_somebody_elses(house: House, officer: Phone, author: Phone) -> None:
    officer.says("nhắn 1 Chị chụp lại nhé")
    stranger = join(house.person("la"), name="Lý Thị La")
    assert reply_facts(stranger).item is None
    assert reply_facts(stranger, "").item is None


def test_a_note_alone_asks_its_author_nothing(officer: Phone, author: Phone) -> None:
    officer.says("ghi chú 1 Gọi tổ trưởng")
    assert not reply_facts(author).asked
    assert reply_facts(author, "").item is None


def test_a_value_is_measured_by_the_newest_valid_ones_below_the_same_union(
    house: House, officer: Phone, author: Phone
) -> None:
    assert record(house).peers == Peers()
    with house.engine.begin() as connection:
        row = connection.execute(select(t.initiatives)).one()._asdict()
        for number in range(2, 8):
            values = {"id": number, "number": number, "code": f"NT-{number:06d}", "status": "valid"}
            worth = {"benefit": number * 1_000_000, "benefit_corrected": 1 if number == 7 else None}
            later = {"updated_at": house.now + timedelta(days=number)}
            connection.execute(insert(t.initiatives).values(row | values | worth | later))
    assert record(house).peers == Peers(6, 3_500_000)


def test_an_answer_given_for_an_author_who_has_no_phone_is_the_authors(
    house: House, officer: Phone, author: Phone
) -> None:
    helper = appoint(house, house.person("tu"), "MAYTL", "Vũ Văn Tú")
    writer = person(house, "Vũ Văn Tú")
    with house.engine.begin() as connection:
        silent = connection.execute(
            insert(t.people).values(name="Ông Sáu", created_at=house.now).returning(t.people.c.id)
        ).scalar_one()
        theirs = {"author_id": silent, "entered_by": writer}
        connection.execute(update(t.initiatives).values(theirs))
    assert record(house).entered_by == "Vũ Văn Tú"
    officer.says("nhắn 1 Bác cho xem ảnh nhé")
    helper.sees("Bác cho xem ảnh nhé").says("trả lời 1 Bác gửi sau").sees("đã nhận câu trả lời")
    assert [one.by_author for one in record(house).remarks] == [False, True]
    officer.sees("“Bác gửi sau”")
