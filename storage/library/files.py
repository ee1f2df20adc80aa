"""Files people sent: what is known of them in the table, and their bytes on disk."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.events import FileKind, FileRef, FileTrouble
from storage.library.content import Sound, examine
from storage.tables import files
from storage.traffic import outbox

__all__ = [
    "FileRow",
    "FileStore",
    "Sound",
    "examine",
    "fetch_row",
    "find",
    "kept",
    "lost",
    "read_ref",
    "want",
]

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REF: TypeAdapter[FileRef] = TypeAdapter(FileRef)


class FileStore:
    """Bytes under the name of their SHA-256: written once, whole or not at all, and never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Durable on return, whatever happens to the machine next."""
        sha256 = hashlib.sha256(data).hexdigest()
        place = self._place(sha256)
        if place.exists():
            return sha256
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, place)
        # The new name is in the folder's own blocks, which are flushed apart from the file's.
        for folder in (place.parent, place.parent.parent, self._folder):
            _flush(folder)
        return sha256

    def read(self, sha256: str) -> bytes:
        return self._place(sha256).read_bytes()

    def has(self, sha256: str) -> bool:
        return self._place(sha256).exists()

    def _place(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return self._folder / sha256[:2] / sha256[2:4] / sha256


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """What is known of one file; `sha256` once it is kept, `why` once it is lost."""

    key: str
    conversation: str
    kind: FileKind
    name: str
    media_type: str
    size: int | None
    sha256: str | None
    state: str
    why: str


def want(connection: Connection, conversation: str, refs: Iterable[FileRef], now: datetime) -> list[FileRef]:
    """Remember these files; those whose bytes nobody is bringing yet.

    A reference without `remote` was kept before it was announced: its key ends in its SHA-256.
    A file lost earlier and sent again is wanted again.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    missing = []
    for ref in refs:
        held = ref.key.partition(":")[2] if not ref.remote else None
        fields = {
            "conversation": conversation,
            "kind": ref.kind.value,
            "name": ref.name,
            "media_type": ref.media_type,
            "remote": ref.remote,
            "size": ref.size,
            "sha256": held,
            "state": "kept" if held else "wanted",
            "why": "",
            "at": now,
        }
        statement = dialect.insert(files).values(key=ref.key, **fields)
        written = connection.execute(
            statement.on_conflict_do_update(
                index_elements=["key"], set_=fields, where=files.c.state == "lost"
            ).returning(files.c.key)
        ).first()
        if written is not None and not held:
            missing.append(ref)
    return missing


def fetch_row(conversation: str, ref: FileRef, now: datetime) -> outbox.Row:
    """The outbox row that brings the bytes of `ref`.

    It stands under a name of its own and not under the conversation: otherwise the next question
    would wait until a slow photo has come.
    """
    lane = outbox.lane_of(conversation)
    return outbox.Row(
        kind="fetch",
        lane=lane,
        conversation=f"{lane}:file {ref.key}",
        body=_REF.dump_json(ref).decode(),
        queued_at=now,
        due_at=now,
    )


def read_ref(body: str) -> FileRef:
    """What a row made by `fetch_row` is to bring."""
    return _REF.validate_json(body)


def kept(connection: Connection, key: str, sha256: str, media_type: str, size: int) -> None:
    connection.execute(
        update(files)
        .where(files.c.key == key)
        .values(state="kept", sha256=sha256, media_type=media_type, size=size, why="")
    )


def lost(connection: Connection, key: str, why: FileTrouble) -> str | None:
    """The conversation that has to be told, if the file was still being waited for."""
    told: str | None = connection.scalar(
        update(files)
        .where(files.c.key == key, files.c.state == "wanted")
        .values(state="lost", why=why.value)
        .returning(files.c.conversation)
    )
    return told


def find(connection: Connection, keys: Iterable[str]) -> dict[str, FileRow]:
    rows = connection.execute(
        select(*(files.c[name] for name in FileRow.__slots__)).where(files.c.key.in_(list(keys)))
    )
    found = {}
    for row in rows:
        found[row.key] = FileRow(**{**row._mapping, "kind": FileKind(row.kind)})
    return found
