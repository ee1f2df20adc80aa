"""The part of a batch that is about who wants the weekly bulletin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import bulletins

if TYPE_CHECKING:
    from storage.apply.batch import Batch


def write(connection: Connection, batch: Batch) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for turn, effect in batch.bulletins:
        off = not effect.on
        row = dialect.insert(bulletins).values(person_id=turn.look.speaker.person.id, off=off)
        connection.execute(row.on_conflict_do_update(index_elements=["person_id"], set_={"off": off}))
