"""What became of each message is written down once, and a silent sender's work is taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from fakes.federation import SEWING, found, hire
from sqlalchemy import Connection, Engine, select

from storage.tables import conversations
from storage.tables import outbox as rows
from storage.tables import receipts as receipt_rows
from storage.traffic import outbox, receipts
from storage.traffic.outbox import BULK, LEASE, REPLY
from storage.traffic.receipts import Outcome

NOW = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)
LANE = "web:main"


def claimed(connection: Connection, priority: int = REPLY) -> int:
    new = outbox.Row(
        kind="say",
        lane=LANE,
        conversation=f"{LANE}:1",
        body="{}",
        priority=priority,
        queued_at=NOW,
        due_at=NOW,
    )
    outbox.add(connection, [new])
    (row,) = outbox.claim(connection, LANE, NOW, 1)
    return row.id


def state(connection: Connection, row: int) -> tuple[str, int]:
    found = connection.execute(select(rows.c.state, rows.c.attempts).where(rows.c.id == row)).one()
    return found.state, found.attempts


def test_each_attempt_leaves_a_receipt(engine: Engine) -> None:
    with engine.begin() as connection:
        row = claimed(connection)
        again = Outcome(outbox_id=row, result="again", why="unreachable", again_at=NOW)
        receipts.settle(connection, [again], NOW)
        assert state(connection, row) == ("queued", 1)
        outbox.claim(connection, LANE, NOW, 1)
        receipts.settle(connection, [Outcome(outbox_id=row, result="sent", platform_id="7")], NOW)
        assert state(connection, row) == ("sent", 2)
        written = connection.execute(select(receipt_rows.c.outcome, receipt_rows.c.why)).all()
        assert [tuple(one) for one in written] == [("again", "unreachable"), ("sent", "")]


def test_being_told_to_slow_down_does_not_use_up_the_attempts(engine: Engine) -> None:
    with engine.begin() as connection:
        row = claimed(connection)
        outcome = Outcome(outbox_id=row, result="again", again_at=NOW + timedelta(seconds=3), spared=True)
        receipts.settle(connection, [outcome], NOW)
        assert state(connection, row) == ("queued", 0)
        assert outbox.claim(connection, LANE, NOW + timedelta(seconds=2), 1) == []
        assert len(outbox.claim(connection, LANE, NOW + timedelta(seconds=3), 1)) == 1


def test_whoever_blocked_us_is_no_longer_written_to(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        outcome = Outcome(
            outbox_id=claimed(connection),
            result="failed",
            why="blocked",
            blocked=True,
            conversation=f"{LANE}:1",
        )
        receipts.settle(connection, [outcome], NOW)
        assert connection.scalar(select(conversations.c.reachable)) is False


def test_a_silent_senders_reply_goes_out_again_and_its_broadcast_is_listed(engine: Engine) -> None:
    for priority, expected, outcome in ((REPLY, (1, 0), "queued"), (BULK, (0, 1), "unknown")):
        with engine.begin() as connection:
            row = claimed(connection, priority)
            assert receipts.recover(connection, NOW + LEASE) == (0, 0)
            assert receipts.recover(connection, NOW + LEASE + timedelta(seconds=1)) == expected
            assert state(connection, row)[0] == outcome
            receipts.settle(connection, [Outcome(outbox_id=row, result="sent")], NOW)


@pytest.mark.parametrize("priority", [REPLY, BULK])
def test_an_answer_that_comes_after_the_lease_still_counts(engine: Engine, priority: int) -> None:
    late = NOW + LEASE + timedelta(seconds=1)
    with engine.begin() as connection:
        row = claimed(connection, priority)
        receipts.recover(connection, late)
        receipts.settle(connection, [Outcome(outbox_id=row, result="sent", platform_id="7")], late)
        assert state(connection, row)[0] == "sent"
        assert outbox.claim(connection, LANE, late, 1) == []


def test_an_uncertain_end_concludes_nothing_until_the_lease_runs_out(engine: Engine) -> None:
    with engine.begin() as connection:
        row = claimed(connection)
        receipts.settle(connection, [Outcome(outbox_id=row, result="uncertain", why="uncertain")], NOW)
        assert state(connection, row)[0] == "sending"


def test_a_failure_that_quotes_a_nul_is_still_written_down(engine: Engine) -> None:
    with engine.begin() as connection:
        row = claimed(connection)
        receipts.settle(connection, [Outcome(outbox_id=row, result="failed", detail="a\0b" * 300)], NOW)
        assert "\0" not in (connection.scalar(select(receipt_rows.c.detail)) or "")


def test_the_rest_between_attempts_grows_and_stays_within_reason() -> None:
    waits = [receipts.wait_after(attempts).total_seconds() for attempts in (1, 2, 3, 8, 9, 100)]
    assert waits == [2, 4, 8, 256, 300, 300]
