"""An officer decides through another door than the chat: the same rules, the same notices, one history."""

from typing import Any

import pytest
from kit.house import ZONE, House, Phone
from kit.telling import report, send
from kit.two_levels import govern
from sqlalchemy import update

from handlers.officers.rulings import Door, Ruled, Ruling, Unruled, Word
from storage import rulings
from storage import tables as t


@pytest.fixture
def two(house: House, officer: Phone, zone_officer: Phone, worker: Phone) -> House:
    """Two levels; NT-000001 waits at the factory."""
    govern(house)
    send(report(worker))
    for phone in (officer, zone_officer, worker):
        phone.new()
    return house


def row(house: House) -> Any:
    (found,) = house.rows(t.initiatives)
    return found


def rule(
    house: House, phone: Phone, word: Word, *, door: Door = "api", revision: int | None = None, **told: Any
) -> Ruled | Unruled:
    seen = row(house).revision if revision is None else revision
    ruling = Ruling(number=told.pop("number", 1), revision=seen, word=word, **told)
    tools, person = house.tools(), phone.row().id
    with house.engine.begin() as connection:
        return rulings.rule(connection, person, door, ruling, house.now, tools.render, tools.can_edit, ZONE)


def why(outcome: Ruled | Unruled) -> str:
    assert isinstance(outcome, Unruled)
    assert outcome.text
    return outcome.why


def test_a_yes_through_another_door_is_told_to_the_author_and_goes_up(
    two: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    outcome = rule(two, officer, "approve", door="workbook")
    assert isinstance(outcome, Ruled)
    assert outcome.status == "recognised"
    assert row(two).status == "recognised"
    worker.sees("Công đoàn cơ sở đã đồng ý")
    zone_officer.sees("chờ cấp trên duyệt", "NT-000001")
    (step,) = two.rows(t.decisions)
    assert (step.action, step.by_id, step.via) == ("endorse", officer.row().id, "workbook")


def test_a_reason_is_needed_where_the_chat_asks_for_one(two: House, officer: Phone, worker: Phone) -> None:
    assert why(rule(two, officer, "return")) == "reason_wanted"
    assert why(rule(two, officer, "return", reason="nonsense")) == "unfit_reason"
    assert why(rule(two, officer, "return", words="x" * 1001)) == "too_long"
    assert isinstance(rule(two, officer, "return", words="ảnh mờ, chụp lại giúp"), Ruled)
    worker.sees("chụp lại giúp")


def test_what_was_decided_in_the_chat_meanwhile_is_not_decided_again(two: House, officer: Phone) -> None:
    seen = row(two).revision
    officer.says("duyệt 1")
    outcome = rule(two, officer, "return", revision=seen, words="ảnh mờ")
    assert why(outcome) == "changed"
    assert len(two.rows(t.decisions)) == 1


def test_nobody_decides_through_another_door_what_they_may_not_in_the_chat(
    two: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    assert why(rule(two, worker, "approve")) == "unknown"
    assert why(rule(two, officer, "approve", number=77)) == "unknown"
    assert why(rule(two, officer, "reopen", words="nhầm")) == "impossible"
    person = officer.row().id
    with two.engine.begin() as connection:
        connection.execute(update(t.initiatives).values(author_id=person))
    assert why(rule(two, officer, "approve")) == "own"
    assert two.rows(t.decisions) == []


def test_an_officers_own_chat_stays_where_it_was(two: House, officer: Phone) -> None:
    officer.says("trả 1").sees("Vì sao")
    before = [(one.key, one.place, one.offered) for one in two.rows(t.conversations)]
    told_in = officer.row().conversation
    outcome = rule(two, officer, "approve")
    assert isinstance(outcome, Ruled)
    assert [(one.key, one.place, one.offered) for one in two.rows(t.conversations)] == before
    assert officer.row().conversation == told_in
    officer.says("ảnh mờ").sees("NT-000001")
    assert [one.action for one in two.rows(t.decisions)] == ["endorse"]
