"""What officers are told of their own accord: an initiative came in, or came back."""

from dataclasses import dataclass

from handlers import taps
from handlers.initiative import Initiative
from handlers.message import Button, Message
from messages.catalog import say


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody to be told of a submission."""

    person_id: int
    language: str


@dataclass(frozen=True, slots=True)
class Like:
    """An earlier initiative of the same establishment that is probably the same."""

    code: str
    score: int


def submission_notice(
    language: str,
    number: int,
    code: str,
    title: str,
    author_name: str,
    unit: str,
    *,
    about: str = "",
    like: Like | None = None,
) -> Message:
    """A new initiative waits; `unit` is its name, or the author's own words for it, or ""."""
    return _notice(language, "new", number, code, title, author_name, unit, about, like)


def resubmission_notice(
    language: str, initiative: Initiative, title: str, *, like: Like | None = None
) -> Message:
    """A returned initiative came back, under its new title."""
    unit = initiative.unit.name if initiative.unit else initiative.unit_words
    number = int(initiative.code.rpartition("-")[2])
    about = f"initiative:{initiative.id}"
    name = initiative.author_name
    return _notice(language, "again", number, initiative.code, title, name, unit, about, like)


def _notice(
    language: str,
    kind: str,
    number: int,
    code: str,
    title: str,
    author_name: str,
    unit: str,
    about: str,
    like: Like | None,
) -> Message:
    lines = [
        say(language, f"review.notice.{kind}"),
        "",
        code,
        say(language, "review.card.title", title=" ".join(title.split())),
        say(language, "review.card.author", name=author_name or say(language, "review.unnamed")),
        say(language, "review.card.unit", unit=unit or say(language, "review.unknown_unit")),
    ]
    if like is not None:
        lines.append(say(language, "alike.notice", code=like.code, score=like.score))
    button = Button(say(language, "review.notice.open"), taps.pack(taps.Call("open", str(number))))
    return Message(text="\n".join(lines), choices=((button,),), about=about)
