"""What is waiting, in a few lines."""

from bot.commands import ground
from messages.catalog import DEFAULT, say

#: The order in which a message goes through them.
_STATES = ("queued", "sending", "sent", "failed", "unknown", "cancelled")


def show() -> None:
    from storage import figures

    with ground.working(ground.read_settings()) as connection:
        counted = figures.count(connection)
    ground.tell("status.waiting", count=counted.waiting)
    ground.tell("status.parked", count=counted.parked)
    for state in _STATES:
        if state in counted.outbox:
            words = say(DEFAULT, f"admin.status.state.{state}")
            ground.tell("status.outbox", state=words, count=counted.outbox[state])
    if not counted.outbox:
        ground.tell("status.outbox_none")
    ground.tell("status.people", count=counted.people)
    ground.tell("status.queue", count=counted.queue)
