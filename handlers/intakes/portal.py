"""What becomes of each row of the portal workbook, before it is done and when it is done."""

from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

from handlers.intakes.plan import Note, Planned, State
from handlers.intakes.portal_rows import Row
from handlers.officers.review_card import cut
from handlers.portal import deciding
from handlers.portal.acts import Enter, Refuse
from handlers.portal.deciding import Done, Undone
from handlers.portal.entries import By, OnPortal
from handlers.registers import portal_columns as columns
from messages.catalog import say

#: What somebody else did meanwhile is no mistake of the row.
_STATES: Final[dict[deciding.Why, State]] = {"same": "same", "entered": "conflict", "held": "conflict"}


def meant(row: Row, found: OnPortal | None) -> Row:
    """The row without what only stood there before: a refusal beside the code that ended it."""
    if found is None or row.code is None:
        return row
    return replace(row, refusal="") if row.refusal == found.listed.portal_refusal else row


def weigh(
    row: Row, found: OnPortal | None, by: By, now: datetime, zone: tzinfo
) -> tuple[Planned, Done | None]:
    """What becomes of it, with what doing it takes; `found` is None for one they may not enter."""
    language, row = by.language, meant(row, found)
    plain = Planned(row=row.row, state="wrong", what=row.packed(), title=str(row.number))
    if found is None:
        text = say(language, "portal.intake.unknown", number=row.number)
        return replace(plain, notes=(Note(columns.NUMBER, text),)), None
    plain = replace(plain, title=_title(language, row, found))
    if row.code is not None and row.refusal:
        return replace(
            plain, notes=(Note(columns.PORTAL_REFUSAL, say(language, "portal.intake.both")),)
        ), None
    if row.code is None and row.refusal == found.listed.portal_refusal:
        return replace(plain, state="same"), None
    outcome = deciding.decide(row.act, found, by, now, zone)
    column = columns.PORTAL_CODE if row.code is not None else columns.PORTAL_REFUSAL
    if isinstance(outcome, Undone):
        notes = () if outcome.why == "same" else (Note(column, outcome.text),)
        return replace(plain, state=_STATES.get(outcome.why, "wrong"), notes=notes), None
    if row.code is not None and row.code.odd:
        odd = Note(column, say(language, "portal.intake.odd", code=row.code.text))
        return replace(plain, state="doubtful", notes=(odd,)), outcome
    return replace(plain, state="change"), outcome


def _title(language: str, row: Row, found: OnPortal) -> str:
    name = f"{found.listed.code} · {cut(found.listed.title, 40)}"
    match row.act:
        case Enter(code=code):
            return f"{name}: {say(language, 'portal.intake.will_enter', code=code.text)}"
        case Refuse(words=words):
            return f"{name}: {say(language, 'portal.intake.will_refuse', why=cut(words, 60))}"
