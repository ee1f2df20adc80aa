"""What is waiting, in a few lines."""

from bot.commands import ground
from bot.commands.nodes import sync
from messages.catalog import DEFAULT, say

#: The order in which a message goes through them.
_STATES = ("queued", "sending", "sent", "failed", "unknown", "cancelled")


def show() -> None:
    from storage import figures

    settings = ground.read_settings()
    with ground.working(settings) as connection:
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
    with ground.opened(settings) as engine:
        sync.tell_status(engine, settings)
