"""The officers' waiting list, and what a search among initiatives finds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from handlers import taps
from handlers.effects import Effects, Reply
from handlers.events import Event
from handlers.message import Button, Message
from handlers.officers import review, review_card
from handlers.speaker import Speaker
from messages.catalog import say

PER_PAGE: Final = 5
#: Waiting longer than this is counted apart in the heading of the list.
LATE: Final = timedelta(days=3)
#: What a title is cut to on a button, in characters.
TITLE: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One line of a list."""

    number: int
    code: str
    title: str
    author_name: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFacts:
    """A page of what an officer may see; `words` are set when they searched instead of listing what waits."""

    speaker: Speaker
    waiting: int = 0
    late: int = 0
    returned: int = 0
    page: int = 1
    rows: tuple[Waiting, ...] = ()
    words: str = ""

    @property
    def pages(self) -> int:
        return max(1, -(-self.waiting // PER_PAGE))


def page_number(event: Event) -> int:
    """The page of the waiting list that was asked for, from 1."""
    argument = review.argument_of(event)
    return max(1, int(argument)) if argument.isascii() and argument.isdigit() and len(argument) <= 6 else 1


def asks_queue(event: Event, speaker: Speaker) -> bool:
    """A slash goes before a typed search: "find a way to ..." may be how an idea begins."""
    return review.calls(event, "queue") or searched(event) is not None


def searched(event: Event) -> str | None:
    """The words looked for; None when the waiting list is wanted."""
    if review.calls(event, "find"):
        return review.argument_of(event)
    return review.worded(event, "review.found.typed")


def show_queue(event: Event, facts: QueueFacts) -> Effects:
    """The waiting list, or what a search found."""
    speaker = facts.speaker
    if not speaker.person.is_officer:
        return (Reply(review.no_post(speaker.language)),)
    if searched(event) is not None:
        message = _found(event, facts)
    elif facts.waiting:
        message = _page(event, facts)
    else:
        message = Message(text="\n".join([say(speaker.language, "review.queue.empty"), *_returned(facts)]))
    return (*review.leave(speaker), Reply(message))


def _page(event: Event, facts: QueueFacts) -> Message:
    language = facts.speaker.language
    lines = [say(language, "review.queue.heading", count=facts.waiting)]
    if facts.late:
        lines.append(say(language, "review.queue.older", count=facts.late))
    lines += _returned(facts)
    lines.append(say(language, "review.queue.page", page=facts.page, pages=facts.pages))
    nav = []
    if facts.page < facts.pages:
        nav.append(_turn(language, "next", facts.page + 1))
    if facts.page > 1:
        nav.append(_turn(language, "previous", facts.page - 1))
    return Message(text="\n".join(lines), choices=_lines(event, facts), nav=tuple(nav))


def _returned(facts: QueueFacts) -> list[str]:
    if not facts.returned:
        return []
    return [say(facts.speaker.language, "review.queue.returned", count=facts.returned)]


def _found(event: Event, facts: QueueFacts) -> Message:
    language = facts.speaker.language
    nav = (review.queue_button(language),)
    if not facts.words:
        return Message(text=say(language, "review.found.which"), nav=nav)
    if not facts.rows:
        return Message(text=say(language, "review.found.nothing", words=facts.words), nav=nav)
    text = say(language, "review.found.heading", count=facts.waiting, words=facts.words)
    return Message(text=text, choices=_lines(event, facts), nav=nav)


def _turn(language: str, way: str, page: int) -> Button:
    return Button(say(language, f"review.queue.{way}"), taps.pack(taps.Call("queue", str(page))))


def _lines(event: Event, facts: QueueFacts) -> tuple[tuple[Button, ...], ...]:
    language = facts.speaker.language
    rows = []
    for row in facts.rows:
        label = say(
            language,
            "review.queue.item",
            code=row.code,
            title=review_card.cut(row.title, TITLE),
            name=row.author_name or say(language, "review.unnamed"),
            age=review_card.age(language, event.at - row.since),
        )
        rows.append((Button(label, taps.pack(taps.Call("open", str(row.number)))),))
    return tuple(rows)
