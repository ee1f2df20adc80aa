"""The units for which somebody may enter initiatives, and which of them a cell names."""

import re
from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import Connection, or_, select

from handlers.intakes import entry_cells as cells
from handlers.officers import rights
from handlers.person import Person, Role
from handlers.understanding.folding import fold
from handlers.units import Unit
from messages.catalog import say
from storage import units as unit_rows
from storage.posts.officers import paths_of, reaches
from storage.tables import units

#: The branch that holds every unit of the tree: the machine's.
EVERYWHERE: Final = ("/",)
_CODE: Final = re.compile(r"\(([^()]+)\)\s*$")

#: Why a cell names no unit, as ``<topic>.trouble.unit_<why>``.
Why = Literal["unknown", "near", "many", "outside"]


def scope(connection: Connection, person: Person, roles: frozenset[Role] = rights.ENTERS) -> tuple[str, ...]:
    """The branches in which a person's posts of these roles reach, as paths."""
    held = {post.unit_id for post in person.posts if post.role in roles}
    # A unit without a path (half an import) must reach nothing: "" is the beginning of every path.
    return tuple(path for path in paths_of(connection, held).values() if path)


def within(connection: Connection, paths: Sequence[str]) -> dict[Unit, str]:
    """Every unit that stands in these branches with its own path, each below the one it belongs to."""
    if not paths:
        return {}
    rows = connection.execute(
        select(units.c.id, units.c.code, units.c.name, units.c.path)
        .where(units.c.until.is_(None), or_(*(units.c.path.startswith(path) for path in paths)))
        .order_by(units.c.path)
    )
    return {Unit(row.id, row.code, row.name): row.path for row in rows}


def label(language: str, unit: Unit) -> str:
    """A unit as a list in a workbook offers it."""
    return say(language, "posts.behalf.unit_choice", name=unit.name, code=unit.code)


class Branch:
    """The units in some branches, known by code, by name, or as a list offered them."""

    def __init__(self, connection: Connection, paths: Sequence[str], language: str) -> None:
        self._connection, self._paths, self._language = connection, paths, language
        self.units = within(connection, paths)
        self._named: dict[str, list[Unit]] = {}
        for unit in self.units:
            self._named.setdefault(fold(unit.name), []).append(unit)
        self._coded = {fold(unit.code): unit for unit in self.units}
        self._found: dict[str, Unit | tuple[Why, str]] = {}

    def find(self, typed: str) -> Unit | tuple[Why, str]:
        """The unit that is meant, or why none is, with the nearest one's label."""
        if typed not in self._found:
            self._found[typed] = self._look(typed)
        return self._found[typed]

    def _look(self, typed: str) -> Unit | tuple[Why, str]:
        written = _CODE.search(typed)
        for code in (typed, written[1] if written else ""):
            if fold(code) in self._coded:
                return self._coded[fold(code)]
        named = self._named.get(fold(typed), [])
        if named:
            return named[0] if len(named) == 1 else ("many", "")
        elsewhere = unit_rows.by_codes(self._connection, [(written[1] if written else typed)[:30]])
        for unit in elsewhere.values():
            # A code from before a merger names the unit that took it over.
            path = paths_of(self._connection, [unit.id])[unit.id]
            return unit if reaches(self._paths, path) else ("outside", "")
        near = cells.nearest(typed[:200], (label(self._language, unit) for unit in self.units))
        return ("near", near) if near else ("unknown", "")


def standing(connection: Connection, unit_id: int, paths: Sequence[str]) -> Unit | None:
    """What that unit is today, if it still lies in these branches."""
    unit = unit_rows.standing_by_ids(connection, [unit_id]).get(unit_id)
    if unit is None or not reaches(paths, paths_of(connection, [unit.id])[unit.id]):
        return None
    return unit
