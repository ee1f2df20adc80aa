"""The part of a batch that is about connections to the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlalchemy import Connection

from handlers.sinks.sink_effects import PauseSink, ResumeSink, SendAside, TryOut
from storage.sinks import letters, sinks

if TYPE_CHECKING:
    from storage.apply.batch import Batch


def write(connection: Connection, batch: Batch) -> None:
    """What was removed meanwhile stays removed; nobody is told of a test of it."""
    for turn, effect in batch.sinks:
        at = turn.event.at
        match effect:
            case ResumeSink(sink_id):
                sinks.resume(connection, sink_id, at)
            case PauseSink(sink_id):
                sinks.switch_off(connection, sink_id)
            case SendAside(sink_id):
                letters.ask_again(connection, sink_id)
            case TryOut(sink_id):
                letters.ask_test(connection, sink_id, turn.look.speaker.person.id, at)
            case _:
                assert_never(effect)
