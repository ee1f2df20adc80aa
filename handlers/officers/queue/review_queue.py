"""The officers' waiting list, and what a search among initiatives finds."""

from handlers.effects import Effects, Reply
from handlers.events import Event, Said
from handlers.officers import review
from handlers.officers.queue import queue_filter, queue_menu, queue_screen
from handlers.officers.queue.queue_facts import QueueFacts, picking, searched
from handlers.speaker import Home, Speaker


def asks_queue(event: Event, speaker: Speaker) -> bool:
    """A slash goes before a typed search: "find a way to ..." may be how an idea begins."""
    if review.calls(event, "queue") or searched(event) is not None:
        return True
    return (
        isinstance(event, Said)
        and not event.forwarded
        and speaker.person.is_officer
        and isinstance(speaker.place, Home)
        and queue_filter.typed(event.text) is not None
    )


def show_queue(event: Event, facts: QueueFacts) -> Effects:
    """The waiting list, or what a search found."""
    speaker = facts.speaker
    if not speaker.person.is_officer:
        return (Reply(review.no_post(speaker.language)),)
    choosing = picking(event)
    if searched(event) is not None:
        message = queue_screen.found(event, facts)
    elif facts.unknown:
        message = queue_menu.unknown(facts)
    elif choosing is not None:
        screen, start = choosing
        message = queue_menu.units(facts, start) if screen == "units" else queue_menu.menu(facts)
    else:
        message = queue_screen.listed(event, facts)
    return (*review.leave(speaker), Reply(message))
