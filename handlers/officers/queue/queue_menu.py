"""The screens on which an officer narrows the waiting list: by kind, and by unit."""

from typing import Final

from handlers import pages, taps
from handlers.message import Button, Message
from handlers.officers import review
from handlers.officers.queue import queue_screen
from handlers.officers.queue.queue_facts import QueueFacts
from messages.catalog import say

#: How many units one screen offers.
PER_SCREEN: Final = 8
_SWITCHES: Final = ("late", "fdi", "lacking", "returned")


def menu(facts: QueueFacts) -> Message:
    """Each kind can be switched on or off; all that are on are meant together."""
    language, asked = facts.speaker.language, facts.filter
    buttons = []
    for name in _SWITCHES:
        on = bool(getattr(asked, name))
        words = say(language, f"queue.only.{name}")
        label = say(language, "queue.menu.off" if on else "queue.menu.on", what=words)
        buttons.append(queue_screen.call(label, facts, **{name: not on}))
    buttons.append(_units(facts, 0, say(language, "queue.menu.unit")))
    text = [say(language, "queue.menu.ask")]
    if asked.narrows:
        text.insert(0, say(language, "queue.narrowed", what=", ".join(queue_screen.described(facts))))
    back = queue_screen.call(say(language, "queue.way.back"), facts)
    return Message(text="\n".join(text), choices=tuple((one,) for one in buttons), nav=(back,))


def units(facts: QueueFacts, start: int) -> Message:
    """The units right below with something waiting."""
    language = facts.speaker.language
    back = queue_screen.call(say(language, "queue.way.back"), facts)
    if not facts.picks:
        return Message(text=say(language, "queue.menu.no_units"), nav=(back,))
    shown = pages.span(facts.picks, start, PER_SCREEN)
    choices = tuple(
        (queue_screen.call(one.name, facts, unit_id=one.id),) for one in facts.picks[shown.start : shown.end]
    )
    text = pages.headed(language, say(language, "queue.menu.which"), facts.picks, shown, PER_SCREEN)
    ways = pages.turns(
        language,
        more=_units(facts, shown.end, "").data if shown.end < len(facts.picks) else "",
        less=_units(facts, max(0, shown.start - PER_SCREEN), "").data if shown.start else "",
    )
    return Message(text=text, choices=choices, nav=(*ways, back))


def unknown(facts: QueueFacts) -> Message:
    """A unit was named that is not there, or not theirs; which of the two is not told."""
    language = facts.speaker.language
    text = say(language, "queue.menu.unknown", code=facts.unknown)
    return Message(text=text, nav=(review.queue_button(language),))


def _units(facts: QueueFacts, start: int, label: str) -> Button:
    argument = f"units.{start}:{facts.filter.packed}"
    return Button(label, taps.pack(taps.Call("queue", argument)))
