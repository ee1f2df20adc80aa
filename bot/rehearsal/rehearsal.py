"""Rehearses a campaign as often as wanted, each time in a database of its own that is gone afterwards."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from bot.channels.port import Limits
from bot.rehearsal import casting, collecting, plan_rules, run_rules
from bot.rehearsal.assumptions import Assumptions, told_of
from bot.rehearsal.desks import Desks
from bot.rehearsal.journal import Journal
from bot.rehearsal.lanes import Lane
from bot.rehearsal.play import Play
from bot.rehearsal.reporting import Reporting
from bot.rehearsal.results import Finding, Range, Report, Run
from bot.rehearsal.run_rules import Bar
from bot.rehearsal.talks import Talks
from bot.rehearsal.worker import Worker
from handlers.broadcasts.content import Piece
from handlers.campaigns.campaign import Campaign
from messages.propaganda import reading
from storage.campaigns import campaigns, entries, planning
from storage.database.engine import open_engine
from storage.database.writer import Writer
from storage.rehearsal import acts, copying, crowd
from storage.rehearsal.copying import Ground
from storage.review import promises
from storage.tables import metadata

#: Told of each day that is over: which run, of how many, the day, and how many days there are.
Told = Callable[[int, int, date, int], None]


class Empty(Exception):
    """No unit of the campaign has anybody working there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be rehearsed and how. `sample` people tell their reports to the real handlers; officers go
    on for `after` days beyond the closing minute."""

    campaign_id: int
    people: int = 1_000
    runs: int = 3
    seed: int = 1
    rates: Assumptions = field(default_factory=Assumptions)
    channels: Mapping[str, int] = field(default_factory=lambda: dict(casting.CHANNELS))
    bar: Bar = field(default_factory=Bar)
    sample: int = 50
    after: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    run: Run
    campaign: Campaign
    ground: Ground
    officers: int
    units: int
    workers: int


@dataclass(slots=True)
class Rehearsal:
    """Reads the campaign from `source` and writes nothing there."""

    source: Engine
    zone: ZoneInfo
    limits: Callable[[str], Limits]
    told: Told = lambda run, runs, day, days: None

    def rehearse(self, wanted: Wanted) -> Report | None:
        """None for an unknown campaign. Raises `Empty`."""
        outcomes: list[_Outcome] = []
        for number in range(wanted.runs):
            with _stage() as engine:
                with self.source.connect().execution_options(reading=True) as source, engine.begin() as stage:
                    ground = copying.copy(source, stage, wanted.campaign_id, self.zone)
                if ground is None:
                    return None
                outcomes.append(self._play(engine, ground, wanted, number))
        return _report(wanted, outcomes)

    def _play(self, engine: Engine, ground: Ground, wanted: Wanted, number: int) -> _Outcome:
        seed = wanted.seed + number
        with engine.begin() as connection:
            campaign = campaigns.find(connection, wanted.campaign_id)
            assert campaign is not None  # noqa: S101 - it was copied a moment ago
            places = crowd.places(connection)
            if not places:
                raise Empty
            found = self._look_at_plan(connection, campaign, ground, wanted)
            days = _days(connection, campaign, wanted.after, self.zone)
            closes = campaign.window.closes_at
            worker = Worker(wanted.rates, seed, _opens(campaign, self.zone), closes, self.zone)
            lanes, officers = casting.people(connection, worker, wanted.people, wanted.channels, days.start)
            units = len(crowd.posts(connection))
        play = self._set_up(engine, ground, wanted, campaign, worker, lanes, days)
        many = (days.finish - days.start).days
        try:
            asyncio.run(play.run(lambda day: self.told(number, wanted.runs, day, many)))
        finally:
            play.writer.close()
        with engine.connect().execution_options(reading=True) as connection:
            run = collecting.collect(connection, play, seed, wanted.people + officers)
        found += run_rules.broken(run, campaign, ground, wanted.bar, self.zone)
        return _Outcome(
            run=replace(run, findings=tuple(found)),
            campaign=campaign,
            ground=ground,
            officers=officers,
            units=units,
            workers=sum(size for _, size in places),
        )

    def _set_up(
        self,
        engine: Engine,
        ground: Ground,
        wanted: Wanted,
        campaign: Campaign,
        worker: Worker,
        people: Mapping[str, int],
        days: "_Days",
    ) -> Play:
        """Everybody and everything in its place, before the first midnight."""
        talks, journal = Talks(self.limits, self.zone), Journal(self.zone)
        accounts = self._lanes(people, wanted, worker.seed)
        with engine.begin() as connection:
            free = promises.days_off(connection)
        reporting = Reporting(
            worker=worker,
            review=ground.review,
            talks=talks,
            journal=journal,
            lanes=accounts,
            replies=talks.measure(engine, sorted(people), days.start) if wanted.sample else {},
            ends=campaign.window.closes_at + campaign.grace,
            sample=wanted.sample,
        )
        return Play(
            engine=engine,
            writer=Writer(engine),
            zone=self.zone,
            campaign=campaign,
            lanes=accounts,
            journal=journal,
            reporting=reporting,
            desks=Desks(worker, ground.review, self.zone, free),
            limits=self.limits,
            start=days.start,
            finish=days.finish,
            moments=days.moments,
            workers=wanted.people,
        )

    def _lanes(self, people: Mapping[str, int], wanted: Wanted, seed: int) -> dict[str, Lane]:
        return {
            name: Lane(name, self.limits(name), self.zone, wanted.rates, seed, people=many)
            for name, many in sorted(people.items())
        }

    def _look_at_plan(
        self, connection: Connection, campaign: Campaign, ground: Ground, wanted: Wanted
    ) -> list[Finding]:
        """What is wrong before anything began; what could not be sent at all is taken out of the plan."""
        plan = entries.of_campaigns(connection, [campaign.id])[campaign.id]
        lanes = [casting.lane_of(channel) for channel in wanted.channels]
        library = {key: piece.text for key, piece in reading.load_pieces().items()}
        found = plan_rules.of_moments(plan, campaign, promises.days_off(connection), self.zone)
        long, out = plan_rules.of_words(plan, campaign, lanes, self.limits, library, self.zone)
        for entry_id in out:
            entries.turn(connection, entry_id, off=True)
        unknown = [
            Finding(rule="no_piece", values={"entry": plan_rules.named(entry), "key": entry.content.key})
            for entry in plan
            if isinstance(entry.content, Piece) and entry.content.key and entry.content.key not in library
        ]
        return [*found, *long, *unknown, *plan_rules.of_ground(ground)]


@contextmanager
def _stage() -> Iterator[Engine]:
    """An empty database in a folder of its own. What a power cut would do to it is nobody's concern."""
    with TemporaryDirectory(prefix="rehearsal-") as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'rehearsal.db'}", synchronous="OFF")
        try:
            metadata.create_all(engine)
            acts.metadata.create_all(engine)
            yield engine
        finally:
            engine.dispose()


def _opens(campaign: Campaign, zone: ZoneInfo) -> datetime:
    return datetime.combine(campaign.starts, time(), zone)


@dataclass(frozen=True, slots=True)
class _Days:
    """The first midnight, the last one, and every moment in between at which something of the plan is due."""

    start: datetime
    finish: datetime
    moments: list[datetime]


def _days(connection: Connection, campaign: Campaign, after: int, zone: ZoneInfo) -> _Days:
    ahead = planning.upcoming(connection, _opens(campaign, zone) - plan_rules.EARLIEST, zone)
    if campaign.created_at is not None:
        # What lies before the campaign was made never goes off.
        ahead = [one for one in ahead if one.planned_at >= campaign.created_at]
    moments = sorted({one for due in ahead for one in (due.planned_at, due.begins_at)})
    first = min([campaign.starts, *(one.astimezone(zone).date() for one in moments[:1])])
    ends = campaign.window.closes_at + campaign.grace
    last = (ends - timedelta(microseconds=1)).astimezone(zone).date() + timedelta(days=1 + after)
    start, finish = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, last))
    return _Days(start, finish, [one for one in moments if one >= start])


def _report(wanted: Wanted, outcomes: list[_Outcome]) -> Report:
    runs = [one.run for one in outcomes]
    one = outcomes[0]
    in_order = sorted(runs, key=lambda run: (run.closing.valid, run.closing.submitted, run.seed))
    return Report(
        campaign_id=wanted.campaign_id,
        campaign=one.campaign.name,
        starts=one.campaign.starts,
        ends=one.campaign.ends,
        closes_at=one.campaign.window.closes_at,
        people=wanted.people,
        officers=one.officers,
        units=one.units,
        workers=one.workers,
        target=one.ground.target,
        already=one.ground.already,
        assumptions=told_of(wanted.rates),
        channels=dict(wanted.channels),
        runs=tuple(runs),
        shown=in_order[len(in_order) // 2],
        figures=_figures(runs),
        findings=_worst(runs),
    )


def _figures(runs: list[Run]) -> dict[str, Range]:
    counted = {
        "submitted": [run.closing.submitted for run in runs],
        "submitters": [run.closing.submitters for run in runs],
        "endorsed": [run.closing.endorsed for run in runs],
        "valid": [run.closing.valid for run in runs],
        "valid_later": [run.after.valid for run in runs],
        "cost": [run.cost for run in runs],
    }
    return {
        name: Range(low=min(many), middle=sorted(many)[len(many) // 2], high=max(many))
        for name, many in counted.items()
    }


def _worst(runs: list[Run]) -> tuple[Finding, ...]:
    """Each rule and what it is about once, as the worst run had it."""
    found: dict[tuple[str, str], Finding] = {}
    for run in runs:
        for one in run.findings:
            if one.key not in found or found[one.key].count < one.count:
                found[one.key] = one
    return tuple(found.values())
