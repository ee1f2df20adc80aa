"""Reads rows of the officers' workbook: who, where, which role."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from handlers.intakes import entry_cells as cells
from handlers.intakes.entry_cells import Trouble
from handlers.intakes.plan import Line, Note
from handlers.officers import rights
from handlers.officers.posts import invites as inviting
from handlers.person import Person, Role
from handlers.understanding import people, phones
from handlers.units import Unit
from messages.catalog import say
from storage.intakes import entry_units
from storage.posts.officers import paths_of
from storage.tree import kinds

#: Who may send it.
MAY: Final = frozenset({Role.PROVINCE, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A row that was understood."""

    row: int
    name: str
    phone: str
    unit: Unit
    role: Role


def roles_at(connection: Connection, sender: Person, unit: Unit) -> tuple[Role, ...]:
    """What this person may invite to there, as in the chat; the usual role first."""
    paths = paths_of(connection, {unit.id, *(post.unit_id for post in sender.posts)})
    reaching = [
        post.role
        for post in sender.posts
        if paths.get(post.unit_id) and paths[unit.id].startswith(paths[post.unit_id])
    ]
    return rights.invitable(kinds.roles(connection, [unit.id])[unit.id], reaching)


class Reader:
    def __init__(self, connection: Connection, sender: Person, language: str) -> None:
        self._connection, self._sender, self._language = connection, sender, language
        self._branch = entry_units.Branch(connection, entry_units.scope(connection, sender, MAY), language)
        self._known = cells.spelled(_title, tuple(Role))
        self._roles: dict[int, tuple[Role, ...]] = {}

    def read(self, line: Line) -> Invited | list[Note]:
        notes: list[Note] = []
        typed, number = cells.line(line.cells.get("name")), cells.line(line.cells.get("phone"))
        name = people.name(typed) if typed else None
        if name is None:
            text = "name" if typed else "name_missing"
            notes.append(Note("name", say(self._language, f"sheets.officers.{text}")))
        phone = phones.phone(number) if number else ""
        if phone is None:
            notes.append(Note("phone", say(self._language, "sheets.officers.phone")))
        unit = self._unit(line, notes)
        role = self._role(line, unit, notes) if unit is not None else None
        if name is None or phone is None or unit is None or role is None:
            return notes
        return Invited(row=line.row, name=name, phone=phone, unit=unit, role=role)

    def _unit(self, line: Line, notes: list[Note]) -> Unit | None:
        typed = cells.line(line.cells.get("unit"))
        found = self._branch.find(typed) if typed else ("missing", "")
        if isinstance(found, Unit):
            return found
        why, near = found
        text = say(self._language, f"entry.trouble.unit_{why}", typed=cells.told(typed), near=near)
        notes.append(Note("unit", text))
        return None

    def _role(self, line: Line, unit: Unit, notes: list[Note]) -> Role | None:
        if unit.id not in self._roles:
            self._roles[unit.id] = roles_at(self._connection, self._sender, unit)
        offered = self._roles[unit.id]
        if not offered:
            notes.append(Note("role", say(self._language, "sheets.officers.not_appointing")))
            return None
        labels = [inviting.role_title(self._language, role) for role in offered]
        found = cells.pick(self._language, line.cells.get("role"), self._known, labels)
        if found is None:
            return offered[0]
        if isinstance(found, Trouble):
            notes.append(Note("role", found.text))
            return None
        if Role(found) not in offered:
            roles = "; ".join(labels)
            notes.append(Note("role", say(self._language, "sheets.officers.role", roles=roles)))
            return None
        return Role(found)


def _title(language: str, role: str) -> str:
    return inviting.role_title(language, Role(role))
