"""Puts together what one play came to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import Connection

from bot.rehearsal.lanes import Lane
from bot.rehearsal.plan_rules import named
from bot.rehearsal.play import Play
from bot.rehearsal.results import Fired, LaneLoad, PerPerson, Run, Sending
from storage.broadcasts import outcomes
from storage.campaigns import entries
from storage.rehearsal import readings, talks
from storage.rehearsal.readings import Reached

DAY = timedelta(days=1)


def collect(connection: Connection, play: Play, seed: int, everybody: int) -> Run:
    """Everything but the rules, from the rows where they tell it and from the play where they do not."""
    delivered = talks.delivered(connection)
    plan = entries.of_campaigns(connection, [play.campaign.id])[play.campaign.id]
    names = {entry.id: named(entry) for entry in plan}
    stale = readings.skipped(connection, "out_of_window")
    return Run(
        seed=seed,
        days=tuple(play.days),
        fired=tuple(_fired(connection, play, row, delivered, names) for row in readings.fired(connection)),
        lanes=tuple(_lane(lane, stale.get(lane.name, 0)) for lane in play.lanes.values()),
        per_person=_per_person(connection, play, everybody),
        closing=play.closing or Reached(),
        after=readings.reached(connection),
        late=play.desks.late,
        slowest=play.desks.slowest,
        talks=play.reporting.talks.tried,
        talks_sent=play.reporting.talks.ended,
        replies=dict(play.reporting.replies),
        crowded=dict(play.crowded),
    )


def _fired(
    connection: Connection,
    play: Play,
    row: Any,
    delivered: Mapping[tuple[int, str], tuple[int, datetime]],
    names: Mapping[int, str],
) -> Fired:
    counted = outcomes.count(connection, row.id)
    return Fired(
        entry_id=row.entry_id,
        name=names[row.entry_id],
        state=row.state,
        planned_at=row.planned_at,
        begins_at=row.begins_at,
        expected=counted.expected,
        sent=counted.sent,
        open=counted.open,
        unknown=counted.unknown,
        struck=counted.struck,
        failed=dict(sorted(counted.failed.items())),
        skipped=dict(sorted(counted.skipped.items())),
        sendings=tuple(
            Sending(
                lane=lane,
                sent=sent,
                # Receipts are written by the minute: within one, the pace tells more.
                seconds=max(ceil(sent / play.limits(lane).pace), int((last - row.begins_at).total_seconds())),
                fastest=ceil(sent / play.limits(lane).pace),
            )
            for (broadcast, lane), (sent, last) in sorted(delivered.items())
            if broadcast == row.id
        ),
        left_at_quiet=play.left_at_quiet.get(row.id, 0),
        left_at_close=play.left_at_close.get(row.id, 0),
    )


def _lane(lane: Lane, stale: int) -> LaneLoad:
    return LaneLoad(
        lane=lane.name,
        people=lane.people,
        sent=lane.sent,
        replies=lane.replies,
        cost=lane.cost,
        stale=stale,
        closed=lane.closed,
        over_quota=lane.over_quota,
        pace=lane.limits.pace,
        months=dict(sorted(lane.months.items())),
        allowance=lane.limits.monthly,
        kept_back=lane.limits.kept_back,
        users=lane.limits.users,
    )


def _per_person(connection: Connection, play: Play, everybody: int) -> PerPerson:
    def over(length: timedelta) -> dict[int, int]:
        summed: dict[int, int] = {}
        at = play.start
        while at < play.ends:
            found = readings.spread(connection, at, at + length)
            for many, people in {0: everybody - sum(found.values()), **found}.items():
                summed[many] = summed.get(many, 0) + people
            at += length
        return dict(sorted(summed.items()))

    return PerPerson(days=over(DAY), weeks=over(7 * DAY), whole=over(play.finish - play.start))
