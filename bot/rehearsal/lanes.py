"""Fake channels: each keeps its account's pace, window and monthly allowance, and refuses as people do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.channels.port import Limits, Why
from bot.purse import Purse
from bot.rehearsal.assumptions import Assumptions
from storage.traffic import contacts, outbox, receipts, usage
from storage.traffic.contacts import ContactRow
from storage.traffic.outbox import Claimed
from storage.traffic.receipts import Outcome

MINUTE: Final = timedelta(minutes=1)
#: Rows claimed in one statement.
HAND: Final = 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt that ended: to whom, when, whether it arrived, and whether it was campaign mail."""

    person_id: int
    at: datetime
    arrived: bool
    bulk: bool
    outbox_id: int


@dataclass(slots=True)
class Lane:
    """One account. `cost` is in VND; `closed` counts what a window kept from going out."""

    name: str
    limits: Limits
    zone: ZoneInfo
    rates: Assumptions
    seed: int
    people: int = 0
    sent: int = 0
    replies: int = 0
    cost: int = 0
    closed: int = 0
    over_quota: int = 0
    months: dict[str, int] = field(default_factory=dict)
    _spent: float = field(init=False, default=0.0)
    _minute: datetime | None = field(init=False, default=None)

    def room(self, minute: datetime, replies: int) -> int:
        """How many messages still fit into this minute beside so many replies."""
        if minute != self._minute:
            # The part of a message that a slow pace leaves over is kept, or it would never send any.
            kept = max(0.0, self._left()) % 1 if self._minute is not None else 0.0
            self._minute, self._spent = minute, -kept
        return max(0, int(self._left() - replies))

    def _left(self) -> float:
        return self.limits.pace * MINUTE.total_seconds() - self._spent

    def talk(self, connection: Connection, at: datetime, messages: int) -> None:
        """Replies outside the queue, counted like those in it."""
        self.replies += messages
        if self.limits.monthly is not None and messages:
            self._month(connection, at, messages)

    def send(self, connection: Connection, now: datetime, replies: int) -> list[Delivery]:
        """Send what is due in the minute that begins now, as far as the pace allows."""
        ended: list[Delivery] = []
        while (room := min(HAND, self.room(now, replies))) > 0:
            rows = outbox.claim(connection, self.name, now, room)
            if not rows:
                break
            self._spent += len(rows)
            ended += self._end(connection, self._pay(connection, rows, now), now, len(ended))
        return ended

    def _pay(self, connection: Connection, rows: list[Claimed], now: datetime) -> list[Claimed]:
        if self.limits.monthly is None:
            return rows
        purse = Purse(self.name, self.limits, usage.month_of(now, self.zone))
        paid = purse.pay(connection, rows, now)
        self.over_quota += len(rows) - len(paid)
        self.months[purse.period] = purse.used
        return paid

    def _month(self, connection: Connection, at: datetime, messages: int) -> None:
        period = usage.month_of(at, self.zone)
        usage.count(connection, self.name, period, messages)
        self.months[period] = usage.sent(connection, self.name, period)

    def _end(
        self, connection: Connection, rows: Sequence[Claimed], now: datetime, before: int
    ) -> list[Delivery]:
        known = contacts.read(connection, [row.conversation for row in rows]) if self.limits.window else {}
        outcomes: list[Outcome] = []
        ended: list[Delivery] = []
        for place, row in enumerate(rows, start=before):
            at = min(now + timedelta(seconds=place / self.limits.pace), now + MINUTE - timedelta(seconds=1))
            outcome = self._outcome(row, known.get(row.conversation), at)
            outcomes.append(outcome)
            arrived = outcome.result == "sent"
            bulk = row.priority >= outbox.BULK
            self.sent += arrived and bulk
            self.replies += arrived and not bulk
            ended.append(Delivery(int(row.conversation.rsplit(":", 1)[1]), at, arrived, bulk, row.id))
        receipts.settle(connection, outcomes, now)
        return ended

    def _outcome(self, row: Claimed, known: ContactRow | None, at: datetime) -> Outcome:
        if row.priority < outbox.BULK:
            return Outcome(outbox_id=row.id, result="sent", platform_id=str(row.id))
        price = self._price(known, at)
        if price is None:
            self.closed += 1
            return _failed(row, Why.OUTSIDE_WINDOW)
        luck = Random(self.seed * 1_000_003 + row.id).random()  # noqa: S311 - a rehearsal, no secret
        if luck < self.rates.blocked:
            return _failed(row, Why.BLOCKED)
        luck -= self.rates.blocked
        if luck < self.rates.failed:
            return _failed(row, Why.REFUSED)
        if luck < self.rates.failed + self.rates.uncertain:
            return Outcome(outbox_id=row.id, result="uncertain", why=Why.UNCERTAIN.value)
        self.cost += price
        return Outcome(outbox_id=row.id, result="sent", platform_id=str(row.id))

    def _price(self, known: ContactRow | None, at: datetime) -> int | None:
        """In VND; None for somebody who may not be written to."""
        if self.limits.window is None:
            return self.limits.price
        acted = known.interacted_at if known is not None else None
        if acted is None or at - acted > self.limits.window:
            return self.limits.template_price if self.limits.template else None
        return 0 if self.limits.free is not None and at - acted <= self.limits.free else self.limits.price


def _failed(row: Claimed, why: Why) -> Outcome:
    return Outcome(
        outbox_id=row.id,
        result="failed",
        why=why.value,
        blocked=why is Why.BLOCKED,
        conversation=row.conversation,
    )
