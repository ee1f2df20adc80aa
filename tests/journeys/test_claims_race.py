"""Officers of several processes at the same initiative: one has it, and the others are told who."""

from datetime import timedelta
from typing import Any

import pytest
from kit.federation import appoint, found
from kit.house import House, Phone
from kit.telling import join, report, send
from kit.two_levels import both_at_once, govern
from sqlalchemy import Engine

from handlers.events import Said
from storage import tables as t
from storage.apply import posts

TRIES = 6


@pytest.fixture
def scene(engine: Engine) -> tuple[House, Phone, Phone]:
    """One initiative and the two officers of its factory."""
    found(engine)
    house = House(engine)
    first = appoint(house, house.person("mot"), "MAYTL", "Trần Văn Một")
    second = appoint(house, house.person("hai"), "MAYTL", "Lê Thị Hai")
    send(report(join(house.person("hoa"))))
    return house, first, second


def says_both(house: House, texts: dict[str, str]) -> None:
    """Each says it in their conversation; two processes handle both at once."""
    house.now += timedelta(seconds=20)
    house.store(*(Said(conversation=who, at=house.now, text=text) for who, text in texts.items()))
    both_at_once(house, house.restarted())


def row(house: House) -> Any:
    (one,) = house.rows(t.initiatives)
    return one


def ids(house: House) -> dict[str, int]:
    return {one.name: one.id for one in house.rows(t.people)}


def test_two_take_it_up_at_once_and_one_is_told_who_has_it(scene: tuple[House, Phone, Phone]) -> None:
    house, first, second = scene
    for _ in range(TRIES):
        says_both(house, {first.conversation: "nhận 1", second.conversation: "nhận 1"})
        screens = sorted([first.last(), second.last()], key=lambda text: "đã nhận xử lý" not in text)
        assert "Đồng chí đã nhận xử lý NT-000001" in screens[0]
        holder, name = (first, "Trần Văn Một") if first.last() == screens[0] else (second, "Lê Thị Hai")
        assert f"Đồng chí {name} đang xử lý NT-000001 đến" in screens[1]
        assert row(house).claimed_by == ids(house)[name]
        holder.says("nhả 1").sees("Đã nhả")
        assert row(house).claimed_by is None


def test_two_decide_at_once_and_one_is_told_who_did(scene: tuple[House, Phone, Phone]) -> None:
    house, first, second = scene
    says_both(house, {first.conversation: "duyệt 1", second.conversation: "loại 1 trùng lặp"})
    assert len(house.rows(t.decisions)) == 1
    (decided,) = house.rows(t.decisions)
    lost = second if decided.by_id == ids(house)["Trần Văn Một"] else first
    lost.sees("Đồng chí", "NT-000001 ", "lúc")
    assert row(house).claimed_by is None


def test_one_takes_it_up_while_another_decides(scene: tuple[House, Phone, Phone]) -> None:
    house, first, second = scene
    says_both(house, {first.conversation: "nhận 1", second.conversation: "duyệt 1"})
    found = row(house)
    if found.status == "valid":
        assert found.claimed_by is None
        first.sees("Đồng chí Lê Thị Hai đã duyệt NT-000001")
    else:
        assert found.claimed_by == ids(house)["Trần Văn Một"]
        second.sees("Đồng chí Trần Văn Một đang xử lý")


def test_in_one_batch_too_a_claim_and_a_decision_do_not_both_win(scene: tuple[House, Phone, Phone]) -> None:
    house, first, second = scene
    house.store(
        Said(conversation=first.conversation, at=house.now, text="duyệt 1"),
        Said(conversation=second.conversation, at=house.now, text="nhận 1"),
    )
    house.pump()
    assert (row(house).status, row(house).claimed_by) == ("valid", None)
    second.sees("Đồng chí Trần Văn Một đã duyệt")


def test_taking_over_tells_the_other_and_their_reason_is_not_sent(scene: tuple[House, Phone, Phone]) -> None:
    house, first, second = scene
    first.says("trả 1").sees("Vì sao")
    second.says("duyệt 1").sees("Trần Văn Một đang xử lý NT-000001").taps("Nhận thay").sees("đã nhận xử lý")
    first.sees("Đồng chí Lê Thị Hai đã nhận thay NT-000001")
    first.says("thiếu quyết định").sees("Lê Thị Hai đang xử lý")
    assert house.rows(t.decisions) == []
    second.says("duyệt 1").sees("Đã duyệt")
    assert row(house).claimed_by is None


def test_it_goes_to_and_fro_and_each_is_told_each_time(scene: tuple[House, Phone, Phone]) -> None:
    _, first, second = scene
    first.says("nhận 1")
    for _ in range(2):
        second.says("nhận thay 1")
        first.sees("Lê Thị Hai đã nhận thay")
        first.says("nhận thay 1")
        second.sees("Trần Văn Một đã nhận thay")


def test_two_take_it_over_at_once_and_the_later_one_is_told(scene: tuple[House, Phone, Phone]) -> None:
    house, first, second = scene
    third = appoint(house, house.person("ba"), "MAYTL", "Phạm Ba")
    third.says("nhận 1")
    says_both(house, {first.conversation: "nhận thay 1", second.conversation: "nhận thay 1"})
    holder = {one.id: one.name for one in house.rows(t.people)}[row(house).claimed_by]
    told = [text for text in third.new() if "đã nhận thay" in text]
    assert len(told) == 1
    # Whoever came second took it over from the first, who is told of it.
    assert holder in ("Trần Văn Một", "Lê Thị Hai")
    loser = second if holder == "Trần Văn Một" else first
    loser.sees(f"Đồng chí {holder} đã nhận thay NT-000001")


def test_a_lease_ends_by_itself(scene: tuple[House, Phone, Phone]) -> None:
    house, first, second = scene
    govern(house, levels=1, lease_minutes=10)
    first.says("nhận 1")
    house.now += timedelta(minutes=9)
    second.says("duyệt 1").sees("đang xử lý")
    house.now += timedelta(minutes=1)
    second.says("duyệt 1").sees("Đã duyệt")


def test_what_a_removed_officer_held_is_anybodys_and_their_reason_goes_nowhere(
    scene: tuple[House, Phone, Phone],
) -> None:
    house, first, second = scene
    first.says("trả 1").sees("Vì sao")
    person = ids(house)["Trần Văn Một"]
    (post,) = [one for one in house.rows(t.officers) if one.person_id == person]
    with house.engine.begin() as connection:
        posts.end(connection, post.id, house.now)
    assert row(house).claimed_by is None
    first.says("thiếu quyết định").sees("dành cho cán bộ")
    second.says("xem 1").unsaid("đang xử lý").says("duyệt 1").sees("Đã duyệt")
    assert [one.action for one in house.rows(t.decisions)] == ["approve"]


def test_a_card_says_who_is_at_work(scene: tuple[House, Phone, Phone]) -> None:
    _, first, second = scene
    first.says("xem 1").taps("Nhận xử lý").says("xem 1").sees("Đồng chí đang xử lý")
    second.says("xem 1").sees("Đồng chí Trần Văn Một đang xử lý")
    assert "Nhận thay" in second.buttons()
