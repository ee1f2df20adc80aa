"""What is known of the pictures and papers of initiatives, for lists outside the chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from handlers.registers.listed import Listed
from storage.tables import files


@dataclass(frozen=True, slots=True)
class Picture:
    """`kind` is photo, document, voice or video; `here` is false for one that was lost or never came."""

    key: str
    kind: str
    name: str
    here: bool


def of_page(connection: Connection, page: Sequence[Listed]) -> Mapping[str, Picture]:
    """Those of a page of initiatives, by key."""
    keys = [key for one in page for key in one.files]
    if not keys:
        return {}
    rows = connection.execute(select(files).where(files.c.key.in_(keys)))
    return {row.key: Picture(row.key, row.kind, row.name, row.state == "kept") for row in rows}
