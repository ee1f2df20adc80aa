"""The part of a batch that tells stories and takes them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlalchemy import Connection

from handlers.propaganda import story_effects as s
from storage.propaganda import stories

if TYPE_CHECKING:
    from storage.apply.batch import Batch


def write(connection: Connection, batch: Batch) -> None:
    """Everything in its order; whoever is not named in public any more has no story either."""
    for turn, effect in batch.stories:
        person, at = turn.look.speaker.person.id, turn.event.at
        match effect:
            case s.TellStory():
                stories.tell(connection, effect, person, at)
            case s.UntellStories(story_ids):
                stories.withdraw(connection, story_ids, person, at)
            case _:
                assert_never(effect)
    for turn in batch.unnamed:
        person = turn.look.speaker.person.id
        stories.withdraw(connection, stories.told_of(connection, person), person, turn.event.at)
