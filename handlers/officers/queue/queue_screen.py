"""How the waiting list and what a search found look."""

from dataclasses import replace
from typing import Any, Final

from handlers import pages, taps
from handlers.events import Event
from handlers.initiative import Claim
from handlers.message import Button, Message
from handlers.officers import review, review_card, rights
from handlers.officers.queue.queue_facts import PER_PAGE, QueueFacts, Waiting, beside
from handlers.officers.queue.queue_filter import EVERYTHING
from messages.catalog import say

#: What a title is cut to on a button, in characters.
TITLE: Final = 40


def listed(event: Event, facts: QueueFacts) -> Message:
    """A page of what waits, with its counts and the ways to other parts of it."""
    language, asked = facts.speaker.language, facts.filter
    if not facts.waiting:
        text = _empty(facts)
    else:
        kind = "below" if asked.below else asked.tab
        heading = "review.queue.heading" if kind == "all" else f"queue.heading.{kind}"
        text = say(language, heading, count=amount(language, facts.waiting, facts.most))
    lines = [text]
    if asked.narrows:
        lines.append(say(language, "queue.narrowed", what=", ".join(described(facts))))
    if facts.late:
        lines.append(say(language, "review.queue.older", count=amount(language, facts.late, facts.most)))
    if facts.returned:
        back = amount(language, facts.returned, facts.most)
        lines.append(say(language, "review.queue.returned", count=back))
    if facts.other:
        beside_it = "queue.other.above" if asked.below else "queue.other.below"
        lines.append(say(language, beside_it, count=amount(language, facts.other, facts.most)))
    if facts.rows:
        lines.append(_place(facts))
    nav = (*_turns(facts, "queue"), *_tabs(facts), *_ways(facts))
    return Message(text="\n".join(lines), choices=_lines(event, facts), nav=nav)


def found(event: Event, facts: QueueFacts) -> Message:
    """What has the words, newest first."""
    language = facts.speaker.language
    nav = (review.queue_button(language),)
    if not facts.words:
        return Message(text=say(language, "review.found.which"), nav=nav)
    if not facts.rows:
        return Message(text=say(language, "review.found.nothing", words=facts.words), nav=nav)
    count = amount(language, facts.waiting, facts.most)
    text = say(language, "review.found.heading", count=count, words=facts.words)
    if facts.pages > 1 and facts.waiting < facts.most:
        text = f"{text} {say(language, 'form.page.place', page=facts.page, pages=facts.pages)}"
    return Message(text=text, choices=_lines(event, facts), nav=(*_turns(facts, "find"), *nav))


def amount(language: str, count: int, most: int) -> str:
    """A count in words; what was not counted to its end is more than so many."""
    return str(count) if count < most else say(language, "queue.more_than", count=most - 1)


def described(facts: QueueFacts) -> list[str]:
    """What the list is narrowed to, in words."""
    language, asked = facts.speaker.language, facts.filter
    named = [name for name in ("late", "fdi", "lacking", "returned") if getattr(asked, name)]
    words = [say(language, f"queue.only.{name}") for name in named]
    return [*words, facts.unit.name] if facts.unit else words


def _empty(facts: QueueFacts) -> str:
    language = facts.speaker.language
    if facts.filter == EVERYTHING:
        return say(language, "review.queue.empty")
    return say(language, "queue.nothing" if facts.filter.narrows else f"queue.none.{_part(facts)}")


def _part(facts: QueueFacts) -> str:
    return "below" if facts.filter.below else facts.filter.tab


def _place(facts: QueueFacts) -> str:
    language = facts.speaker.language
    if facts.waiting < facts.most:
        return say(language, "review.queue.page", page=facts.page, pages=facts.pages)
    if facts.before < facts.most:
        return say(language, "queue.page", page=facts.page)
    return say(language, "queue.far")


def _turns(facts: QueueFacts, command: str) -> tuple[Button, ...]:
    def turned(way: str, line: Waiting) -> str:
        if command == "find":  # sorted by number alone
            return taps.pack(taps.Call(command, f"{way}.0.{line.id}:{facts.words}"))
        return taps.pack(taps.Call(command, beside(way, line.since, line.id, facts.filter.packed)))

    going_on = facts.before + len(facts.rows) < facts.waiting
    # Where counting stopped there may always be more: a full page has another after it.
    going_on = going_on or (facts.waiting >= facts.most and len(facts.rows) == PER_PAGE)
    return pages.turns(
        facts.speaker.language,
        more=turned("after", facts.rows[-1]) if going_on and facts.rows else "",
        less=turned("before", facts.rows[0]) if facts.before and facts.rows else "",
    )


def _tabs(facts: QueueFacts) -> tuple[Button, ...]:
    """The other tabs, where somebody has taken anything up."""
    language, asked = facts.speaker.language, facts.filter
    if asked.tab == "all" and facts.free == facts.total and not facts.mine:
        return ()
    counts = {"mine": facts.mine, "free": facts.free, "all": facts.total}
    return tuple(
        call(say(language, f"queue.tab.{tab}", count=amount(language, count, facts.most)), facts, tab=tab)
        for tab, count in counts.items()
        if tab != asked.tab
    )


def _ways(facts: QueueFacts) -> tuple[Button, ...]:
    language, asked = facts.speaker.language, facts.filter
    ways = []
    if facts.other:
        ways.append(
            call(
                say(language, "queue.way.above" if asked.below else "queue.way.below"),
                facts,
                below=not asked.below,
                tab="all",
            )
        )
    if asked.narrows:
        plain: dict[str, Any] = {
            "late": False,
            "fdi": False,
            "lacking": False,
            "returned": False,
            "unit_id": None,
        }
        ways.append(call(say(language, "queue.way.clear"), facts, **plain))
    if asked.narrows or facts.total > PER_PAGE:
        ways.append(menu_button(facts))
    if facts.waiting > 1 and rights.decides(facts.speaker.person):
        first = facts.rows[0]
        argument = beside("after", first.since, first.id - 1, asked.packed) if facts.before else asked.packed
        for name in ("pass_all", "back_all"):
            ways.append(Button(say(language, f"queue.way.{name}"), taps.pack(taps.Call(name, argument))))
    return tuple(ways)


def menu_button(facts: QueueFacts) -> Button:
    """The way to the screen where the list is narrowed."""
    argument = f"menu.0:{facts.filter.packed}"
    return Button(say(facts.speaker.language, "queue.way.menu"), taps.pack(taps.Call("queue", argument)))


def _lines(event: Event, facts: QueueFacts) -> tuple[tuple[Button, ...], ...]:
    language = facts.speaker.language
    rows = []
    for row in facts.rows:
        code = row.code
        if row.claim is not None:  # at the front: buttons are cut at their end
            code = say(language, "queue.held", code=row.code, name=_holder(facts, row.claim))
        label = say(
            language,
            "review.queue.item",
            code=code,
            title=review_card.cut(row.title, TITLE),
            name=row.author_name or say(language, "review.unnamed"),
            age=review_card.age(language, event.at - row.since),
        )
        rows.append((Button(label, taps.pack(taps.Call("open", str(row.number)))),))
    return tuple(rows)


def _holder(facts: QueueFacts, claim: Claim) -> str:
    language = facts.speaker.language
    if claim.by_id == facts.speaker.person.id:
        return say(language, "queue.you")
    return claim.by_name or say(language, "review.someone")


def call(label: str, facts: QueueFacts, **changed: Any) -> Button:
    """A button to the same list with parts of its filter changed."""
    wanted = replace(facts.filter, **changed)
    return Button(label, taps.pack(taps.Call("queue", wanted.packed or "1")))
