"""Reads what a person sent as the answer to one question."""

from dataclasses import field
from datetime import date
from itertools import islice
from typing import Any, assert_never

from handlers.events import Said
from handlers.form.drafts import Answers, Draft
from handlers.form.forms import Ask, Step
from handlers.understanding import amounts, choices, days, folding, people, phones
from handlers.values import dataclass

#: From this many letters on a story is taken for one piece of several: platforms cut at 2,000
#: (Zalo) or 4,096 (Telegram), so the rest may be on its way.
PIECE = 1_900
#: The most files one question keeps.
FILES = 10
_FIRST_DAY = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Given:
    """An understood answer."""

    value: Any


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a story, everything received so far."""

    text: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why it cannot be taken, as the catalogue's ``form.trouble.<key>``."""

    key: str
    values: dict[str, object] = field(default_factory=dict)


Reading = Given | Piece | Trouble


def read_text(step: Step, draft: Draft, event: Said, today: date) -> Reading:
    """What typed words mean for this question."""
    if event.forwarded:
        return Trouble("forwarded")
    text = folding.clean(event.text)
    if not text:
        return Trouble("empty")
    match step.ask:
        case Ask.TEXT:
            return _story(step, draft, text)
        case Ask.CHOICE:
            return _choice(step, text)
        case Ask.AMOUNT:
            value = amounts.amount(text, amounts.Measure(draft.answers["effect"]))
            # Written out plainly: "1E+6" is nothing a person should ever be shown.
            return Trouble(f"amount_{draft.answers.get('effect')}") if value is None else Given(f"{value:f}")
        case Ask.DAY:
            return read_day(text, today)
        case Ask.COAUTHORS:
            return _coauthors(text)
        case Ask.FILES:
            return Trouble("files_wanted")
        case Ask.NAME:
            name = people.name(text)
            return Trouble("name") if name is None else Given(name)
        case Ask.PHONE:
            number = phones.phone(text)
            return Trouble("phone") if number is None else Given(number)
        case Ask.UNIT:
            return Given(text) if 2 <= len(text) <= 200 else Trouble("unit")
        case _:
            assert_never(step.ask)


def read_choice(step: Step, answers: Answers, value: str, today: date) -> Reading:
    """What a pressed choice means for this question; a value it does not offer is refused."""
    if value not in step.choices:
        return Trouble("choose")
    match step.ask, value:
        case Ask.TEXT, "idea":
            idea = answers.get("idea")
            if not idea:
                return Trouble("choose")
            return Given(suggested_title(idea) if step.key == "title" else idea)
        case Ask.DAY, "today":
            return Given(today.isoformat())
        case Ask.COAUTHORS, "alone":
            return Given([])
        case _:
            return Given(value)


def suggested_title(idea: str) -> str:
    """The beginning of the story, whole words, short enough for a name."""
    first = idea.strip().splitlines()[0]
    for stop in (". ", "! ", "? ", "; "):
        first = first.split(stop)[0]
    words = first.strip(" .,!?;:").split()
    title = ""
    for word in words:
        if len(title) + len(word) + 1 > 90:
            break
        title = f"{title} {word}".strip()
    return title or first[:90]


def read_day(text: str, today: date) -> Reading:
    found = days.day(text, today)
    if found is None:
        return Trouble("day")
    if found > today:
        return Trouble("day_future", {"day": found.strftime("%d/%m/%Y")})
    if found < _FIRST_DAY:
        return Trouble("day")
    return Given(found.isoformat())


def _story(step: Step, draft: Draft, text: str) -> Reading:
    whole = f"{draft.partial}\n{text}" if draft.partial else text
    if len(whole) > step.most:
        return Trouble("too_long", {"most": step.most, "count": len(whole)})
    if step.story and len(text) >= PIECE:
        return Piece(whole)
    letters = (letter for letter in whole if letter.isalnum())
    if sum(1 for _ in islice(letters, step.least)) < step.least:
        return Trouble("too_short", {"least": step.least})
    return Given(whole)


def _choice(step: Step, text: str) -> Reading:
    if set(step.choices) >= {"yes", "no"}:
        said = choices.yes_or_no(text)
        if said is not None:
            return Given("yes" if said else "no")
    return Trouble("choose")


def _coauthors(text: str) -> Reading:
    read = people.coauthors(text)
    if isinstance(read, people.SharesProblem):
        return Trouble(f"coauthors_{read.value}")
    return Given([{"name": one.name, "share": f"{one.share.normalize():f}"} for one in read.people])
