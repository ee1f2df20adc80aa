"""Reads and sets targets for programs: as the chat does, with the same rights and in the same history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.campaigns.phase import Phase
from handlers.effects import Tell
from handlers.events import Tapped
from handlers.message import Message
from handlers.person import Person
from handlers.speaker import Asked, Speaker
from handlers.targets import target_facts, target_words
from handlers.targets.target_facts import TargetFacts
from handlers.targets.targets import NONE, Kind
from messages.catalog import say
from storage import rulings
from storage.apply.telling import Render, tell
from storage.clients.records import Goal
from storage.tables import units
from storage.targets import target_changes, targeting, targets
from storage.targets.target_changes import By


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Both targets of a unit as they are to be from now on; `words` say why."""

    assigned: int | None
    own: int | None
    words: str = ""


Refusal = Literal["no_officer", "may_not_own", "may_not_give"]


def read(connection: Connection, unit_id: int, phase: Phase, programme: str, zone: ZoneInfo) -> Goal | None:
    """A unit's target with what it has reached; None for an unknown unit."""
    aim = targets.aim(connection, phase, unit_id, zone)
    if aim is None:
        return None
    return Goal(
        id=unit_id,
        unit_code=aim.unit.code,
        unit_name=aim.unit.name,
        programme=programme,
        phase=phase.key,
        assigned=aim.target.assigned,
        own=aim.target.own,
        counts=aim.target.counts,
        valid=aim.valid,
    )


def lock(connection: Connection, phase: Phase) -> None:
    """Keep others from changing targets of this phase until the commit."""
    target_changes.lock(connection, phase.id)


def put(
    connection: Connection,
    person_id: int,
    unit_id: int,
    phase: Phase,
    wish: Wish,
    now: datetime,
    render: Render,
    zone: ZoneInfo,
) -> Refusal | None:
    """Set both in this officer's name, as two acts of the history, or say why not. Who decides at the unit
    hears of what it was assigned. Runs inside the caller's transaction, which has locked the phase."""
    had = targets.of_phase(connection, phase.id).get(unit_id, NONE)
    officer = rulings.officer(connection, person_id, now)
    if officer is None or not officer.is_officer:
        return "no_officer"
    by = By(now, person_id, wish.words)
    changes = {Kind.ASSIGNED: (had.assigned, wish.assigned), Kind.OWN: (had.own, wish.own)}
    wanted = {kind: after for kind, (before, after) in changes.items() if before != after}
    above = connection.scalar(select(units.c.parent_id).where(units.c.id == unit_id))
    if Kind.OWN in wanted and not _facts(connection, officer, unit_id, now, zone).may_own:
        return "may_not_own"
    giving = _facts(connection, officer, above, now, zone) if above is not None else None
    if Kind.ASSIGNED in wanted and (giving is None or not giving.may_give):
        return "may_not_give"
    for kind, number in wanted.items():
        target_changes.put(connection, phase.id, kind, [(unit_id, number)], by)
    if giving is not None and Kind.ASSIGNED in wanted:
        tell(connection, _tells(giving, officer, unit_id, phase, wish.assigned, now), render, now)
    return None


def _facts(
    connection: Connection, officer: Person, unit_id: int, now: datetime, zone: ZoneInfo
) -> TargetFacts:
    """What the chat would know if this officer looked at the targets of this unit."""
    speaker = Speaker(conversation=f"api:main:{officer.id}", person=officer)
    event = Tapped(conversation=speaker.conversation, at=now, data=target_facts.data(unit_id))
    (facts,) = targeting.load_targets(connection, [Asked(event, speaker)], zone=zone)
    return facts


def _tells(
    giving: TargetFacts, officer: Person, unit_id: int, phase: Phase, number: int | None, now: datetime
) -> list[Tell]:
    name = next((one.unit.name for one in giving.below if one.unit.id == unit_id), "")
    return [
        Tell(
            one.person_id,
            Message(
                text=say(
                    one.language,
                    "target.chat.told",
                    by=officer.name or say(one.language, "review.unnamed"),
                    unit=name,
                    number=target_words.number(one.language, number),
                    phase=phase.name,
                )
            ),
            once=f"target:{unit_id}:{now.isoformat()}:{one.person_id}",
        )
        for one in giving.hearers.get(unit_id, ())
        if one.person_id != officer.id
    ]
