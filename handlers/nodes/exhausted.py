"""What is said where an instance has no number left for a new initiative."""

from collections.abc import Sequence

from handlers.effects import Tell
from handlers.message import Message
from handlers.officers.officer import Officer
from messages.catalog import say


def sorry(language: str) -> str:
    """For whoever sends: nothing they wrote is lost."""
    return say(language, "node.exhausted.author")


def alarms(keepers: Sequence[Officer]) -> tuple[Tell, ...]:
    """For those who can help, once."""
    return tuple(
        Tell(
            one.person_id,
            Message(text=say(one.language, "node.exhausted.keeper")),
            once=f"node:exhausted:{one.person_id}",
        )
        for one in keepers
    )
