"""How many read a broadcast is counted; who did is kept nowhere."""

from datetime import UTC, datetime

from sqlalchemy import Engine, func, insert, select

from storage.broadcasts import seen
from storage.tables import broadcasts as broadcast_rows
from storage.tables import inbox, outbox

NOON = datetime(2026, 5, 4, 5, 17, 23, tzinfo=UTC)
LANE, SECRET = "zalo_oa:1", "a secret of this house"


def sent(engine: Engine, *numbers: str, broadcast_id: int | None = 1, lane: str = LANE) -> None:
    with engine.begin() as connection:
        if not connection.scalar(select(func.count()).select_from(broadcast_rows)):
            for _ in range(2):
                values = {"audience": {}, "content": {}, "state": "sending", "made_at": NOON}
                connection.execute(insert(broadcast_rows).values(**values))
        for number in numbers:
            about = {"kind": "say", "lane": lane, "conversation": f"{lane}:{number}", "body": "{}"}
            when = {"queued_at": NOON, "due_at": NOON, "state": "sent", "platform_id": number}
            connection.execute(insert(outbox).values(**about, **when, person_id=7, broadcast_id=broadcast_id))


def told(engine: Engine, *numbers: str, lane: str = LANE) -> int:
    with engine.begin() as connection:
        return seen.count(connection, lane, numbers, SECRET, NOON)


def counts(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(select(broadcast_rows.c.seen).order_by(broadcast_rows.c.id)))


def test_each_message_counts_once_however_often_its_reading_is_told(engine: Engine) -> None:
    sent(engine, "a", "b")
    sent(engine, "c", broadcast_id=2)
    assert told(engine, "a", "c", "a") == 2
    assert told(engine, "a", "b") == 1
    assert counts(engine) == [2, 1]


def test_what_was_no_broadcast_or_somebody_elses_is_not_counted(engine: Engine) -> None:
    sent(engine, "reply", broadcast_id=None)
    sent(engine, "other", lane="zalo_oa:2")
    assert told(engine, "reply", "other", "unknown") == 0
    assert counts(engine) == [0, 0]


def test_who_read_and_when_cannot_be_found_out(engine: Engine) -> None:
    sent(engine, "a")
    told(engine, "a")
    with engine.connect() as connection:
        (row,) = connection.execute(select(inbox)).all()
    assert (row.conversation, row.event, row.state) == ("", "{}", "done")
    assert row.update_key.startswith("seen:")
    assert len(row.update_key) == 69
    assert row.received_at == NOON.replace(hour=0, minute=0, second=0)
