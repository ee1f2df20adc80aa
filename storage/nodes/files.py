"""At the node: files that are ready to be brought, and files of the province's that are still to come."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage.library import files as stored
from storage.tables import files


@dataclass(frozen=True, slots=True)
class Ready:
    """Its bytes are here."""

    key: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Shown by the initiative of this number at the province."""

    key: str
    sha256: str
    media_type: str
    number: int


def ready(connection: Connection, keys: Collection[str]) -> list[Ready]:
    found = stored.find(connection, keys)
    return [
        Ready(row.key, row.sha256, row.media_type)
        for row in found.values()
        if row.state == "kept" and row.sha256 is not None
    ]


def missing(connection: Connection) -> list[Missing]:
    waits = (
        (files.c.conversation == "node::files") & (files.c.state == "wanted") & files.c.sha256.is_not(None)
    )
    rows = connection.execute(select(files).where(waits).order_by(files.c.at, files.c.key))
    return [Missing(row.key, row.sha256, row.media_type, int(row.remote)) for row in rows]


def came(connection: Connection, file: Missing, media_type: str, size: int) -> None:
    stored.kept(connection, file.key, file.sha256, media_type, size)
