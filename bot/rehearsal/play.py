"""Plays a whole campaign on a fake clock that jumps from event to event."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from bot.channels.port import Limits
from bot.fanout import Fanout
from bot.rehearsal.desks import HOURS, Desks
from bot.rehearsal.journal import Journal
from bot.rehearsal.lanes import MINUTE, Delivery, Lane
from bot.rehearsal.reporting import Reporting
from bot.rehearsal.results import Day
from handlers.campaigns.campaign import Campaign
from storage.broadcasts import outcomes, queueing
from storage.campaigns import planning
from storage.database.writer import Writer
from storage.rehearsal import acts, desk, readings
from storage.rehearsal.readings import Reached
from storage.traffic import outbox, receipts


@dataclass(slots=True)
class Play:
    """The storage code is the house's own, and so is the fan-out; clock, channels and people are not.

    `moments` are those at which something of the plan is due; workers have ids up to `workers`.
    """

    engine: Engine
    writer: Writer
    zone: ZoneInfo
    campaign: Campaign
    lanes: dict[str, Lane]
    reporting: Reporting
    desks: Desks
    journal: Journal
    limits: Callable[[str], Limits]
    start: datetime
    finish: datetime
    moments: list[datetime]
    workers: int
    now: datetime = field(init=False)
    days: list[Day] = field(init=False, default_factory=list)
    left_at_quiet: dict[int, int] = field(init=False, default_factory=dict)
    left_at_close: dict[int, int] = field(init=False, default_factory=dict)
    crowded: dict[date, tuple[int, int]] = field(init=False, default_factory=dict)
    closing: Reached | None = field(init=False, default=None)
    broken: list[int] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.start

    @property
    def ends(self) -> datetime:
        """The last moment at which a report may be sent."""
        return self.campaign.window.closes_at + self.campaign.grace

    async def run(self, told: Callable[[date], None] = lambda day: None) -> None:
        """From the first midnight to the last; `told` hears of each day that is over."""
        fanout = Fanout(self.writer, self.zone, lambda: self.now, limits=self.limits)
        while self.now < self.finish:
            with self.engine.begin() as connection:
                self._attend(connection)
            await fanout.spread()
            busy = await self._minute(fanout)
            following = self._next(busy)
            if self._day(following) != self._day(self.now):
                self._close_day(self._day(self.now), following)
                told(self._day(self.now))
            self.now = following
        if self.closing is None:
            # The closing minute is the last midnight itself.
            with self.engine.begin() as connection:
                self._attend(connection)

    def _attend(self, connection: Connection) -> None:
        """What the leader's clock does at this moment, and what people and officers do."""
        now = self.now
        self.reporting.perform(connection, now)
        if now >= self.ends and self.closing is None:
            self.closing = readings.reached(connection)
            self.left_at_close = readings.left_over(connection)
        if self._is_evening(now):
            for broadcast, count in readings.left_over(connection).items():
                self.left_at_quiet[broadcast] = max(self.left_at_quiet.get(broadcast, 0), count)
        planning.catch_up(connection, now, self.zone)
        queueing.rest(connection, now, self.zone)
        receipts.recover(connection, now)
        outbox.wake(connection, now)
        if now.minute == 0 and now.second == 0:
            self.desks.work(connection, now)
        self.broken += [broadcast for broadcast, _ in outcomes.settle(connection, now)]

    async def _minute(self, fanout: Fanout) -> bool:
        """Send what fits into this minute; whether more was left."""
        full = False
        for lane in self.lanes.values():
            # Asked once: what is sent now is counted by the lane itself.
            replies = self.journal.said(lane.name, self.now)
            while True:
                with self.engine.begin() as connection:
                    ended = lane.send(connection, self.now, replies)
                    self._delivered(connection, lane, ended)
                if not ended:
                    break
                if lane.room(self.now, replies) <= 0:
                    full = True
                    break
                await fanout.spread()
        return full

    def _delivered(self, connection: Connection, lane: Lane, ended: list[Delivery]) -> None:
        follows = []
        for one in ended:
            if not one.arrived:
                continue
            if not one.bulk:
                self.journal.say(lane.name, one.at)
                continue
            self.journal.send(lane.name, one.at)
            if one.person_id <= self.workers and one.at < self.ends:
                answer = self.reporting.worker.answers(one.person_id, one.outbox_id, one.at)
                if answer is not None:
                    follows.append(answer)
        acts.add(connection, follows)

    def _next(self, busy: bool) -> datetime:
        """The next minute while messages are leaving, else the next thing that is due."""
        now = self.now
        if busy:
            return now + MINUTE
        while self.moments and self.moments[0] <= now:
            self.moments.pop(0)
        ahead = [*self.moments[:1], self.ends, self.finish, *self._quiet(now), *self._hours(now)]
        with self.engine.connect().execution_options(reading=True) as connection:
            # Talks with the real handlers leave answers in the outbox, which are due at their own moments.
            ahead += [due] if (due := outbox.next_due(connection, self.lanes, now)) else []
            if self.reporting.sample > 0:
                ahead += [due] if (due := acts.next_at(connection)) else []
        return min(moment for moment in ahead if moment > now)

    def _hours(self, now: datetime) -> Iterator[datetime]:
        """When officers look, and midnight; what others do in between is done when one of these comes."""
        local = now.astimezone(self.zone)
        for hour in HOURS:
            yield datetime.combine(local.date(), time(hour), self.zone).astimezone(now.tzinfo)
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), self.zone)
        yield midnight.astimezone(now.tzinfo)

    def _quiet(self, now: datetime) -> Iterator[datetime]:
        """When the quiet hours begin and end, this day and the next."""
        local = now.astimezone(self.zone)
        for ahead in (0, 1):
            day = local.date() + timedelta(days=ahead)
            for at in (self.campaign.courtesy.quiet_from, self.campaign.courtesy.quiet_until):
                yield datetime.combine(day, at, self.zone).astimezone(now.tzinfo)

    def _is_evening(self, now: datetime) -> bool:
        spared = self.campaign.courtesy
        return (
            spared.quiet_from != spared.quiet_until and now.astimezone(self.zone).time() == spared.quiet_from
        )

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _close_day(self, day: date, following: datetime) -> None:
        """How the day ended; what people still did in its last hour is done first."""
        with self.engine.begin() as connection:
            self.reporting.perform(connection, following - timedelta(seconds=1))
            midnight = datetime.combine(day, time(), self.zone)
            counted = readings.crowded(connection, midnight, midnight + timedelta(days=1))
            if counted[1]:
                self.crowded[day] = counted
            self.days.append(
                Day(
                    on=day,
                    load=self.journal.close(day),
                    waiting=self.desks.waiting(connection),
                    overdue=desk.overdue(connection, day + timedelta(days=1)),
                    reached=readings.reached(connection),
                )
            )
