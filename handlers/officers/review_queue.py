"""The officers' waiting list, and what a search among initiatives finds."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from handlers import pages, taps
from handlers.effects import Effects, Reply
from handlers.events import Event
from handlers.message import Button, Message
from handlers.officers import review, review_card
from handlers.speaker import Speaker
from handlers.understanding.folding import fold
from messages.catalog import say

PER_PAGE: Final = 5
#: Waiting longer than this is counted apart in the heading of the list.
LATE: Final = timedelta(days=3)
#: What a title is cut to on a button, in characters.
TITLE: Final = 40
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
#: How many bytes of words fit into a button beside the place of a line.
_CARRIED: Final = taps.LONGEST - len("c:find:before.0.1234567890:")
_TURN: Final = re.compile(r"(after|before)\.(\d{1,17})\.(\d{1,15})(?::(.*))?", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One line of a list; `since` and `id` are its place in the waiting list, which is sorted by both."""

    number: int
    code: str
    title: str
    author_name: str
    since: datetime
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFacts:
    """A page of what an officer may see; `words` are set when they searched instead of listing what waits.

    Of all that are `waiting` (or were found), `before` stand on the pages before this one.
    """

    speaker: Speaker
    waiting: int = 0
    late: int = 0
    returned: int = 0
    before: int = 0
    rows: tuple[Waiting, ...] = ()
    words: str = ""

    @property
    def page(self) -> int:
        return -(-self.before // PER_PAGE) + 1

    @property
    def pages(self) -> int:
        return self.page + -(-max(0, self.waiting - self.before - len(self.rows)) // PER_PAGE)


@dataclass(frozen=True, slots=True)
class Turn:
    """The page beside a line that was shown. A page is not counted from the beginning: whatever is decided
    or comes in meanwhile, nothing is passed over."""

    way: Literal["after", "before"]
    since: datetime
    id: int


def turned(event: Event) -> Turn | None:
    """The page that was asked for; None for the first one."""
    found = _TURN.fullmatch(review.argument_of(event))
    if found is None:
        return None
    since = _EPOCH + timedelta(microseconds=int(found[2]))
    return Turn("after" if found[1] == "after" else "before", since, int(found[3]))


def asks_queue(event: Event, speaker: Speaker) -> bool:
    """A slash goes before a typed search: "find a way to ..." may be how an idea begins."""
    return review.calls(event, "queue") or searched(event) is not None


def searched(event: Event) -> str | None:
    """The words looked for; None when the waiting list is wanted."""
    if review.calls(event, "find"):
        argument = review.argument_of(event)
        found = _TURN.fullmatch(argument)
        return (found[4] or "") if found else argument
    return review.worded(event, "review.found.typed")


def carried(words: str) -> str:
    """The words looked for, as many as the button to the next page can hold."""
    said = " ".join(words.split())
    if len(said.encode()) <= _CARRIED:
        return said
    first, *others = fold(said).split() or [""]
    kept = first[:_CARRIED]
    for word in others:
        if len(kept) + 1 + len(word) > _CARRIED:
            break
        kept = f"{kept} {word}"
    return kept


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
    return Message(text="\n".join(lines), choices=_lines(event, facts), nav=_turns(facts, "queue"))


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
    if facts.pages > 1:
        text = f"{text} {say(language, 'form.page.place', page=facts.page, pages=facts.pages)}"
    return Message(text=text, choices=_lines(event, facts), nav=(*_turns(facts, "find"), *nav))


def _turns(facts: QueueFacts, command: str) -> tuple[Button, ...]:
    def beside(way: str, line: Waiting) -> str:
        if command == "find":  # sorted by number alone
            return taps.pack(taps.Call(command, f"{way}.0.{line.id}:{facts.words}"))
        return taps.pack(taps.Call(command, f"{way}.{(line.since - _EPOCH) // _TICK}.{line.id}"))

    going_on = facts.before + len(facts.rows) < facts.waiting
    return pages.turns(
        facts.speaker.language,
        more=beside("after", facts.rows[-1]) if going_on and facts.rows else "",
        less=beside("before", facts.rows[0]) if facts.before and facts.rows else "",
    )


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
