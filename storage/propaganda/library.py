"""The propaganda library as an officer may use it: the house's pieces and the stories of their branch."""

from collections.abc import Sequence

from sqlalchemy import Connection

from handlers.officers import rights
from handlers.propaganda import propaganda
from handlers.propaganda.propaganda import Entry, LibraryFacts, Wanted
from handlers.speaker import Asked
from handlers.understanding.folding import fold
from handlers.units import Unit
from messages.propaganda import reading
from storage import units
from storage.posts import officers
from storage.propaganda import pieces


def load_library(
    connection: Connection, asked: Sequence[Asked], *, doors: tuple[str, ...] = ()
) -> list[LibraryFacts]:
    """With the unit that each event names, or the officer's own."""
    return [_load(connection, one, doors) for one in asked]


def entries(connection: Connection, path: str | None = None) -> dict[str, Entry]:
    """What may be told at the unit that stands at `path`, theme by theme; None for the whole library.
    Stories come last: those around the unit, and of all the branch below it."""
    found = {key: Entry(key, piece.headline, piece.text) for key, piece in reading.load_pieces().items()}
    for one in pieces.told(connection):
        if path is None or path.startswith(one.path) or one.path.startswith(path):
            found[one.key] = Entry(one.key, one.title, one.words)
    return found


def _load(connection: Connection, one: Asked, doors: tuple[str, ...]) -> LibraryFacts:
    if not one.speaker.person.is_officer:
        return LibraryFacts(speaker=one.speaker, entries={})
    unit = _unit(connection, one, propaganda.wanted(one.event))
    if unit is None:
        return LibraryFacts(speaker=one.speaker, entries={})
    path = officers.paths_of(connection, [unit.id])[unit.id]
    return LibraryFacts(speaker=one.speaker, unit=unit, entries=entries(connection, path), doors=doors)


def _unit(connection: Connection, one: Asked, wanted: Wanted) -> Unit | None:
    """The unit that was named, if the officer's posts reach it; their own where none was."""
    person = one.speaker.person
    if wanted.code:
        unit = units.by_codes(connection, [wanted.code]).get(fold(wanted.code))
    else:
        own = (rights.kept(person) or person.posts)[0].unit_id
        unit = next(iter(units.by_ids(connection, [wanted.unit_id or own]).values()), None)
    if unit is None:
        return None
    paths = officers.paths_of(connection, {unit.id, *(post.unit_id for post in person.posts)})
    branches = [paths[post.unit_id] for post in person.posts if paths.get(post.unit_id)]
    return unit if officers.reaches(branches, paths[unit.id]) else None
