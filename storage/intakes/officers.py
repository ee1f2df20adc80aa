"""Officers invited by a workbook: a code for each to pass on, for nobody is appointed unasked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select

from handlers.effects import Tell
from handlers.intakes import entry_cells as cells
from handlers.intakes.plan import Line, Note, Plan, Planned
from handlers.message import Message
from handlers.officers.posts import invites as inviting
from handlers.officers.review_card import moment
from handlers.person import Person, Role
from handlers.understanding.folding import fold
from messages.catalog import say, texts
from storage.apply import telling
from storage.intakes import entry_units
from storage.intakes.kinds import Desk
from storage.intakes.officers_reading import MAY, Invited, Reader, roles_at
from storage.posts import invites as kept
from storage.tables import invites, officers
from storage.tables import people as people_rows

COLUMNS: Final = ("name", "phone", "unit", "role")


class Officers:
    """Rows of people with the role they are invited to; whoever holds it is left as they are."""

    kind = "officers"
    columns: Sequence[str] = COLUMNS
    required: Sequence[str] = ("name", "unit", "role")

    def headings(self, language: str) -> Mapping[str, Sequence[str]]:
        also = texts(language)
        return {
            one: (
                say(language, f"sheets.officers.column.{one}"),
                *(word.strip() for word in also.get(f"sheets.officers.also.{one}", "").split(";") if word),
            )
            for one in COLUMNS
        }

    def check(self, connection: Connection, lines: Sequence[Line], desk: Desk) -> Plan:
        if desk.sender is None:
            return Plan(self.kind, (), say(desk.language, "sheets.officers.machine"))
        if not any(post.role in MAY for post in desk.sender.posts):
            return Plan(self.kind, (), say(desk.language, "sheets.officers.refused"))
        reader = Reader(connection, desk.sender, desk.language)
        read: list[Invited] = []
        rows: list[Planned] = []
        for line in lines:
            if not any(cells.line(line.cells.get(column)) for column in ("name", "phone")):
                continue
            found = reader.read(line)
            if isinstance(found, Invited):
                read.append(found)
            else:
                title = cells.told(line.cells.get("name"))
                rows.append(Planned(row=line.row, state="wrong", what={}, title=title, notes=tuple(found)))
        rows += _weighed(connection, read, desk)
        return Plan(self.kind, tuple(sorted(rows, key=lambda one: one.row)))

    def do(self, connection: Connection, planned: Planned, desk: Desk) -> Planned:
        what, sender = planned.what, desk.sender
        role = Role(what["role"])
        scope = entry_units.scope(connection, sender, MAY) if sender is not None else ()
        unit = entry_units.standing(connection, int(what["unit_id"]), scope)
        if sender is None or unit is None or role not in roles_at(connection, sender, unit):
            return _became(planned, "conflict", say(desk.language, "sheets.officers.gone"))
        invited = Invited(row=planned.row, name=what["name"], phone=what["phone"], unit=unit, role=role)
        if _holder(_holders(connection, [unit.id]), invited) is not None:
            return _became(planned, "same", say(desk.language, "sheets.officers.holds", name=invited.name))
        _invite(connection, invited, sender, desk)
        return _became(planned, "change")


OFFICERS: Final = Officers()


def _became(planned: Planned, state: Any, text: str = "") -> Planned:
    notes = (Note("", text),) if text else ()
    return Planned(row=planned.row, state=state, what=planned.what, title=planned.title, notes=notes)


def _weighed(connection: Connection, read: Sequence[Invited], desk: Desk) -> list[Planned]:
    """Who holds the role already, who stands twice in the sheet, and who was perhaps invited before."""
    holders = _holders(connection, {one.unit.id for one in read})
    open_ones = _open(connection, {one.unit.id for one in read}, desk)
    seen: dict[tuple[str, int, Role], int] = {}
    rows = []
    for one in read:
        language = desk.language
        role = inviting.role_name(language, one.role)
        title = say(language, "sheets.officers.row", name=one.name, role=role, unit=one.unit.name)
        first = seen.setdefault((fold(one.name), one.unit.id, one.role), one.row)
        what = {"name": one.name, "phone": one.phone, "unit_id": one.unit.id, "role": one.role.value}
        planned = Planned(row=one.row, state="change", what=what, title=title)
        held = _holder(holders, one)
        count = open_ones[one.unit.id, one.role.value]
        if held is not None:
            planned = _became(planned, "same", say(language, "sheets.officers.holds", name=held))
        elif first != one.row:
            planned = _became(planned, "same", say(language, "sheets.officers.repeated", row=first))
        elif count:
            planned = _became(planned, "doubtful", say(language, "sheets.officers.invited", count=count))
        rows.append(planned)
    return rows


#: Names and phones of who holds each role at each unit.
_Held = Mapping[tuple[int, str], list[tuple[str, str]]]


def _holders(connection: Connection, unit_ids: Sequence[int] | set[int]) -> _Held:
    found: dict[tuple[int, str], list[tuple[str, str]]] = {}
    rows = connection.execute(
        select(officers.c.unit_id, officers.c.role, people_rows.c.name, people_rows.c.phone)
        .join(people_rows, people_rows.c.id == officers.c.person_id)
        .where(officers.c.unit_id.in_(list(unit_ids)), officers.c.until.is_(None))
    )
    for row in rows:
        found.setdefault((row.unit_id, row.role), []).append((row.name or "", row.phone or ""))
    return found


def _holder(held: _Held, one: Invited) -> str | None:
    """The name of who holds the role, if it is the one invited: by name, or by phone."""
    for name, phone in held.get((one.unit.id, one.role.value), ()):
        if fold(name) == fold(one.name) or (phone and phone == one.phone):
            return name
    return None


def _open(connection: Connection, unit_ids: set[int], desk: Desk) -> Counter[tuple[int, str]]:
    """Invites that still open a door, by unit and role."""
    rows = connection.execute(
        select(invites.c.unit_id, invites.c.role).where(
            invites.c.unit_id.in_(unit_ids),
            invites.c.used_at.is_(None),
            invites.c.revoked_at.is_(None),
            invites.c.expires_at > desk.now,
        )
    )
    return Counter((row.unit_id, row.role) for row in rows)


def _invite(connection: Connection, one: Invited, sender: Person, desk: Desk) -> None:
    """One message for each, to be passed on as it stands; what opens the door is in it and nowhere else."""
    code = kept.fresh_code(connection)
    expires_at = desk.now + inviting.LASTS
    secret = kept.make_invite(connection, one.unit.id, one.role, sender.id, desk.now, expires_at, code=code)
    payload = f"{inviting.PREFIX}{secret}"
    links = [door.replace("{payload}", payload) for door in desk.doors if "{payload}" in door]
    language = sender.language
    ways = [*links, say(language, "sheets.officers.once", **moment(expires_at, desk.zone))] if links else []
    text = say(
        language,
        "sheets.officers.invite",
        name=one.name,
        role=inviting.role_name(language, one.role),
        unit=one.unit.name,
        ways="\n".join(ways),
        code=f"{code[:4]} {code[4:]}",
        **moment(desk.now + inviting.CODE_LASTS, desk.zone),
    )
    told = Tell(sender.id, Message(text=text.replace("\n\n", "\n")), once=f"{desk.key}:invite:{one.row}")
    telling.tell(connection, [told], desk.render, desk.now)
