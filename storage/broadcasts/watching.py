"""Broadcasts that were made, as officers ask for them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from handlers.broadcasts import broadcasting
from handlers.broadcasts.sending import orders
from handlers.broadcasts.sending.facts import UNBEGUN, UNDER_WAY, Known, SendingFacts, Standing
from handlers.campaigns.campaign import Courtesy
from handlers.officers import review
from handlers.speaker import Asked
from storage import units as unit_rows
from storage.broadcasts import broadcasts as rows
from storage.broadcasts import composing, counting, estimating, outcomes, reaching
from storage.broadcasts.estimating import Limits, any_limits
from storage.campaigns import written
from storage.posts.officers import VIETNAM, paths_of, reaches
from storage.tables import broadcasts, people

#: How many of the newest broadcasts are looked through for those of a branch.
_RECENT = 200


def load_sending(
    connection: Connection,
    asked: Sequence[Asked],
    *,
    zone: ZoneInfo = VIETNAM,
    limits: Limits = any_limits,
) -> list[SendingFacts]:
    """The broadcast each event names, locked where something is to be done with it; nothing is read for
    those who may not write to many."""
    return [_load(connection, one, zone, limits) for one in asked]


def _load(connection: Connection, one: Asked, zone: ZoneInfo, limits: Limits) -> SendingFacts:
    speaker, event = one.speaker, one.event
    facts = SendingFacts(speaker=speaker, zone=zone)
    if not broadcasting.composes(speaker.person):
        return facts
    if review.calls(event, orders.LIST):
        return replace(
            facts, listed=tuple(listed(connection, reaching.branches(connection, speaker.person), zone))
        )
    number = orders.named(event, speaker)
    facts = replace(facts, number=number)
    verb = orders.verb_of(event, speaker)
    found = rows.find(connection, number, zone, lock=verb != "show") if number is not None else None
    if found is None or not reaching.may_reach(connection, speaker.person, found.audience.unit_ids):
        return facts
    known = describe(connection, [found.id], zone)[0]
    facts = replace(facts, one=known, may=True)
    if verb == "agree" and found.state == "asking":
        facts = replace(facts, begins=_begins(connection, found, event.at, zone))
    elif verb == "refuse" and found.state == "asking":
        facts = replace(facts, begins=event.at)
    if verb == "stop" and found.state in UNBEGUN and found.by_id == speaker.person.id:
        place = orders.composing_of(known, 0)
        facts = replace(facts, back=composing.load_back(connection, speaker, place, event.at, zone, limits))
    return facts


def _begins(connection: Connection, found: rows.Broadcast, now: datetime, zone: ZoneInfo) -> datetime:
    """When it would begin if it were agreed to now."""
    courtesy = found.campaign.courtesy if found.campaign is not None else Courtesy()
    people_ = counting.count(connection, found.audience, found.since, now).reachable
    return estimating.beginning(connection, now + broadcasting.delay(people_), courtesy, zone)[0]


def listed(connection: Connection, own: Sequence[str], zone: ZoneInfo) -> list[Known]:
    """The newest broadcasts that are for nobody outside these branches; none of a plan that never began."""
    recent = connection.execute(
        select(broadcasts.c.id, broadcasts.c.audience)
        .where(broadcasts.c.state.not_in(["draft", "missed", "holiday"]))
        .order_by(broadcasts.c.id.desc())
        .limit(_RECENT)
    ).all()
    meant = {row.id: written.read_audience(row.audience).unit_ids for row in recent}
    paths = paths_of(connection, {unit for ids in meant.values() for unit in ids})
    ids = [
        broadcast
        for broadcast, unit_ids in meant.items()
        if unit_ids and all(reaches(own, paths.get(unit, "")) for unit in unit_ids)
    ]
    return describe(connection, ids[: orders.SHOWN], zone, counted=False)


def describe(
    connection: Connection, ids: Sequence[int], zone: ZoneInfo, *, counted: bool = True
) -> list[Known]:
    """Broadcasts as they are told of, in the order asked; `counted` with how everybody stands."""
    decider = people.alias("decider")
    found = connection.execute(
        select(
            broadcasts,
            people.c.name.label("by_name"),
            people.c.language.label("by_language"),
            decider.c.name.label("decided_name"),
        )
        .outerjoin(people, people.c.id == broadcasts.c.by_id)
        .outerjoin(decider, decider.c.id == broadcasts.c.agreed_by)
        .where(broadcasts.c.id.in_(list(ids)))
    ).all()
    meant = {row.id: written.read_audience(row.audience) for row in found}
    named = unit_rows.by_ids(connection, {unit for one in meant.values() for unit in one.unit_ids})
    known: dict[int, Known] = {}
    for row in found:
        names = [named[unit].name for unit in meant[row.id].unit_ids if unit in named]
        known[row.id] = Known(
            id=row.id,
            title=row.title,
            state=row.state,
            unit=", ".join(names),
            audience=meant[row.id],
            content=written.read_content(row.content),
            by_id=row.by_id,
            by_name=row.by_name or "",
            by_language=row.by_language or "vi",
            decided_name=row.decided_name or "",
            words=row.words,
            groups=row.groups,
            begins_at=row.begins_at.astimezone(zone) if row.begins_at is not None else None,
            ended_at=row.ended_at.astimezone(zone) if row.ended_at is not None else None,
            standing=_standing(connection, row) if counted else Standing(),
        )
    return [known[one] for one in ids if one in known]


def _standing(connection: Connection, row: Row[Any]) -> Standing:
    if row.state not in (*UNDER_WAY, "done", "stopped"):
        return Standing()
    counted = outcomes.count(connection, row.id)
    return Standing(
        expected=counted.expected,
        waiting=counted.waiting,
        queued=counted.queued,
        sent=counted.sent,
        unknown=counted.unknown,
        struck=counted.struck,
        seen=counted.seen,
        failed=_pairs(counted.failed),
        skipped=_pairs(counted.skipped),
    )


def _pairs(counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items()))
