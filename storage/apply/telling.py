"""Notices to people who did not just speak, as rows of the outbox in finished words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handlers import effects as e
from handlers.message import Message
from messages.catalog import say
from storage import people
from storage.traffic import outbox

#: Turns a message into the finished bodies that one lane can carry, in their order.
Render = Callable[[str, Message, str], list[str]]


def tell(connection: Connection, tells: Sequence[e.Tell], render: Render, now: datetime) -> int:
    """Queue notices that no event asked for; how many messages are new. What was told under the same
    `once` is not told again, and who cannot be reached anywhere is passed over."""
    if not tells:
        return 0
    reached = people.reach(connection, {one.person_id for one in tells})
    return outbox.add(
        connection, [row for one in tells for row in notice(one, reached.get(one.person_id), render, now)]
    )


def notice(told: e.Tell, to: people.Reach | None, render: Render, at: datetime) -> list[outbox.Row]:
    """A notice's rows; none for whom nothing can reach."""
    if to is None:
        return []
    shown = unnumbered(told.message)
    if to.for_name:
        heading = say(to.language, "posts.behalf.told", name=to.for_name)
        shown = replace(shown, text=f"{heading}\n\n{shown.text}")
    bodies = render(to.lane, shown, to.language)
    return said(to.lane, to.conversation, told.person_id, told.message, bodies, at, told.once)


def unnumbered(message: Message) -> Message:
    """What comes in between must number nothing: a "1" typed after it still answers the screen before
    it, where it may mean to approve another initiative. Its buttons stay, and their words are typed."""
    ways = tuple(one for row in message.choices for one in row)
    return replace(message, choices=(), nav=(*ways, *message.nav)) if ways else message


def said(
    lane: str,
    conversation: str,
    person_id: int | None,
    message: Message,
    bodies: list[str],
    at: datetime,
    once: str,
    delay: timedelta = timedelta(0),
) -> list[outbox.Row]:
    """One message in all its parts."""
    return [
        outbox.Row(
            kind="say",
            lane=lane,
            conversation=conversation,
            person_id=person_id,
            body=body,
            about=message.about,
            queued_at=at,
            due_at=at + delay,
            dedupe_key=f"{once}#{place}" if once else None,
        )
        for place, body in enumerate(bodies)
    ]
