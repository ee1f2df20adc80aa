"""What an officer may see and set of targets."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.officers import rights
from handlers.officers.officer import Officer
from handlers.person import Person, Role
from handlers.speaker import Asked, Targeting
from handlers.targets.target_facts import CHANGES, TargetFacts, Wanted, wanted
from handlers.targets.targets import Aim
from handlers.units import Unit
from storage import programmes
from storage import units as unit_rows
from storage.campaigns import phases
from storage.posts.officers import VIETNAM, paths_of
from storage.tables import officers, people
from storage.targets import target_changes, targets

_DECIDING = [role.value for role, levels in rights.DECIDES.items() if levels]


def load_targets(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = VIETNAM
) -> list[TargetFacts]:
    """The unit each event is about, with its target and those below. Nothing is read for a person without a
    post, and of units outside their branches nothing is told."""
    return [
        _load(connection, one, zone)
        if one.speaker.person.is_officer
        else TargetFacts(speaker=one.speaker, zone=zone)
        for one in asked
    ]


def _load(connection: Connection, one: Asked, zone: ZoneInfo) -> TargetFacts:
    speaker, asks = one.speaker, wanted(one.event, one.speaker)
    person = speaker.person
    ids = list(dict.fromkeys(post.unit_id for post in person.posts))
    own = unit_rows.standing_by_ids(connection, ids)
    units = tuple(dict.fromkeys(own[unit] for unit in ids if unit in own))
    facts = TargetFacts(speaker=speaker, wanted=asks, units=units, zone=zone)
    unit = _looked_at(connection, facts, asks)
    if unit is None:
        return facts
    paths = paths_of(connection, {unit.id, *ids})
    reaching = _reaching(person, paths, paths[unit.id])
    if not reaching:
        return facts
    programme = programmes.of_unit(connection, unit.id)
    today = one.event.at.astimezone(zone).date()
    phase = phases.nearest(connection, programme.id, today) if programme is not None else None
    if isinstance(speaker.place, Targeting) and asks.act == "number":
        phase = phases.find(connection, speaker.place.phase_id)
    if phase is None:
        return replace(facts, top=Aim(unit=unit))
    below = tuple(targets.below(connection, phase, unit.id, zone))
    top = targets.aim(connection, phase, unit.id, zone)
    listed = asks.act == "log"
    seen = [unit.id, *(aim.unit.id for aim in below)]
    return replace(
        facts,
        phase=phase,
        top=top,
        below=below,
        about=_about(asks, (*below, *([top] if top is not None else []))),
        may_own=any(rights.DECIDES[role] for role in reaching),
        may_give=any(role in rights.LEADS for role in reaching),
        changes=tuple(target_changes.history(connection, phase.id, seen, CHANGES)) if listed else (),
        hearers=hearers_at(connection, [aim.unit.id for aim in below]),
    )


def _looked_at(connection: Connection, facts: TargetFacts, asks: Wanted) -> Unit | None:
    if asks.unit_id is not None:
        return unit_rows.standing_by_ids(connection, [asks.unit_id]).get(asks.unit_id)
    return facts.units[0] if len(facts.units) == 1 else None


def _reaching(person: Person, paths: dict[int, str], path: str) -> list[Role]:
    # A unit without a path (half an import) must reach nothing: "" is the beginning of every path.
    return [
        post.role for post in person.posts if paths.get(post.unit_id) and path.startswith(paths[post.unit_id])
    ]


def _about(asks: Wanted, known: Iterable[Aim]) -> Aim | None:
    if asks.act not in ("to", "number") or not asks.rest:
        return None
    return next((one for one in known if str(one.unit.id) == asks.rest[0]), None)


def hearers_at(connection: Connection, unit_ids: Sequence[int]) -> dict[int, tuple[Officer, ...]]:
    """Who decides at each of these units."""
    if not unit_ids:
        return {}
    rows = connection.execute(
        select(officers.c.unit_id, people.c.id, people.c.language)
        .join(people, people.c.id == officers.c.person_id)
        .where(officers.c.unit_id.in_(list(unit_ids)), officers.c.until.is_(None))
        .where(officers.c.role.in_(_DECIDING))
        .order_by(officers.c.id)
    )
    found: dict[int, dict[int, Officer]] = {}
    for row in rows:
        found.setdefault(row.unit_id, {})[row.id] = Officer(row.id, row.language)
    return {unit: tuple(hearers.values()) for unit, hearers in found.items()}
