"""What is said when a term runs out: for asking an employer, for its answer, for a link."""

from collections.abc import Iterable
from datetime import date

from handlers import taps
from handlers.effects import Tell
from handlers.employer import clocks, letters
from handlers.message import Button, Message
from handlers.officers import review_card
from handlers.officers.officer import Officer
from handlers.values import dataclass
from messages.catalog import say
from messages.employer.reading import known

_MONTHS = {"one": 1, "two": 2}


@dataclass(frozen=True, slots=True)
class YearEnding:
    """An initiative whose employer was not asked yet; `stage` is one of `clocks.WARNINGS`."""

    id: int
    code: str
    title: str
    applied: date
    stage: str
    returned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """An asking without an answer; `language` is the manager's, `until` the last day of the link."""

    request_id: int
    initiative_id: int
    code: str
    title: str
    author: str
    union: str
    language: str
    asked: date
    until: date

    @property
    def number(self) -> str:
        return str(int(self.code.rpartition("-")[2]))


def year(about: YearEnding, authors: Iterable[Officer], officers: Iterable[Officer]) -> list[Tell]:
    """To its authors, and to the officers who can ask."""
    values = {
        "code": about.code,
        "title": review_card.cut(about.title, 100),
        "applied": _day(about.applied),
        "deadline": _day(clocks.last_day_to_ask(about.applied)),
    }
    key = "year_returned" if about.returned else "year"
    once = f"employer:year:{about.id}:{about.applied}:{about.stage}"
    told = {
        one.person_id: Message(text=say(one.language, f"employer.author.{key}", **values)) for one in authors
    }
    number = str(int(about.code.rpartition("-")[2]))
    for one in officers:
        text = say(one.language, "employer.officer.year", **values)
        told.setdefault(one.person_id, Message(text=text, choices=((_open(one.language, number),),)))
    return [Tell(person, message, f"{once}:{person}") for person, message in told.items()]


def answer(about: Overdue, stage: str, officers: Iterable[Officer]) -> list[Tell]:
    """To the officer, with words for the manager in a message of their own, ready to be passed on."""
    letter = letters.reminder(
        known(about.language), about.title, about.code, about.author, about.union, about.asked
    )
    once = f"employer:{about.initiative_id}:{about.asked}:{stage}"
    tells = []
    for one in officers:
        words = Message(
            text=_reminder(one.language, about, stage), choices=((_open(one.language, about.number),),)
        )
        tells.append(Tell(one.person_id, words, f"{once}:{one.person_id}"))
        tells.append(Tell(one.person_id, Message(text=letter), f"{once}:letter:{one.person_id}"))
    return tells


def overdue(about: Overdue, authors: Iterable[Officer]) -> list[Tell]:
    """The authors hear that three months have passed, and that the union asks again."""
    once = f"employer:{about.initiative_id}:{about.asked}:overdue"
    return [
        Tell(
            one.person_id,
            Message(text=say(one.language, "employer.author.overdue", **_named(about))),
            f"{once}:{one.person_id}",
        )
        for one in authors
    ]


def expiring(about: Overdue, officers: Iterable[Officer]) -> list[Tell]:
    once = f"employer:{about.request_id}:expiring"
    values = {**_named(about), "day": _day(about.until), "number": about.number}
    return [
        Tell(
            one.person_id,
            Message(text=say(one.language, "employer.officer.expiring", **values)),
            f"{once}:{one.person_id}",
        )
        for one in officers
    ]


def _reminder(language: str, about: Overdue, stage: str) -> str:
    deadline = _day(clocks.last_day_to_answer(about.asked))
    key = "remind" if stage in _MONTHS else f"remind_{stage}"
    text = say(
        language,
        f"employer.officer.{key}",
        months=_MONTHS.get(stage, 3),
        deadline=deadline,
        **_named(about),
    )
    law, pass_on = say(language, "employer.officer.law"), say(language, "employer.officer.pass_on")
    return "\n".join((text, law, pass_on))


def _named(about: Overdue) -> dict[str, str]:
    return {"code": about.code, "title": review_card.cut(about.title, 100)}


def _open(language: str, number: str) -> Button:
    return Button(say(language, "employer.officer.open"), taps.pack(taps.Call("open", number)))


def _day(when: date) -> str:
    return when.strftime("%d/%m/%Y")
