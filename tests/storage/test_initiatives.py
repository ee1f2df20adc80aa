"""Reading initiatives: whose they are, who may see them, what waits."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, event, insert, update

from handlers.events import Commanded, Event, Said, Tapped
from handlers.initiative import Action, Status
from handlers.officers.review import Reference
from handlers.person import Person
from handlers.speaker import Asked, Deciding, Home, Place, Speaker
from handlers.understanding.folding import fold
from storage import initiatives as reading
from storage import units
from storage.posts import held_posts
from storage.review import queue
from storage.tables import decisions, initiatives, officers, people

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ROOT, BOARD, WARD, MAYTL, MAYTL2, OTHER = range(1, 7)
CHIEF, HANH, WORKER, LONER = range(1, 5)


@pytest.fixture
def federation(engine: Engine):
    """A small tree, an officer at the top, one at a company, and two workers."""
    with engine.begin() as connection:
        for code, parent in (
            ("TINH", None),
            ("KCN", "TINH"),
            ("HAITHANH", "TINH"),
            ("MAYTL", "KCN"),
            ("MAYTL2", "MAYTL"),
            ("TOM", "HAITHANH"),
        ):
            units.add(connection, code=code, name=f"Đơn vị {code}", kind="grassroots", parent=parent)
        connection.execute(
            insert(people),
            [
                {"id": CHIEF, "name": "Trần Văn Phúc", "created_at": NOON, "language": "en"},
                {"id": HANH, "name": "Lê Thị Hạnh", "created_at": NOON, "language": "vi"},
                {"id": WORKER, "name": "Nguyễn Thị Thu Hà", "created_at": NOON, "language": "vi"},
                {"id": LONER, "name": None, "created_at": NOON, "language": "vi"},
            ],
        )
        connection.execute(
            insert(officers),
            [
                {"person_id": CHIEF, "unit_id": ROOT, "role": "upper", "since": NOON},
                {"person_id": HANH, "unit_id": MAYTL, "role": "grassroots", "since": NOON},
            ],
        )
        yield connection


def report(connection: Connection, number: int, unit: int | None = MAYTL, **more: object) -> int:
    """A submitted initiative; its id is its number plus a thousand."""
    days = more.pop("days", 0)
    values = {
        "id": number + 1000,
        "number": number,
        "code": f"NT-{number:06d}",
        "author_id": WORKER,
        "unit_id": unit,
        "unit_words": "" if unit else "don vi maytl",
        "status": Status.SUBMITTED.value,
        "title": f"Dưỡng {number}",
        "answers": {"title": f"Dưỡng {number}"},
        "form_version": 1,
        "folded": fold(f"Dưỡng {number}"),
        "submitted_at": NOON - timedelta(days=days),
        "updated_at": NOON - timedelta(days=days),
    }
    connection.execute(insert(initiatives).values(values | more))
    return number + 1000


def ask(connection: Connection, person: int, event: Event, place: Place | None = None) -> Asked:
    posts = held_posts.posts_of(connection, [person]).get(person, ())
    who = Person(id=person, name="x", posts=posts)
    return Asked(event, Speaker(conversation=event.conversation, person=who, place=place or Home()))


def typed(name: str, argument: str = "") -> Commanded:
    return Commanded(conversation="web:a:1", at=NOON, name=name, argument=argument)


def pressed(data: str) -> Tapped:
    return Tapped(conversation="web:a:1", at=NOON, data=data)


def test_an_officer_sees_their_unit_those_below_and_what_nobody_placed_yet(federation):
    for number, unit in enumerate((ROOT, BOARD, MAYTL, MAYTL2, OTHER, None), start=1):
        report(federation, number, unit)
    hanh, chief, worker = queue.load_queue(
        federation, [ask(federation, person, typed("queue")) for person in (HANH, CHIEF, WORKER)]
    )
    assert {row.number for row in hanh.rows} == {3, 4, 6}
    assert hanh.waiting == 3
    assert chief.waiting == 6
    assert (worker.waiting, worker.rows) == (0, ())


def test_a_unit_whose_number_begins_alike_is_not_below(federation):
    for count in range(40):
        units.add(federation, code=f"U{count}", name="x", kind="grassroots", parent="TINH")
    report(federation, 1, 40 + 3)  # path /1/43/, beside /1/2/4/ of the officer's own unit
    (hanh,) = queue.load_queue(federation, [ask(federation, HANH, typed("queue"))])
    assert hanh.waiting == 0


def turn(way, line):
    """The press of a button to the page beside this line."""
    return pressed(f"c:queue:{way}.{(line.since - EPOCH) // timedelta(microseconds=1)}.{line.id}")


def test_the_oldest_come_first_five_to_a_page_with_their_counts(federation):
    for number in range(1, 8):
        report(federation, number, days=number)
    report(federation, 8, status=Status.RETURNED.value)
    report(federation, 9, status=Status.VALID.value)
    (first,) = queue.load_queue(federation, [ask(federation, HANH, typed("queue"))])
    assert [row.number for row in first.rows] == [7, 6, 5, 4, 3]
    assert (first.waiting, first.late, first.returned, first.page, first.pages) == (7, 4, 1, 1, 2)
    assert first.rows[0].author_name == "Nguyễn Thị Thu Hà"
    assert first.rows[0].since == NOON - timedelta(days=7)
    (second,) = queue.load_queue(federation, [ask(federation, HANH, turn("after", first.rows[-1]))])
    assert [row.number for row in second.rows] == [2, 1]
    assert (second.before, second.page, second.pages) == (5, 2, 2)
    back, beyond, old = queue.load_queue(
        federation,
        [
            ask(federation, HANH, event)
            for event in (
                turn("before", second.rows[0]),
                turn("after", second.rows[-1]),
                pressed("c:queue:2"),
            )
        ],
    )
    assert [one.rows for one in (back, beyond, old)] == [first.rows] * 3


def test_a_report_that_came_back_waits_from_the_day_it_came_back(federation):
    report(federation, 1, days=30, updated_at=NOON)
    (hanh,) = queue.load_queue(federation, [ask(federation, HANH, typed("queue"))])
    assert (hanh.late, hanh.rows[0].since) == (0, NOON)


def test_words_are_found_without_their_marks_and_only_in_ones_own_units(federation):
    report(federation, 1, title="Máng nước", folded="mang nuoc", status=Status.VALID.value)
    report(federation, 2, OTHER, title="Máng tôm", folded="mang tom")
    found, wild, none = queue.load_queue(
        federation,
        [
            ask(federation, HANH, event)
            for event in (typed("find", " MÁNG "), typed("find", "%"), typed("find"))
        ],
    )
    assert [row.number for row in found.rows] == [1]
    assert found.words == "MÁNG"
    assert (wild.rows, none.rows) == ((), ())


def test_a_card_comes_with_its_author_its_unit_and_its_history(federation):
    item = report(federation, 5, revision=2)
    for action, by in ((Action.RETURN, HANH), (Action.RESUBMIT, WORKER)):
        federation.execute(
            insert(decisions).values(
                initiative_id=item,
                action=action.value,
                by_id=by,
                at=NOON,
                reason="duplicate",
                words="xem lại",
            )
        )
    (facts,) = reading.load_cards(federation, [ask(federation, HANH, typed("open", "NT-000005"))])
    assert facts.may
    assert facts.item is not None
    assert facts.item.author_name == "Nguyễn Thị Thu Hà"
    assert facts.item.unit is not None
    assert facts.item.unit.code == "MAYTL"
    assert [(step.action, step.by_name) for step in facts.item.history] == [
        (Action.RETURN, "Lê Thị Hạnh"),
        (Action.RESUBMIT, "Nguyễn Thị Thu Hà"),
    ]
    assert facts.item.last is not None
    assert facts.item.last.at == NOON


def test_answers_come_in_the_order_they_were_asked(federation):
    report(federation, 1)
    report(federation, 2, OTHER)
    facts = reading.load_cards(
        federation,
        [
            ask(federation, HANH, typed("open", "2")),
            ask(federation, CHIEF, pressed("d:1002:1:approve")),
            ask(federation, HANH, typed("open", "777")),
            ask(federation, HANH, typed("open")),
            ask(
                federation, HANH, Said(conversation="web:a:1", at=NOON, text="x"), Deciding(1001, 1, "return")
            ),
        ],
    )
    assert [(one.item.code if one.item else None, one.may) for one in facts] == [
        ("NT-000002", False),
        ("NT-000002", True),
        (None, False),
        (None, False),
        ("NT-000001", True),
    ]


def test_nothing_is_read_for_a_person_without_a_post(federation):
    report(federation, 1)
    (facts,) = reading.load_verdicts(federation, [ask(federation, WORKER, pressed("d:1001:1:approve"))])
    assert (facts.item, facts.may, facts.next_number) == (None, False, None)


def test_the_next_one_is_the_oldest_other_that_the_officer_may_decide(federation):
    report(federation, 1, days=9)
    report(federation, 2, days=8, author_id=HANH)
    report(federation, 3, OTHER, days=7)
    report(federation, 4, days=6, status=Status.RETURNED.value)
    report(federation, 5, days=5)
    report(federation, 6, days=4)
    hanh, chief, lost = reading.load_verdicts(
        federation,
        [
            ask(federation, HANH, pressed("d:1001:1:approve")),
            ask(federation, CHIEF, typed("approve", "1")),
            ask(federation, HANH, typed("approve", "777")),
        ],
    )
    assert (hanh.next_number, chief.next_number, lost.next_number) == (5, 2, 1)


def test_of_two_officers_at_once_the_second_reads_what_the_first_decided(engine, federation):
    item = report(federation, 1)
    press = [ask(federation, person, pressed(f"d:{item}:1:approve")) for person in (HANH, CHIEF)]
    federation.commit()
    read: list[Status] = []

    def second() -> None:
        with engine.begin() as connection:
            (facts,) = reading.load_verdicts(connection, press[1:])
            assert facts.item is not None
            assert facts.item.last is not None
            assert facts.item.last.by_name == "Lê Thị Hạnh"
            read.append(facts.item.status)

    with engine.begin() as first:
        reading.load_verdicts(first, press[:1])
        other = threading.Thread(target=second)
        other.start()
        other.join(timeout=0.3)
        assert other.is_alive()  # waits for the first one's commit
        first.execute(update(initiatives).values(status=Status.VALID.value, revision=2))
        first.execute(
            insert(decisions).values(initiative_id=item, action=Action.APPROVE.value, by_id=HANH, at=NOON)
        )
    other.join(timeout=10)
    assert read == [Status.VALID]


def test_a_batch_of_cards_costs_as_many_statements_as_one(federation):
    for number in range(1, 30):
        report(federation, number)
    asked = [ask(federation, HANH, typed("open", str(number))) for number in range(1, 30)]
    assert _statements(federation, asked) == _statements(federation, asked[:1])


def _statements(connection: Connection, asked: list[Asked]) -> int:
    seen: list[str] = []

    def count(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(connection, "before_cursor_execute", count)
    reading.load_cards(connection, asked)
    event.remove(connection, "before_cursor_execute", count)
    return len(seen)


def test_an_author_finds_their_own_newest_first(federation):
    report(federation, 1, days=2)
    report(federation, 2, days=1)
    report(federation, 3, author_id=HANH)
    written = reading.of_authors(federation, [WORKER, LONER])
    assert [item.code for item in written[WORKER]] == ["NT-000002", "NT-000001"]
    assert written[LONER] == []


def test_a_unit_named_in_words_is_searched_and_a_picked_one_brings_its_officers(federation):
    report(federation, 1, None)
    report(federation, 2)
    asking, picking, forged, known = reading.load_unit_names(
        federation,
        [
            ask(federation, HANH, event)
            for event in (
                typed("unit", "1"),
                typed("unit", "1:5"),
                typed("unit", "1:999"),
                typed("unit", "2"),
            )
        ],
    )
    assert "MAYTL" in [unit.code for unit in asking.alike]
    assert picking.picked is not None
    assert picking.picked.code == "MAYTL2"
    assert [one.person_id for one in picking.officers] == [HANH]
    assert forged.picked is None
    assert known.alike == ()


def test_what_is_asked_for_twice_or_not_at_all_is_harmless(federation):
    report(federation, 1)
    assert reading.find(federation, []) == {}
    twice = reading.find(
        federation, [Reference(number=1), Reference(id=1001), Reference(number=1)], lock=True
    )
    assert {placed.initiative.id for placed in twice.values()} == {1001}
    assert len(twice) == 2
    assert reading.load_cards(federation, []) == []
    assert queue.load_queue(federation, []) == []
