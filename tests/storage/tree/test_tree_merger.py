"""Two provinces become one in the middle of a phase, as Ninh Thuận and Khánh Hòa did on 1/7/2025."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, insert, select

from storage import tables as t
from storage import units
from storage.posts import officers
from storage.tree import counts, operations, past, undoing
from storage.tree.orders import Create, Done, Merge, Rename

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PHASE = date(2025, 5, 1), date(2025, 8, 31)
MERGED = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)
ANNOUNCED = datetime(2025, 7, 3, 2, 0, tzinfo=UTC)
TREE = (
    ("TLD", None, "province", "Tổng Liên đoàn Lao động Việt Nam"),
    ("KHANHHOA", "TLD", "province", "Liên đoàn Lao động tỉnh Khánh Hòa"),
    ("NINHTHUAN", "TLD", "province", "Liên đoàn Lao động tỉnh Ninh Thuận"),
    ("NHATRANG", "KHANHHOA", "ward", "Công đoàn phường Nha Trang"),
    ("PHANRANG", "NINHTHUAN", "ward", "Công đoàn phường Phan Rang"),
    ("MAYPR", "PHANRANG", "grassroots", "Công đoàn cơ sở Công ty May Phan Rang"),
)
#: Author, unit they sent from, day, status.
SENT = (
    (1, "MAYPR", 5, 20, "valid"),
    (1, "MAYPR", 6, 10, "submitted"),
    (2, "NINHTHUAN", 6, 20, "valid"),
    (3, "NHATRANG", 6, 25, "valid"),
    (3, "NHATRANG", 6, 26, "withdrawn"),
    (1, "MAYPR", 4, 30, "valid"),
)


@pytest.fixture
def country(engine: Engine) -> Iterator[Connection]:
    """Both provinces with a worker each, an officer at the province of Ninh Thuận, and what was sent."""
    with engine.connect() as connection:
        for code, parent, kind, name in TREE:
            units.add(connection, code=code, name=name, kind=kind, parent=parent)
        for unit in ("MAYPR", "NINHTHUAN", "NHATRANG"):
            row = {"unit_id": of(connection, unit), "created_at": ANNOUNCED}
            connection.execute(insert(t.people).values(row))
        for place, (author, unit, month, day, status) in enumerate(SENT):
            send(connection, place, author, of(connection, unit), date(2025, month, day), status)
        yield connection
        connection.rollback()


def of(connection: Connection, code: str) -> int:
    return connection.execute(select(t.units.c.id).where(t.units.c.code == code)).scalar_one()


def send(connection: Connection, number: int, author: int, unit_id: int, day: date, status: str) -> None:
    at = datetime(day.year, day.month, day.day, 17, 30, tzinfo=ZONE)
    connection.execute(
        insert(t.initiatives).values(
            number=number,
            code=f"NT-{number}",
            author_id=author,
            unit_id=unit_id,
            status=status,
            title="Sáng kiến",
            answers={},
            form_version=1,
            submitted_at=at,
            updated_at=at,
        )
    )


def merge(connection: Connection) -> Done:
    done = operations.perform(
        connection,
        Merge(unit="NINHTHUAN", into="KHANHHOA"),
        today=ANNOUNCED.date(),
        at=ANNOUNCED,
        effective=MERGED,
    )
    assert isinstance(done, Done)
    return done


def figures(connection: Connection, as_of: date | None) -> dict[str, tuple[int, int, int, int]]:
    lines = counts.count(connection, *PHASE, as_of=as_of, zone=ZONE)
    return {line.unit.code: (line.sent, line.valid, line.waiting, line.authors) for line in lines}


BEFORE = {
    "TLD": (4, 3, 1, 3),
    "KHANHHOA": (1, 1, 0, 1),
    "NHATRANG": (1, 1, 0, 1),
    "NINHTHUAN": (3, 2, 1, 2),
    "PHANRANG": (2, 1, 1, 1),
    "MAYPR": (2, 1, 1, 1),
}


def test_the_phase_is_counted_in_the_tree_as_it_was_and_rolls_up_to_todays(country: Connection) -> None:
    assert figures(country, LAST_DAY) == BEFORE
    merge(country)
    assert figures(country, LAST_DAY) == BEFORE
    after = {**BEFORE, "KHANHHOA": BEFORE["TLD"]}
    del after["NINHTHUAN"]
    assert figures(country, MERGED) == after
    assert figures(country, None) == after


def test_each_old_unit_says_what_it_is_part_of_today(country: Connection) -> None:
    merge(country)
    lines = counts.count(country, *PHASE, as_of=LAST_DAY, zone=ZONE)
    today = {line.unit.code: line.today.code for line in lines if line.today is not None}
    assert today["NINHTHUAN"] == "KHANHHOA"
    assert today["PHANRANG"] == "PHANRANG"


def test_the_tree_of_the_last_day_still_has_both_provinces_by_their_names_then(country: Connection) -> None:
    merge(country)
    operations.perform(
        country,
        Rename(unit="KHANHHOA", name="Liên đoàn Lao động tỉnh Khánh Hòa (mới)"),
        today=ANNOUNCED.date(),
        at=ANNOUNCED,
        effective=MERGED,
    )
    told = [(one.depth, one.code, one.name) for one in past.tree(country, LAST_DAY)]
    assert (1, "NINHTHUAN", "Liên đoàn Lao động tỉnh Ninh Thuận") in told
    assert (1, "KHANHHOA", "Liên đoàn Lao động tỉnh Khánh Hòa") in told
    assert (3, "MAYPR", "Công đoàn cơ sở Công ty May Phan Rang") in told
    now = {one.code: one for one in past.tree(country, MERGED)}
    assert "NINHTHUAN" not in now
    assert now["KHANHHOA"].name.endswith("(mới)")
    assert now["PHANRANG"].depth == 2


def test_codes_printed_before_the_merger_resolve_and_the_old_province_is_not_offered(
    country: Connection,
) -> None:
    merge(country)
    found = units.by_codes(country, ["ninhthuan", "MAYPR"])
    assert found["ninhthuan"].name == "Liên đoàn Lao động tỉnh Khánh Hòa"
    assert found["maypr"].code == "MAYPR"
    assert units.search(country, "Ninh Thuận", 5) == []


def test_officers_of_the_new_province_reach_what_the_old_one_left_behind(country: Connection) -> None:
    merge(country)
    paths = officers.paths_of(country, [of(country, one) for one in ("KHANHHOA", "NINHTHUAN", "MAYPR")])
    new, old, factory = paths.values()
    assert officers.reaches((new,), old)
    assert officers.reaches((new,), factory)
    # The initiative stays where it was sent from; the person has gone over.
    assert country.scalar(select(t.initiatives.c.unit_id).where(t.initiatives.c.code == "NT-2")) == of(
        country, "NINHTHUAN"
    )
    assert country.scalar(select(t.people.c.unit_id).where(t.people.c.id == 2)) == of(country, "KHANHHOA")


def test_a_merger_is_undone_as_if_it_had_never_been(country: Connection) -> None:
    rows = country.execute(select(t.units).order_by(t.units.c.id)).all()
    done = merge(country)
    assert (done.moved, done.people) == (1, 1)
    undone = undoing.undo(country, done.change_id, at=ANNOUNCED)
    assert not isinstance(undone, undoing.Refused)
    assert country.execute(select(t.units).order_by(t.units.c.id)).all() == rows
    assert figures(country, None) == BEFORE


def test_a_merger_stays_once_somebody_who_went_over_has_sent_from_the_new_province(
    country: Connection,
) -> None:
    done = merge(country)
    send(country, 77, 2, of(country, "KHANHHOA"), date(2025, 7, 4), "submitted")
    refused = undoing.undo(country, done.change_id, at=ANNOUNCED)
    assert isinstance(refused, undoing.Refused)
    assert (refused.why, refused.values["initiative"]) == ("used_there", "NT-77")


def test_a_single_province_gets_a_new_one_over_it_and_merges_into_that(engine: Engine) -> None:
    with engine.begin() as connection:
        for code, parent, kind, name in TREE[2:3] + TREE[4:]:
            above = None if code == "NINHTHUAN" else parent
            units.add(connection, code=code, name=name, kind=kind, parent=above)
        order = Create(code="KHANHHOA", name="Liên đoàn Lao động tỉnh Khánh Hòa", sort="province", over=True)
        made = operations.perform(connection, order, today=ANNOUNCED.date(), at=ANNOUNCED, effective=MERGED)
        assert isinstance(made, Done)
        merge(connection)
        assert [one.code for one in past.tree(connection, MERGED)] == ["KHANHHOA", "PHANRANG", "MAYPR"]
        assert [one.code for one in past.tree(connection, LAST_DAY)] == ["NINHTHUAN", "PHANRANG", "MAYPR"]
