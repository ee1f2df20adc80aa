"""Officers of several processes at the portal: one records, and the others are told."""

from datetime import timedelta

import pytest
from kit.backlog import by, change, wait
from kit.federation import appoint, found
from kit.house import House, Phone
from kit.two_levels import both_at_once
from sqlalchemy import Engine

from handlers.events import Said
from storage import tables as t
from storage.portal import entries

TRIES = 5


@pytest.fixture
def scene(engine: Engine) -> tuple[House, Phone, Phone]:
    """Two valid initiatives and the two officers of their factory."""
    found(engine)
    house = House(engine)
    first = appoint(house, house.person("mot"), "MAYTL", "Trần Văn Một")
    second = appoint(house, house.person("hai"), "MAYTL", "Lê Thị Hai")
    for number in (1, 2):
        wait(house, number, status="valid")
    return house, first, second


def says_both(house: House, texts: dict[str, str]) -> None:
    """Each says it in their conversation; two processes handle both at once."""
    house.now += timedelta(seconds=20)
    house.store(*(Said(conversation=who, at=house.now, text=text) for who, text in texts.items()))
    both_at_once(house, house.restarted())


def clear(house: House, *phones: Phone) -> None:
    """As before anything was entered."""
    with house.engine.begin() as connection:
        connection.execute(t.portal_entries.delete())
    for number in (1, 2):
        change(house, number, portal_code=None, portal_at=None, portal_refusal="")
    for phone in phones:
        phone.new()


def test_two_record_the_same_one_at_once_and_one_is_told_who_did(scene: tuple[House, Phone, Phone]) -> None:
    house, first, second = scene
    for _ in range(TRIES):
        says_both(house, {first.conversation: "ghi mã 1 SK-1", second.conversation: "ghi mã 1 SK-2"})
        (entry,) = house.rows(t.portal_entries)
        assert by(house, 1).portal_code == entry.code
        won, lost = (first, second) if entry.code == "SK-1" else (second, first)
        won.sees(f"NT-000001 lên Cổng với mã {entry.code}")
        lost.sees(f"NT-000001 đã lên Cổng với mã {entry.code}", "ghi lúc")
        clear(house, first, second)


def test_two_record_one_code_for_two_at_once_and_one_is_told_whose_it_is(
    scene: tuple[House, Phone, Phone],
) -> None:
    house, first, second = scene
    for _ in range(TRIES):
        says_both(house, {first.conversation: "ghi mã 1 SK-1", second.conversation: "ghi mã 2 SK-1"})
        (entry,) = house.rows(t.portal_entries)
        own, other = (1, 2) if entry.initiative_id == by(house, 1).id else (2, 1)
        assert (by(house, own).portal_code, by(house, other).portal_code) == ("SK-1", None)
        lost = second if own == 1 else first
        lost.sees(f"Mã SK-1 đã ghi cho NT-00000{own}")
        clear(house, first, second)


def test_two_take_the_same_one_at_once_and_one_is_told_who_has_it(scene: tuple[House, Phone, Phone]) -> None:
    house, first, second = scene
    for phone in (first, second):
        phone.says("lên cổng 1")
    says_both(house, {first.conversation: "Đã chép, đang nhập", second.conversation: "Đã chép, đang nhập"})
    (entry,) = house.rows(t.portal_entries)
    lost = second if entry.by_id == first.row().id else first
    lost.sees("đang nhập NT-000001 từ")


@pytest.mark.parametrize(
    "texts",
    [("ghi mã 1 SK-1", "ghi mã 1 SK-2"), ("ghi mã 1 SK-1", "ghi mã 2 SK-1"), ("cổng từ chối 1 lỗi",) * 2],
)
def test_two_in_one_batch_are_decided_one_after_the_other(
    scene: tuple[House, Phone, Phone], texts: tuple[str, str]
) -> None:
    house, first, second = scene
    house.now += timedelta(seconds=20)
    spoken = zip((first, second), texts, strict=True)
    house.store(*(Said(conversation=one.conversation, at=house.now, text=text) for one, text in spoken))
    house.pump()
    done = house.rows(t.portal_entries)
    given = [by(house, number).portal_code for number in (1, 2)]
    if "từ chối" in texts[0]:
        assert [one.kind for one in done] == ["refused", "refused"], "each tried it, one after the other"
    else:
        assert [one.kind for one in done] == ["entered"]
        assert sorted(str(code) for code in given) == ["None", done[0].code]
    assert all(phone.new() for phone in (first, second))


def test_one_records_while_another_reopens_it(scene: tuple[House, Phone, Phone]) -> None:
    house, first, second = scene
    says_both(house, {first.conversation: "ghi mã 1 SK-1", second.conversation: "mở lại 1 sai số liệu"})
    row = by(house, 1)
    assert row.status == "submitted"
    if row.portal_code is None:
        first.sees("Chỉ sáng kiến hợp lệ mới đưa lên Cổng")
    else:
        second.says("lên cổng").sees("Cần gỡ trên Cổng: 1.")


def test_everything_known_of_one_is_read_together(scene: tuple[House, Phone, Phone]) -> None:
    house, first, _ = scene
    first.says("ghi mã 1 SK-1")
    wanted = by(house, 1).id
    with house.engine.connect().execution_options(reading=True) as connection:
        one = entries.load(connection, [wanted], ["SK-1", "SK-2"])[wanted]
    assert [entry.kind for entry in one.entries] == ["entered"]
    assert [author.name for author in one.authors] == ["Tác giả 1"]
    assert {code: owner.code for code, owner in one.owners.items()} == {"SK-1": "NT-000001"}
