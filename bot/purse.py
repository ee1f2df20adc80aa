"""A month's allowance of messages, and what of it campaigns may spend."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.port import Limits, Why
from storage.traffic import outbox, receipts, usage
from storage.traffic.outbox import Claimed
from storage.traffic.receipts import Outcome


@dataclass(slots=True)
class Purse:
    """One lane's allowance in one month, for the length of one transaction.

    Messages are counted when they are claimed, before they can leave: a crash in between makes the
    count too high by what was in flight, never too low. Replies are only counted, not refused: whether
    our count is the platform's is not known, and its own refusal is heard anyway.
    """

    lane: str
    limits: Limits
    period: str
    used: int = field(init=False, default=0)

    def give_back(self, connection: Connection, messages: int) -> None:
        """So many that were counted did not go out after all."""
        usage.count(connection, self.lane, self.period, -messages)

    def pay(self, connection: Connection, rows: Sequence[Claimed], now: datetime) -> list[Claimed]:
        """Count what is claimed. Campaign mail that would touch the reserve is ended as over the quota:
        left waiting it would come weeks late."""
        self.used = usage.sent(connection, self.lane, self.period)
        free = (self.limits.monthly or 0) - self.limits.kept_back - self.used
        paid: list[Claimed] = []
        refused: list[Claimed] = []
        said = 0
        for row in rows:
            counts = row.kind == "say"
            if counts and row.priority >= outbox.BULK and said >= free:
                refused.append(row)
                continue
            paid.append(row)
            said += counts
        receipts.settle(
            connection,
            [Outcome(outbox_id=row.id, result="failed", why=Why.OVER_QUOTA.value) for row in refused],
            now,
        )
        usage.count(connection, self.lane, self.period, said)
        self.used += said
        return paid
