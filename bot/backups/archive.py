"""Writes everything into one sealed file and reads it again, in bounded memory."""

import gzip
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel
from sqlalchemy import Engine

from bot.backups.sealing import Opener, Sealer, Unreadable
from storage.backups import dumping
from storage.database import schema
from storage.library.files import FileStore

#: What is done of how much, for a bar.
Step = Callable[[int, int], None]
_MANIFEST, _SUMS = "manifest.json", "sums.json"
_LEVEL: Final = 3


class Manifest(BaseModel):
    """What a backup is of. `revision` is the shape of the database; `secret` tells whether SECRET_KEY is the
    same as then, without telling it."""

    made_at: datetime
    revision: str
    database: Literal["sqlite", "postgresql"]
    secret: str
    shape: dict[str, dict[str, str]]


class Sums(BaseModel):
    """What is in it; `missing` are files that rows speak of and nobody has."""

    rows: dict[str, int]
    files: int
    missing: list[str]


def fingerprint(secret_key: str) -> str:
    return sha256(f"backup {secret_key}".encode()).hexdigest()[:16]


def write(
    engine: Engine, store: FileStore, path: Path, password: str, secret_key: str, now: datetime, step: Step
) -> Sums:
    """Make a backup while the house is at work: the database as it is at one moment, and every file it then
    speaks of (files are never changed, so those are the same a moment later). The name appears only once the
    whole file is on the disk. Raises `OSError`."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("wb") as target:
            sums = _fill(engine, store, Sealer(target, password), secret_key, now, step)
            target.flush()
            os.fsync(target.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return sums


def _fill(
    engine: Engine, store: FileStore, sealer: Sealer, secret_key: str, now: datetime, step: Step
) -> Sums:
    with (
        engine.connect().execution_options(reading=True) as connection,
        gzip.GzipFile(fileobj=sealer, mode="wb", compresslevel=_LEVEL) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        dumping.begin(connection)
        manifest = Manifest(
            made_at=now,
            revision=schema.current(engine) or "",
            database="postgresql" if connection.dialect.name == "postgresql" else "sqlite",
            secret=fingerprint(secret_key),
            shape=dumping.shape(),
        )
        _add(tar, _MANIFEST, manifest.model_dump_json().encode())
        total, done, rows = dumping.count(connection), 0, {}
        for table in dumping.tables():
            rows[table.name] = 0
            for place, (count, lines) in enumerate(dumping.parts(connection, table)):
                _add(tar, f"tables/{table.name}/{place:06d}", lines)
                rows[table.name] += count
                done += count
                step(done, total)
        named = list(dumping.kept_files(connection))
        missing = [name for name in named if not store.has(name)]
        for place, name in enumerate(name for name in named if name not in set(missing)):
            _add(tar, f"files/{name}", store.read(name))
            step(total + place, total + len(named))
        sums = Sums(rows=rows, files=len(named) - len(missing), missing=missing)
        _add(tar, _SUMS, sums.model_dump_json().encode())
    sealer.close()
    return sums


@contextmanager
def opened(path: Path, password: str) -> Iterator["Archive"]:
    """A backup to be read from its beginning to its end. Raises `Unreadable`, `OSError`."""
    with path.open("rb") as source:
        opener = Opener(source, password)
        try:
            with tarfile.open(fileobj=io.BufferedReader(opener, 1 << 20), mode="r|gz") as tar:
                yield Archive(tar)
        except (tarfile.TarError, EOFError) as error:
            raise Unreadable("cut") from error


class Archive:
    """The parts of a backup in their order: the manifest, rows, files, the sums."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._members = iter(tar)
        self._tar = tar
        self.manifest = Manifest.model_validate_json(self._read(next(self._members)))
        self.sums: Sums | None = None

    def parts(self) -> Iterator[tuple[str, str, bytes]]:
        """`("tables", name, lines)` and `("files", sha256, bytes)`; at the end `sums` is known."""
        for member in self._members:
            data = self._read(member)
            if member.name == _SUMS:
                self.sums = Sums.model_validate_json(data)
                continue
            kind, name, *_ = member.name.split("/")
            yield kind, name, data
        if self.sums is None:
            raise Unreadable("cut")

    def _read(self, member: tarfile.TarInfo) -> bytes:
        file = self._tar.extractfile(member)
        if file is None:
            raise Unreadable("foreign")
        return file.read()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))
