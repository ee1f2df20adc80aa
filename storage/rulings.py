"""Decides on initiatives for doors beside the chat: one officer, one decision, one answer at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.events import Commanded
from handlers.officers import rulings
from handlers.officers.review import ItemFacts, Reference
from handlers.officers.rulings import Door, Ruled, Ruling, Unruled
from handlers.person import Person
from handlers.speaker import Asked, Speaker
from storage import initiatives, people
from storage.apply.batch import Conflict, Turn, apply
from storage.apply.telling import Render
from storage.people import Look
from storage.posts import held_posts, levels
from storage.posts.officers import VIETNAM
from storage.tables import people as people_rows
from storage.tables import units

#: How often a decision is tried anew when persons are joined meanwhile.
_TRIES: Final = 3


def weigh(
    connection: Connection, person_id: int, door: Door, ruling: Ruling, at: datetime, zone: ZoneInfo = VIETNAM
) -> Ruled | Unruled:
    """What would become of it, with nothing changed. The initiative is locked until the transaction ends."""
    return _weigh(connection, speaker(connection, person_id, door, at), ruling, at, zone)


def look(
    connection: Connection,
    person_id: int,
    door: Door,
    numbers: Sequence[int],
    at: datetime,
    zone: ZoneInfo = VIETNAM,
    *,
    lock: bool = False,
) -> list[ItemFacts]:
    """What a decision of theirs on each of these would rest on, in their order; who would be told is not
    known. Without `lock` nobody's own decision waits for a dry run over many."""
    if not numbers:
        return []
    asks = speaker(connection, person_id, door, at)
    where = asks.conversation
    asked = [
        Asked(Commanded(conversation=where, at=at, name="approve", argument=str(number)), asks)
        for number in numbers
    ]
    if lock:
        initiatives.find(connection, [Reference(number=number) for number in numbers], lock=True)
    found = initiatives.load_cards(connection, asked, zone=zone)
    joint = levels.joint(connection, [one.item.id for one in found if one.item is not None and one.may])
    return [
        replace(one, joint=joint.get(one.item.id, ())) if one.item is not None and one.may else one
        for one in found
    ]


def rule(
    connection: Connection,
    person_id: int,
    door: Door,
    ruling: Ruling,
    at: datetime,
    render: Render,
    can_edit: Callable[[str], bool],
    zone: ZoneInfo = VIETNAM,
) -> Ruled | Unruled:
    """Do it, or say why not. All of it or nothing: the step, its history, and everybody who is told.

    Runs inside the caller's transaction, in a savepoint of its own. Raises `Conflict` when others changed
    what it depends on each time it was tried.
    """
    decides = speaker(connection, person_id, door, at)
    for tries in range(_TRIES):
        outcome = _weigh(connection, decides, ruling, at, zone)
        if isinstance(outcome, Unruled):
            return outcome
        try:
            with connection.begin_nested():
                apply(connection, [_turn(decides, door, ruling, outcome, at)], render, can_edit)
        except Conflict:
            # The initiative is locked, so it was somebody to be told who became another person meanwhile.
            if tries == _TRIES - 1:
                raise
            continue
        return outcome
    raise AssertionError


def officer(connection: Connection, person_id: int, at: datetime) -> Person | None:
    """A person with the posts they hold at this moment."""
    query = (
        select(
            people_rows,
            people_rows.c.id.label("person_id"),
            units.c.code.label("unit_code"),
            units.c.name.label("unit_name"),
        )
        .outerjoin(units, units.c.id == people_rows.c.unit_id)
        .where(people_rows.c.id == person_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    posts = held_posts.posts_of(connection, {person_id: at})
    return people.person_of(row, posts.get(person_id, ()))


def _turn(speaker: Speaker, door: Door, ruling: Ruling, ruled: Ruled, at: datetime) -> Turn:
    return Turn(
        key=f"{door}:{ruling.number}:{ruling.revision}",
        event=Commanded(conversation=speaker.conversation, at=at, name=ruling.word),
        # As one who has chosen where they are told things: this door does not become that place.
        look=Look(speaker=speaker, burst_at=at, told_in=None, reachable=False, chosen=True),
        effects=ruled.effects,
    )


def _weigh(
    connection: Connection, speaker: Speaker, ruling: Ruling, at: datetime, zone: ZoneInfo
) -> Ruled | Unruled:
    named = Commanded(conversation=speaker.conversation, at=at, name=ruling.word, argument=str(ruling.number))
    (facts,) = initiatives.load_verdicts(connection, [Asked(named, speaker)], zone=zone)
    return rulings.rule(facts, ruling, at)


def speaker(connection: Connection, person_id: int, door: Door, at: datetime) -> Speaker:
    """The officer, as if they spoke in a conversation of this door's own; nothing is ever said there."""
    person = officer(connection, person_id, at) or Person(id=person_id)
    return Speaker(conversation=f"{door}:main:{person_id}", person=person)
