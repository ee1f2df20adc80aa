"""What a manager typed into the page, checked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from handlers.employer.requests import Answer
from handlers.understanding.folding import clean
from storage.employers.answering import Given

#: Longest answers, in letters.
NAME, NUMBER, REASON = 100, 60, 2_000
FIELDS: Final = ("answer", "name", "title", "reason", "number", "date")
_ANSWERS: Final = {one.value: one for one in Answer if one is not Answer.NONE}


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was filled in, with ids of what is wrong with it (``trouble.<id>``)."""

    fields: Mapping[str, str]
    troubles: tuple[str, ...]
    given: Given | None


def read(form: Mapping[str, object], today: date) -> Typed:
    """Every field, and an answer when nothing is wrong."""
    fields = {name: clean(str(form.get(name) or ""))[: REASON + 1] for name in FIELDS}
    answer = _ANSWERS.get(fields["answer"])
    refused = answer is Answer.REFUSED
    signed, bad_date = _day(fields["date"], today)
    checks = (
        ("answer", answer is None),
        ("reason", refused and sum(letter.isalnum() for letter in fields["reason"]) < 5),
        ("long", len(fields["reason"]) > REASON),
        ("name", not 2 <= len(fields["name"]) <= NAME),
        ("title", not 2 <= len(fields["title"]) <= NAME),
        ("number", len(fields["number"]) > NUMBER),
        ("date", bad_date),
    )
    troubles = tuple(name for name, wrong in checks if wrong)
    if troubles or answer is None:
        return Typed(fields, troubles, None)
    recognised = answer is Answer.RECOGNISED
    given = Given(
        answer=answer,
        name=" ".join(fields["name"].split()),
        title=" ".join(fields["title"].split()),
        words="" if recognised else fields["reason"],
        number=fields["number"] if recognised else "",
        signed_on=signed if recognised else None,
    )
    return Typed(fields, (), given)


def _day(text: str, today: date) -> tuple[date | None, bool]:
    if not text:
        return None, False
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, True
    return day, not date(1990, 1, 1) <= day <= today


def with_file(given: Given, file_key: str) -> Given:
    return replace(given, file_key=file_key)
