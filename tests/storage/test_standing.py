"""What the administrator is told of a channel is what is in the tables."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert, select, text

from storage import standing
from storage.standing import Standing
from storage.tables import conversations, credentials, outbox, people
from storage.traffic import usage

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LANE = "zalo_oa:9000"


def somebody(connection: Connection, key: str, ago: timedelta | None, **more: object) -> None:
    person = connection.scalar(insert(people).values(created_at=NOW).returning(people.c.id))
    acted = None if ago is None else NOW - ago
    row = {"burst_at": NOW, "last_at": NOW, "interacted_at": acted, "person_id": person, **more}
    connection.execute(insert(conversations).values(key=key, lane=key.rpartition(":")[0], **row))


def message(connection: Connection, key: str, state: str, ago: timedelta = timedelta(0)) -> None:
    lane, at = key.rpartition(":")[0], NOW - ago
    row = {"kind": "say", "body": "{}", "queued_at": at, "due_at": at, "state": state}
    connection.execute(insert(outbox).values(lane=lane, conversation=key, **row))


def read(connection: Connection) -> dict[str, Standing]:
    return standing.read(
        connection,
        month="2026-11",
        since=NOW - timedelta(days=7),
        free_since=NOW - timedelta(hours=48),
        open_since=NOW - timedelta(days=7),
    )


def test_nothing_is_known_at_first(engine: Engine) -> None:
    with engine.connect() as connection:
        assert read(connection) == {}
        assert standing.accesses(connection) == []


def test_people_are_told_apart_by_their_window(engine: Engine) -> None:
    with engine.begin() as connection:
        somebody(connection, f"{LANE}:a", timedelta(hours=47))
        somebody(connection, f"{LANE}:b", timedelta(hours=48))
        somebody(connection, f"{LANE}:c", timedelta(hours=49))
        somebody(connection, f"{LANE}:d", timedelta(days=7, seconds=1))
        somebody(connection, f"{LANE}:e", None)
        somebody(connection, f"{LANE}:f", timedelta(0), reachable=False)
        somebody(connection, "zalo_bot:1:a", timedelta(0))
        found = read(connection)
    assert found[LANE] == Standing(lane=LANE, people=6, blocked=1, free=2, paid=1, closed=2)
    assert found["zalo_bot:1"] == Standing(lane="zalo_bot:1", people=1, free=1)


def test_only_the_month_asked_for_is_counted(engine: Engine) -> None:
    with engine.begin() as connection:
        usage.count(connection, LANE, "2026-10", 70)
        usage.count(connection, LANE, "2026-11", 7)
        assert read(connection) == {LANE: Standing(lane=LANE, sent=7)}


def test_what_waits_is_counted_at_any_age_and_what_failed_of_late(engine: Engine) -> None:
    old = timedelta(days=8)
    with engine.begin() as connection:
        somebody(connection, f"{LANE}:h", None, held=True)
        for state in ("failed", "unknown", "sent"):
            message(connection, f"{LANE}:a", state, old)
        message(connection, f"{LANE}:b", "queued", old)
        message(connection, f"{LANE}:h", "held", old)
        message(connection, f"{LANE}:h", "held")
        message(connection, f"{LANE}:c", "sending")
        for state in ("failed", "failed", "unknown", "sent", "cancelled"):
            message(connection, f"{LANE}:a", state, timedelta(days=1))
        found = read(connection)[LANE]
    assert (found.queued, found.sending, found.held) == (1, 1, 2)
    assert (found.failed, found.unknown) == (2, 1)


@pytest.mark.parametrize("days", [0, 1, 3, 9, 40])
def test_the_time_asked_for_begins_at_the_right_row(engine: Engine, days: int) -> None:
    with engine.begin() as connection:
        for ago in range(20, -1, -1):
            message(connection, f"{LANE}:a", "failed", timedelta(days=ago))
        # Rows are taken away in time; the halving must not trip over the gaps.
        connection.execute(outbox.delete().where(outbox.c.id.in_([1, 2, 10, 11])))
        since = NOW - timedelta(days=days)
        found = standing.read(connection, month="", since=since, free_since=NOW, open_since=NOW)
        kept = connection.execute(select(outbox.c.id).where(outbox.c.queued_at >= since)).all()
    assert found[LANE].failed == len(kept)


def test_no_large_table_is_walked_for_what_indexes_know(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        for query in (standing._open("queued"), standing._open("sending"), standing._held()):
            written = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
            steps = [row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {written}"))]
            assert [step for step in steps if step.startswith("SCAN outbox") and "INDEX" not in step] == []


def test_an_access_is_told_without_its_keys(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(credentials).values(
                name="zalo_oa:1",
                seed="s",
                access="hush",
                refresh="hush",
                state="dead",
                why="-14014",
                changed_at=NOW,
            )
        )
        (found,) = standing.accesses(connection)
    assert (found.state, found.why, found.expires_at, found.changed_at) == ("dead", "-14014", None, NOW)
    assert "hush" not in repr(found)
