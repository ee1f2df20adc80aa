"""The whole history of an initiative on a screen, and any two of its versions beside each other."""

import re
from collections.abc import Sequence
from typing import Final

from handlers import pages, taps
from handlers.effects import Effects, Reply
from handlers.events import Event
from handlers.message import Button, Message
from handlers.officers import review, review_card
from handlers.record import buttons, timeline, trail_words
from handlers.record.facts import CardFacts, Record
from handlers.speaker import Speaker
from messages.catalog import say

#: How many letters a page holds: with its heading and buttons it stays in one message of Zalo's.
PAGE: Final = 1_400
#: With no more versions than this every pair of them is offered, else those beside each other and the last.
_ALL_PAIRS: Final = 4
_PAGE_NUMBER: Final = re.compile(r"p(\d{1,3})", re.ASCII)
_PAIR: Final = re.compile(r"(\d{1,3})-(\d{1,3})", re.ASCII)


def asks_history(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "history")


def show(event: Event, facts: CardFacts) -> Effects:
    """A page of what happened, or two versions compared."""
    speaker = facts.about.speaker
    item = review.look(facts.about)
    if isinstance(item, Message) or facts.record is None:
        refused = item if isinstance(item, Message) else review.no_post(speaker.language)
        return (*review.leave(speaker), Reply(refused))
    _, asked = review.split(review.argument_of(event))
    pair = _PAIR.fullmatch(asked)
    if pair is not None and (compared := _compared(facts, facts.record, int(pair[1]), int(pair[2]))):
        return (*review.leave(speaker), Reply(compared))
    page = _PAGE_NUMBER.fullmatch(asked)
    return (*review.leave(speaker), Reply(_page(facts, facts.record, int(page[1]) if page else 1)))


def _page(facts: CardFacts, record: Record, wanted: int) -> Message:
    language, item = facts.about.speaker.language, record.item
    told = _pages(_lines(facts, record))
    page = min(max(1, wanted), len(told))
    heading = say(language, "trail.history.heading", code=item.code)
    if len(told) > 1:
        place = say(language, "trail.history.page", page=page, pages=len(told))
        heading = f"{heading}\n{place}"
    pairs = _pairs(len(record.versions)) if page == len(told) else ()
    return Message(
        text="\n\n".join([heading, told[page - 1]]),
        choices=(*((_compare(language, record, *pair),) for pair in pairs), (buttons.back(language, item),)),
        nav=pages.turns(
            language,
            more=_turn(record, page + 1) if page < len(told) else "",
            less=_turn(record, page - 1) if page > 1 else "",
        ),
    )


def _lines(facts: CardFacts, record: Record) -> list[str]:
    language, zone = facts.about.speaker.language, facts.about.zone
    lines = []
    for one in timeline.entries(language, record, internal=not facts.own):
        when = review_card.moment(one.at, zone)
        lines.append(say(language, "trail.history.event", what=one.what, **when))
        lines += [f"  {detail}" for detail in one.details]
    return lines


def _pages(lines: Sequence[str]) -> list[str]:
    """The lines on pages, none of them torn; a line longer than a page has one for itself."""
    told = [""]
    for line in lines:
        joined = f"{told[-1]}\n{line}" if told[-1] else line
        if len(joined) > PAGE and told[-1]:
            told.append(line)
        else:
            told[-1] = joined
    return told


def _compared(facts: CardFacts, record: Record, old: int, new: int) -> Message | None:
    if not 1 <= old < new <= len(record.versions):
        return None
    language, zone = facts.about.speaker.language, facts.about.zone
    before, after = record.versions[old - 1], record.versions[new - 1]
    heading = say(
        language,
        "trail.history.compared",
        code=record.item.code,
        old=old,
        new=new,
        old_date=review_card.moment(before.at, zone)["date"],
        new_date=review_card.moment(after.at, zone)["date"],
    )
    told = trail_words.lines(language, before, after, side=400, spots=20)
    lines = told or [say(language, "trail.history.unchanged")]
    back = (buttons.call(language, record.item, "history"),), (buttons.back(language, record.item),)
    return Message(text="\n\n".join([heading, *lines]), choices=back)


def _pairs(count: int) -> list[tuple[int, int]]:
    pairs = [(old, new) for new in range(2, count + 1) for old in range(1, new)]
    if count <= _ALL_PAIRS:
        return pairs
    return [(old, new) for old, new in pairs if new == count or new - old == 1]


def _compare(language: str, record: Record, old: int, new: int) -> Button:
    number = review_card.number_of(record.item)
    label = say(language, "trail.button.compare", old=old, new=new)
    return Button(label, taps.pack(taps.Call("history", f"{number}:{old}-{new}")))


def _turn(record: Record, page: int) -> str:
    return taps.pack(taps.Call("history", f"{review_card.number_of(record.item)}:p{page}"))
