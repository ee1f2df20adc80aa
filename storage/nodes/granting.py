"""Which files a node may bring, and which it may see."""

from re import compile as pattern
from typing import Final

from sqlalchemy import Connection, select

from storage.library import content
from storage.library import files as stored
from storage.nodes import keys
from storage.nodes.known import Node
from storage.nodes.paging import mine
from storage.tables import files, initiatives, recognitions, versions

LARGEST: Final = content.LARGEST
_SHA256: Final = pattern(r"[0-9a-f]{64}")


def is_hash(told: str) -> bool:
    return bool(_SHA256.fullmatch(told))


def awaited(connection: Connection, node: Node, key: str) -> str | None:
    """The key of a file of this node's whose bytes are waited for, or came already."""
    row = stored.find(connection, [key]).get(key)
    return key if row is not None and row.conversation == f"node:{node.key}:files" else None


def shows(connection: Connection, node: Node, number: int, sha256: str) -> bool:
    """Whether an initiative that this node may see shows a file of these bytes."""
    row = connection.execute(
        select(initiatives).where(initiatives.c.number == number, mine(node))
    ).one_or_none()
    if row is None:
        return False
    named = list(keys.named(row.answers))
    sent = select(versions.c.answers).where(versions.c.initiative_id == row.id)
    for answers in connection.scalars(sent):
        named += keys.named(answers)
    paper = select(recognitions.c.file_key).where(recognitions.c.id == row.recognition_id)
    named += connection.scalars(paper)
    same = select(files.c.key).where(files.c.key.in_(named), files.c.sha256 == sha256).limit(1)
    return connection.execute(same).first() is not None
