"""Which files an initiative shows: whatever in its answers names a file we know."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from storage.nodes.parcels import File
from storage.tables import files


def named(answers: Mapping[str, Any]) -> Iterator[str]:
    """Files stand in lists, each under its key; whatever else has one is not found among the files."""
    for value in answers.values():
        for one in value if isinstance(value, list) else ():
            if isinstance(one, Mapping) and isinstance(one.get("key"), str):
                yield one["key"]


def read(connection: Connection, keys: Iterable[str]) -> list[File]:
    """What is known of those that are files."""
    rows = connection.execute(select(files).where(files.c.key.in_(sorted(set(keys)))).order_by(files.c.key))
    return [
        File(
            key=row.key,
            kind=row.kind,
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256 if row.state == "kept" else None,
            at=row.at,
        )
        for row in rows
    ]


def expect(connection: Connection, told: Iterable[File], conversation: str, remote: str) -> None:
    """Remember files whose bytes will come over the line; one that is known stays as it is. `conversation`
    is nobody's, so that nobody is asked to send it again."""
    for one in told:
        known = connection.execute(select(files).where(files.c.key == one.key)).first()
        if known is not None:
            waits = known.state == "wanted" and known.conversation == conversation
            if waits and known.sha256 is None and one.sha256 is not None:
                later = one.model_dump(include={"media_type", "size", "sha256"})
                connection.execute(files.update().where(files.c.key == one.key).values(later))
            continue
        row = one.model_dump(include={"key", "kind", "name", "media_type", "size", "sha256", "at"})
        values = row | {"conversation": conversation, "remote": remote, "state": "wanted"}
        connection.execute(files.insert().values(values))
