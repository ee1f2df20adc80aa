"""Targets of many units set by a workbook, of each phase as one act that is taken back as one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select

from handlers.effects import Tell
from handlers.intakes import entry_cells as cells
from handlers.intakes.plan import Line, Note, Plan, Planned
from handlers.message import Message
from handlers.officers import rights
from handlers.person import Person
from handlers.targets import target_words
from handlers.targets.targets import NONE, Kind, Target
from messages.catalog import LANGUAGES, say
from storage import units as unit_rows
from storage.apply import telling
from storage.campaigns import phases
from storage.intakes.kinds import Desk
from storage.intakes.targets_reading import DECIDING, KINDS, Reader, Rights, Wanted
from storage.posts.officers import paths_of
from storage.tables import target_changes as changes
from storage.targets import target_changes, targeting, targets
from storage.targets.target_changes import By

COLUMNS: Final = ("phase", "unit", "name", "assigned", "own")


class Targets:
    """Rows of units with what they are to reach; an empty cell leaves a target as it is."""

    kind = "targets"
    columns: Sequence[str] = COLUMNS
    required: Sequence[str] = ("unit", "assigned")

    def headings(self, language: str) -> Mapping[str, Sequence[str]]:
        return {one: (say(language, f"sheets.targets.column.{one}"),) for one in COLUMNS}

    def check(self, connection: Connection, lines: Sequence[Line], desk: Desk) -> Plan:
        sender = desk.sender
        if sender is not None and not any(post.role in rights.LEADS | DECIDING for post in sender.posts):
            return Plan(self.kind, (), say(desk.language, "sheets.targets.refused"))
        return Plan(self.kind, tuple(_planned(connection, lines, desk)))

    def do(self, connection: Connection, planned: Planned, desk: Desk) -> Planned:
        what = planned.what
        target_changes.lock(connection, int(what["phase_id"]))
        if "all" in what:
            _set(connection, int(what["phase_id"]), what["all"], desk)
        now = targets.of_phase(connection, int(what["phase_id"])).get(int(what["unit_id"]), NONE)
        for kind, _, after in what["numbers"]:
            if getattr(now, kind) != after:
                told = target_words.number(desk.language, getattr(now, kind))
                note = Note(kind, say(desk.language, "sheets.targets.changed", now=told))
                return _became(planned, "conflict", note)
        return _became(planned, "change" if _is_mine(connection, what, desk) else "same")


TARGETS: Final = Targets()


def _became(planned: Planned, state: Any, *notes: Note) -> Planned:
    return Planned(row=planned.row, state=state, what={}, title=planned.title, notes=notes)


def _planned(connection: Connection, lines: Sequence[Line], desk: Desk) -> list[Planned]:
    reader = Reader(connection, desk)
    rows: list[Planned] = []
    read: list[Wanted] = []
    for line in lines:
        if not any(cells.line(line.cells.get(kind.value)) for kind in KINDS):
            continue
        found = reader.read(line)
        if isinstance(found, Wanted):
            read.append(found)
        else:
            title = cells.told(line.cells.get("unit"))
            rows.append(Planned(row=line.row, state="wrong", what={}, title=title, notes=tuple(found)))
    known: dict[int, dict[int, Target]] = {}
    everything: dict[int, list[list[Any]]] = {}
    for one in read:
        if one.phase.id not in known:
            known[one.phase.id] = targets.of_phase(connection, one.phase.id)
        had = known[one.phase.id].get(one.unit.id, NONE)
        rows.append(_row(one, had, everything, desk.language))
    return sorted(rows, key=lambda row: row.row)


def _row(one: Wanted, had: Target, everything: dict[int, list[list[Any]]], language: str) -> Planned:
    """A row that may be done; the first one of a phase brings the numbers of all of them."""
    title = say(language, "sheets.targets.row", unit=one.unit.name, phase=one.phase.name)
    news = [
        [kind.value, getattr(had, kind.value), number]
        for kind, number in one.numbers.items()
        if getattr(had, kind.value) != number
    ]
    if not news:
        return Planned(row=one.line.row, state="same", what={}, title=title)
    what: dict[str, Any] = {"phase_id": one.phase.id, "unit_id": one.unit.id, "numbers": news}
    if one.phase.id not in everything:
        what["all"] = everything[one.phase.id] = []
    everything[one.phase.id] += [[one.unit.id, *each] for each in news]
    notes = tuple(
        Note(
            kind,
            say(
                language,
                "sheets.targets.set",
                column=say(language, f"sheets.targets.column.{kind}"),
                before=_told(language, before),
                after=_told(language, after),
            ),
        )
        for kind, before, after in news
    )
    title = say(language, "entry.rowed", name=title, title="; ".join(note.text for note in notes))
    return Planned(row=one.line.row, state="change", what=what, title=title, notes=notes)


def _told(language: str, number: int | None) -> str:
    if number is None:
        return say(language, "sheets.targets.nothing")
    return target_words.number(language, number)


def _set(connection: Connection, phase_id: int, wanted: Sequence[Sequence[Any]], desk: Desk) -> None:
    """Every number that is still to be set and that nobody changed meanwhile, each kind as one act."""
    known = targets.of_phase(connection, phase_id)
    allowed = Rights(connection, desk.sender)
    paths = paths_of(connection, {int(unit_id) for unit_id, *_ in wanted})
    person = desk.sender.id if desk.sender is not None else None
    by = By(desk.now, person, _words(desk, desk.language))
    for kind in KINDS:
        numbers = [
            (int(unit_id), after)
            for unit_id, name, before, after in wanted
            if name == kind.value
            and getattr(known.get(int(unit_id), NONE), kind.value) == before
            and allowed.may(kind, paths.get(int(unit_id), ""))
        ]
        target_changes.put(connection, phase_id, kind, numbers, by)
        if kind is Kind.ASSIGNED and desk.sender is not None:
            _tell(connection, phase_id, numbers, desk.sender, desk)


def _tell(
    connection: Connection,
    phase_id: int,
    numbers: Sequence[tuple[int, int | None]],
    sender: Person,
    desk: Desk,
) -> None:
    """Those who decide at each unit hear what it is to reach, as when it is assigned in the chat."""
    phase = phases.find(connection, phase_id)
    named = unit_rows.by_ids(connection, [unit_id for unit_id, _ in numbers])
    hearers = targeting.hearers_at(connection, [unit_id for unit_id, _ in numbers])
    tells = [
        Tell(
            officer.person_id,
            Message(
                text=say(
                    officer.language,
                    "target.chat.told",
                    by=sender.name or say(officer.language, "review.unnamed"),
                    unit=named[unit_id].name,
                    number=target_words.number(officer.language, number),
                    phase=phase.name if phase is not None else "",
                )
            ),
            once=f"target:{unit_id}:{desk.key}:{officer.person_id}",
        )
        for unit_id, number in numbers
        for officer in hearers.get(unit_id, ())
        if officer.person_id != sender.id
    ]
    telling.tell(connection, tells, desk.render, desk.now)


def _words(desk: Desk, language: str) -> str:
    return say(language, "sheets.targets.words", key=desk.key)


def _is_mine(connection: Connection, what: Mapping[str, Any], desk: Desk) -> bool:
    """Whether this very workbook changed the row's targets, and not somebody before it."""
    mine = changes.c.words.in_([_words(desk, language) for language in LANGUAGES])
    here = (changes.c.phase_id == what["phase_id"]) & (changes.c.unit_id == what["unit_id"])
    return connection.scalar(select(changes.c.id).where(mine, here).limit(1)) is not None
