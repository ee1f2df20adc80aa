"""Alike initiatives are found within their establishment, on both databases, and never too many."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, func, insert, select, update

from handlers.likeness import score, sketch
from storage.duties.sketching import backfill
from storage.review import sketches
from storage.tables import counters, initiatives, likenesses, people, units
from storage.tables import sketches as rows

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ROLLER = "Gắn sáu con lăn dưới mặt bàn đóng gói hơi dốc, đẩy nhẹ là thùng tự trôi tới chỗ dán keo"
RETOLD = "thung hang day nhe la tu troi toi cho dan keo vi mat ban dong goi doc, duoi gan sau con lan"
LAMP = "Đặt đèn báo hết chỉ suốt trên máy may, chỉ gần hết đèn nháy để thay trước"
HERE, THERE = 1, 2


@pytest.fixture
def connection(engine: Engine) -> Any:
    with engine.begin() as opened:
        opened.execute(insert(people).values(id=1, name="Hoa", created_at=NOW))
        for unit in (HERE, THERE):
            values = {"id": unit, "code": f"U{unit}", "name": f"U{unit}", "kind": "grassroots"}
            opened.execute(insert(units).values(**values, path=f"/{unit}/"))
        yield opened


_NUMBERS = count(1)


def tell(
    connection: Connection,
    idea: str,
    unit: int | None = HERE,
    *,
    drawn: bool = True,
    status: str = "submitted",
) -> int:
    number = next(_NUMBERS)
    made: int = connection.execute(
        insert(initiatives)
        .values(
            number=number,
            code=f"NT-{number:06d}",
            author_id=1,
            unit_id=unit,
            status=status,
            title=idea[:30],
            answers={"idea": idea},
            form_version=1,
            submitted_at=NOW,
            updated_at=NOW,
        )
        .returning(initiatives.c.id)
    ).scalar_one()
    if drawn:
        sketches.keep(connection, made, idea[:30], {"idea": idea})
    return made


def found(connection: Connection, one: int) -> list[int]:
    return [hit.id for hit in sketches.alike(connection, one)]


def test_moved_words_without_marks_are_found_with_their_score(connection: Connection) -> None:
    first, other, again = (tell(connection, idea) for idea in (ROLLER, LAMP, RETOLD))
    (hit,) = sketches.alike(connection, again)
    assert (hit.id, hit.here) == (first, True)
    assert hit.score >= score.SAME
    assert found(connection, other) == []


def test_a_copy_elsewhere_comes_after_those_of_the_same_place(connection: Connection) -> None:
    far, near, asked = tell(connection, ROLLER, THERE), tell(connection, RETOLD), tell(connection, ROLLER)
    assert [(hit.id, hit.here) for hit in sketches.alike(connection, asked)] == [(near, True), (far, False)]


def test_of_an_initiative_without_a_unit_there_are_only_hints(connection: Connection) -> None:
    first = tell(connection, ROLLER, None)
    second = tell(connection, ROLLER, None)
    assert [(hit.id, hit.here) for hit in sketches.alike(connection, second)] == [(first, False)]
    hits = sketches.alike(connection, tell(connection, ROLLER, HERE))
    assert [(hit.id, hit.here) for hit in hits] == [(first, False), (second, False)]


def test_it_is_found_where_it_belongs_once_its_unit_is_known(connection: Connection) -> None:
    first = tell(connection, ROLLER, None)
    connection.execute(update(initiatives).where(initiatives.c.id == first).values(unit_id=HERE))
    sketches.move(connection, initiatives.c.author_id == 1)
    (hit,) = sketches.alike(connection, tell(connection, RETOLD))
    assert (hit.id, hit.here) == (first, True)


@pytest.mark.parametrize("status", ["withdrawn", "merged"])
def test_what_is_out_of_the_race_is_not_offered(connection: Connection, status: str) -> None:
    tell(connection, ROLLER, status=status)
    assert found(connection, tell(connection, RETOLD)) == []


@pytest.mark.parametrize("state", ["apart", "same"])
def test_a_settled_pair_is_not_offered_from_either_side(connection: Connection, state: str) -> None:
    first, second = tell(connection, ROLLER), tell(connection, RETOLD)
    pair = {"initiative_id": first, "other_id": second, "score": 80, "by_id": 1, "at": NOW}
    connection.execute(insert(likenesses).values(**pair, state=state))
    assert found(connection, first) == found(connection, second) == []


def test_what_everybody_copies_is_read_a_few_at_a_time(connection: Connection) -> None:
    for _ in range(sketches.PER_BAND + 20):
        tell(connection, ROLLER)
    twin = tell(connection, RETOLD)
    hits = found(connection, twin)
    assert len(hits) == 3
    drawn = sketch.draw(sketches.story.read(ROLLER[:30], {"idea": ROLLER}))
    bands = {f"band_{turn}": band for turn, band in enumerate(drawn.near)}
    assert len(connection.execute(sketches._HERE, {**bands, "place": HERE}).all()) <= sketches.READ


def test_sending_again_leaves_no_trace_of_what_was_told_before(connection: Connection) -> None:
    first = tell(connection, ROLLER)
    sketches.keep(connection, first, "Đèn báo", {"idea": LAMP})
    count_of = select(func.count()).select_from(rows).where(rows.c.initiative_id == first)
    assert connection.scalar(count_of) == sketch.NEAR + sketch.WIDE
    connection.execute(
        update(initiatives).where(initiatives.c.id == first).values(title="Đèn báo", answers={"idea": LAMP})
    )
    assert found(connection, tell(connection, ROLLER)) == []
    assert found(connection, tell(connection, LAMP)) == [first]


def test_a_report_with_nothing_in_it_is_like_nothing(connection: Connection) -> None:
    tell(connection, "")
    assert found(connection, tell(connection, "")) == []
    assert sketches.alike(connection, 999_999) == []


def test_older_ones_are_sketched_page_by_page_until_none_is_left(connection: Connection) -> None:
    old = [tell(connection, f"{ROLLER} số {number}", drawn=False) for number in range(5)]
    assert found(connection, tell(connection, RETOLD)) == []
    assert [backfill(connection, 4), backfill(connection, 4), backfill(connection, 4)] == [4, 2, 0]
    assert set(found(connection, tell(connection, RETOLD))) <= {*old, old[-1] + 1}
    assert connection.scalar(select(func.count(rows.c.initiative_id.distinct()))) == 7


def test_another_version_of_sketches_makes_all_of_them_anew(connection: Connection) -> None:
    first = tell(connection, ROLLER)
    assert (backfill(connection), backfill(connection)) == (1, 0)
    connection.execute(update(rows).where(rows.c.initiative_id == first).values(band=rows.c.band % 1000 - 7))
    connection.execute(update(counters).where(counters.c.name == "sketch version").values(value=0))
    assert (backfill(connection), backfill(connection)) == (1, 0)
    assert found(connection, tell(connection, RETOLD)) == [first]
