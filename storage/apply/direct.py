"""The part of a batch that is about who works hands-on."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlalchemy import Connection, update

from handlers.results.direct_effects import AskedDirect, SetDirect
from storage.tables import people

if TYPE_CHECKING:
    from storage.apply.batch import Batch


def write(connection: Connection, batch: Batch) -> None:
    for turn, effect in batch.direct:
        match effect:
            case AskedDirect():
                values = {"direct_asked": True}
            case SetDirect(direct):
                values = {"direct": direct, "direct_asked": True}
            case _:
                assert_never(effect)
        person = people.c.id == turn.look.speaker.person.id
        connection.execute(update(people).where(person).values(values))
