"""What authors and officers are told of an employer's answer."""

from collections.abc import Iterable

from handlers import taps
from handlers.effects import Tell
from handlers.employer.requests import Answer
from handlers.initiative import Initiative, Status
from handlers.message import Button, Message, Template
from handlers.officers import review_card
from handlers.officers.officer import Officer
from messages.catalog import say

_STATUS = {
    Answer.NONE: Status.ASKED,
    Answer.NOT_YET: Status.ASKED,
    Answer.RECOGNISED: Status.RECOGNISED,
    Answer.REFUSED: Status.REFUSED,
}


def for_author(language: str, item: Initiative, answer: Answer, words: str = "") -> Message:
    """`NONE` is the news that the employer has been asked."""
    key = answer or "asked"
    lines = [say(language, f"employer.author.{key}", **_named(item))]
    if answer is Answer.RECOGNISED:
        lines.append(say(language, "employer.author.recognised_next"))
    if words:
        lines.append(say(language, "employer.author.reason", words=words))
    values = {
        "ten": item.author_name or say(language, "console.you"),
        "ma": item.code,
        "ket_qua": say(language, f"home.status.{_STATUS[answer]}"),
        "sang_kien": review_card.cut(item.title, 100),
    }
    return Message(text="\n".join(lines), template=Template("verdict", tuple(values.items())))


def for_officer(
    language: str, item: Initiative, answer: Answer, who: str, words: str = "", *, scanned: bool
) -> Message:
    """`who` is the manager's name and title."""
    lines = [say(language, f"employer.officer.{answer}", who=who, **_named(item))]
    if words:
        lines.append(say(language, "employer.officer.reason", words=words))
    if answer is Answer.RECOGNISED and not scanned:
        number = review_card.number_of(item)
        lines.append(say(language, "employer.officer.paper_wanted", number=number))
    return Message(text="\n".join(lines), choices=((open_button(language, item),),))


def paper_came(language: str, item: Initiative) -> Message:
    text = say(language, "employer.officer.paper_came", **_named(item))
    return Message(text=text, choices=((open_button(language, item),),))


def to_authors(
    hearers: Iterable[Officer], item: Initiative, answer: Answer, words: str, once: str
) -> tuple[Tell, ...]:
    """Everyone whose initiative it is; `once` names the occasion without the person."""
    return tuple(
        Tell(one.person_id, for_author(one.language, item, answer, words), f"employer:{once}:{one.person_id}")
        for one in hearers
    )


def open_button(language: str, item: Initiative) -> Button:
    call = taps.Call("open", str(review_card.number_of(item)))
    return Button(say(language, "employer.officer.open"), taps.pack(call))


def _named(item: Initiative) -> dict[str, str]:
    return {"code": item.code, "title": review_card.cut(item.title, 100)}
