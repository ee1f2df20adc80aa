"""Reads one row of the entry workbook as a recognised initiative, or says what is wrong where."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.form import forms
from handlers.form.drafts import Answers
from handlers.form.initiative_form import SHORT, SHORT_START, TOLD
from handlers.intakes import entry_cells as cells
from handlers.intakes import entry_columns as columns
from handlers.intakes.entry_cells import Trouble
from handlers.intakes.entry_rows import Row
from handlers.intakes.plan import Line, Note
from handlers.understanding import choices, people, phones
from handlers.understanding.amounts import Measure
from handlers.understanding.folding import fold
from messages import words
from messages.catalog import LANGUAGES, say

#: Columns that tell how it is done, of which nothing is kept when it is a secret.
_STORY: Final = ("idea", "before", "change", "where")
_SELF: Final = words.spoken("people")["self"][0]
_LONGEST_SIGNER: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A row that was understood. `unit` is the cell as typed; `signed_on` is in ISO 8601."""

    author: str
    phone: str
    unit: str
    title: str
    answers: Answers
    number: str
    signed_on: str
    signer: str
    signer_title: str


def is_example(line: Line) -> bool:
    """Whether this is a row of the template as it was written there."""
    titles = {say(one, f"entry.example.title_{place}") for one in LANGUAGES for place in (1, 2)}
    return _is_marked(line) and cells.line(line.cells.get("title")) in titles


def is_empty(line: Line) -> bool:
    return not any(cells.line(line.cells.get(column)) for column in columns.COLUMNS)


def read(language: str, line: Line, today: date) -> tuple[Entered | None, Row]:
    """What the row says, with whatever is to be told of its cells; never raises for what a cell may hold."""
    row = Row(language, line, today)
    author = _author(row)
    told = _answers(row, author)
    signer, signer_title = row.text("signer", "decision_signer"), row.text("signer_title", "decision_signer")
    entered = Entered(
        author=author,
        phone=_phone(row),
        unit=row.words("unit"),
        title=row.text("title", "title") or "",
        answers=told,
        number=row.text("number", "decision_number") or "",
        signed_on=row.day("date") or "",
        signer=signer or "",
        signer_title=signer_title or "",
    )
    _consent(row)
    if not entered.unit:
        row.refuse("unit", "unit_missing")
    if row.troubles:
        return None, row
    told |= _decision(language, entered)
    kept = {key: value for key, value in forms.settle(SHORT, told).items() if not key.endswith("_done")}
    entered.answers.clear()
    entered.answers.update(kept)
    return entered, row


def _is_marked(line: Line) -> bool:
    author = fold(cells.line(line.cells.get("author")))
    return any(author.startswith(fold(say(language, "entry.example.mark"))) for language in LANGUAGES)


def _author(row: Row) -> str:
    typed = row.words("author")
    if not typed:
        row.refuse("author", "author_missing")
        return ""
    if _is_marked(row.line):
        row.refuse("author", "example", mark=say(row.language, "entry.example.mark"))
        return ""
    name = people.name(typed)
    if name is None:
        row.refuse("author", "author")
    return name or ""


def _phone(row: Row) -> str:
    typed = row.words("phone")
    found = phones.phone(typed) if typed else ""
    if found is None:
        row.refuse("phone", "phone")
    return found or ""


def _answers(row: Row, author: str) -> Answers:
    told: Answers = dict(SHORT_START)
    for column in ("kind", "field", "protected", "confidential"):
        found = row.choice(column)
        if found is not None:
            told[column] = found
    for column in _STORY:
        text = row.text(column, column)
        if text is not None and told.get("confidential") == "yes":
            row.remark(column, "secret")
        elif text is not None:
            told[column] = text
    applied = row.day("applied")
    if applied is not None:
        told["applied"] = applied
    return {**told, **_effect(row), "coauthors": _coauthors(row, author)}


def _effect(row: Row) -> Answers:
    effect = row.choice("effect")
    if effect is None:
        return {}
    label = say(row.language, f"report.effect.choice.{effect}")
    has_amount, has_words = bool(row.words("amount")), bool(row.words("effect_words"))
    if effect in TOLD:
        if not has_words:
            row.refuse("effect_words", "words_missing", effect=label)
        if has_amount:
            row.remark("amount", "amount_left")
        return {"effect": effect, "effect_words": row.text("effect_words", "effect_words")}
    if not has_amount:
        row.refuse("amount", "amount_missing", effect=label)
        return {}
    if has_words:
        row.remark("effect_words", "words_left")
    counted = cells.amount(row.language, row.cell("amount"), Measure(effect))
    if isinstance(counted, Trouble):
        row.troubles.append(Note("amount", counted.text))
        return {}
    return {"effect": effect, "amount": counted}


def _coauthors(row: Row, author: str) -> list[dict[str, str]]:
    typed = cells.words(row.cell("coauthors"))
    if not typed or choices.yes_or_no(typed) is False:
        return []
    if author:
        # Lists on paper name the author too: that share is what is left to them.
        own = re.compile(rf"(?<!\w){re.escape(author)}(?=\s*(?:[\d:,;(/-]|$))", re.IGNORECASE)
        typed = own.sub(_SELF, typed)
    return list(row.taken("coauthors", "coauthors", typed) or ())


def _consent(row: Row) -> None:
    known = {fold(say(language, "entry.paper")) for language in LANGUAGES}
    typed, value = row.words("consent"), row.cell("consent")
    if value is not True and fold(typed) not in known and choices.yes_or_no(typed) is not True:
        row.refuse("consent", "consent_missing", paper=say(row.language, "entry.paper"))


def _decision(language: str, entered: Entered) -> Answers:
    """The decision as the short report keeps it: one line, and its parts."""
    signed_by = entered.signer
    if signed_by and entered.signer_title:
        signed_by = say(language, "entry.signed_by", name=signed_by, title=entered.signer_title)
    day = "/".join(reversed(entered.signed_on.split("-")))
    return {
        "title": entered.title,
        "decision": ", ".join(one for one in (entered.number, day, signed_by) if one),
        "decision_number": entered.number,
        "decision_date": entered.signed_on,
        "decision_signer": signed_by[:_LONGEST_SIGNER] or None,
        "decision_photo": [],
    }
