"""Enters one row of a workbook: number, initiative, consent on paper and decision, all of it or nothing."""

from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select

from handlers.effects import Effects, Submit, Tell
from handlers.events import Commanded
from handlers.form.initiative_form import SHORT
from handlers.intakes.entry import Entered
from handlers.intakes.entry_twins import Told
from handlers.intakes.plan import Note, Planned
from handlers.message import Message
from handlers.officers import review
from handlers.officers.effects import Behalf, KeepRecognition
from handlers.person import Person
from handlers.speaker import Speaker
from handlers.understanding.folding import fold
from handlers.units import Unit
from messages.catalog import say
from storage import programmes
from storage.apply.batch import Conflict, Turn, apply
from storage.intakes import entry_known, entry_units
from storage.intakes.kinds import Desk
from storage.nodes import numbering
from storage.people import Look
from storage.posts import levels
from storage.tables import initiatives, people

#: What an officer's decision on paper is kept as.
_PAPER: Final = "decision"
#: How often a row is tried anew when persons are joined meanwhile.
_TRIES: Final = 3


def do(connection: Connection, planned: Planned, desk: Desk) -> Planned:
    """The row with its new code, or why it was not entered now."""
    sender = desk.sender
    scope = entry_units.scope(connection, sender) if sender is not None else ()
    told = dict(planned.what)
    unit = entry_units.standing(connection, int(told.pop("unit_id")), scope)
    if sender is None or unit is None:
        return _became(planned, "conflict", Note("unit", say(desk.language, "entry.remark.gone")))
    entered = Entered(**told)
    for tries in range(_TRIES):
        try:
            with connection.begin_nested() as savepoint:
                # First the number: its row is locked until the commit, so nobody enters the same meanwhile.
                number = numbering.reserve(connection, 1)[0]
                row = Told(entered, unit.id, unit.id)
                known = entry_known.same(connection, [row]).get(row.same)
                if known is not None:
                    savepoint.rollback()
                    note = Note("", say(desk.language, "entry.remark.known", code=known.code))
                    return _became(planned, "same", note)
                code = _enter(connection, entered, unit, number, sender, desk, planned.row)
        except Conflict:
            # Somebody to be told became another person meanwhile.
            if tries == _TRIES - 1:
                raise
            continue
        return _became(planned, "change", Note("", say(desk.language, "entry.remark.done", code=code)))
    raise AssertionError


def _became(planned: Planned, state: Any, note: Note) -> Planned:
    return Planned(row=planned.row, state=state, what=planned.what, title=planned.title, notes=(note,))


def _enter(
    connection: Connection, entered: Entered, unit: Unit, number: int, sender: Person, desk: Desk, row: int
) -> str:
    programme = programmes.of_unit(connection, unit.id)
    code = f"{programme.prefix if programme else 'SK'}-{number:06d}"
    submit = Submit(
        number=number,
        code=code,
        title=entered.title,
        answers=entered.answers,
        form_version=SHORT.version,
        unit_id=unit.id,
        unit_words="",
        behalf=Behalf(name=entered.author, phone=entered.phone, consent="paper", unit=unit),
    )
    told = (
        *_officers(connection, unit, sender, desk),
        *_author(connection, entered, unit, code, sender, desk),
    )
    _apply(connection, sender, desk, row, (submit, *told))
    made = connection.scalar(select(initiatives.c.id).where(initiatives.c.number == number))
    paper = KeepRecognition(
        initiative_ids=(int(made or 0),),
        kind=_PAPER,
        unit_id=unit.id,
        number=entered.number,
        signed_on=date.fromisoformat(entered.signed_on),
        signer=entered.signer,
        signer_title=entered.signer_title,
    )
    _apply(connection, sender, desk, row, (paper,))
    return code


def _apply(connection: Connection, sender: Person, desk: Desk, row: int, effects: Effects) -> None:
    conversation = f"workbook:main:{sender.id}"
    at = desk.now.astimezone(desk.zone)
    turn = Turn(
        key=f"{desk.key}:{row}",
        event=Commanded(conversation=conversation, at=at, name="behalf"),
        # As one who has chosen where they are told things: a workbook does not become that place.
        look=Look(
            speaker=Speaker(conversation=conversation, person=sender),
            burst_at=at,
            told_in=None,
            reachable=False,
            chosen=True,
        ),
        effects=effects,
    )
    apply(connection, [turn], desk.render, desk.can_edit)


def _officers(connection: Connection, unit: Unit, sender: Person, desk: Desk) -> tuple[Tell, ...]:
    """Whoever may decide hears of it once for each unit, not of each of a thousand rows."""
    key = (unit.id, sender.id)
    return tuple(
        Tell(
            officer.person_id,
            Message(
                text=say(
                    officer.language, "entry.told.officer", by=_by(sender, officer.language), unit=unit.name
                ),
                nav=(review.queue_button(officer.language),),
            ),
            once=f"{desk.key}:entered:{unit.id}:{officer.person_id}",
        )
        for officer in levels.others(connection, {key}, desk.now).get(key, ())
    )


def _author(
    connection: Connection, entered: Entered, unit: Unit, code: str, sender: Person, desk: Desk
) -> tuple[Tell, ...]:
    """The author hears of it where they write to us themselves: that phone, that unit, the same given name,
    and nobody else like it. It is not put under their name: an officer's word alone must not do that."""
    if not entered.phone:
        return ()
    rows = connection.execute(
        select(people.c.id, people.c.name, people.c.language).where(
            people.c.unit_id == unit.id, people.c.phone == entered.phone, people.c.conversation.is_not(None)
        )
    )
    given = fold(entered.author).rpartition(" ")[2]
    found = [one for one in rows if fold(one.name or "").rpartition(" ")[2] == given and one.id != sender.id]
    if len(found) != 1:
        return ()
    (author,) = found
    text = say(
        author.language,
        "entry.told.author",
        name=author.name,
        title=entered.title,
        number=entered.number,
        code=code,
        by=_by(sender, author.language),
    )
    return (Tell(author.id, Message(text=text), once=f"{code}:entered"),)


def _by(sender: Person, language: str) -> str:
    return sender.name or say(language, "review.unnamed")
