"""Files that come in pieces, each where the last one ended; nothing counts until the whole is verified."""

from hashlib import sha256
from pathlib import Path
from re import compile as pattern
from typing import Final

from storage.library.files import FileStore

#: A piece of a file on the line, in bytes: what a bad line carries before it breaks.
PIECE: Final = 128 * 1024
_SHA256: Final = pattern(r"[0-9a-f]{64}")


class Pieces:
    """Begun files in a folder of their own, under the hash of what they are to become."""

    def __init__(self, folder: Path, store: FileStore) -> None:
        self._folder = folder
        self._store = store

    def begun(self, hash_: str) -> int:
        """How many bytes of it are here."""
        place = self._place(hash_)
        return place.stat().st_size if place.exists() else 0

    def add(self, hash_: str, offset: int, data: bytes, size: int) -> int | None:
        """Where the next piece begins; None when the file is whole and kept. A piece that does not begin
        where the last one ended is let fall; a whole that is not what it was said to be is begun anew."""
        if self._store.has(hash_):
            self._place(hash_).unlink(missing_ok=True)
            return None
        begun = self.begun(hash_)
        if offset != begun or offset + len(data) > size:
            return begun if begun <= size else self._drop(hash_)
        place = self._place(hash_)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("ab") as file:
            file.write(data)
        if offset + len(data) < size:
            return offset + len(data)
        whole = place.read_bytes()
        if sha256(whole).hexdigest() != hash_:
            return self._drop(hash_)
        self._store.keep(whole)
        place.unlink(missing_ok=True)
        return None

    def _drop(self, hash_: str) -> int:
        self._place(hash_).unlink(missing_ok=True)
        return 0

    def _place(self, hash_: str) -> Path:
        if not _SHA256.fullmatch(hash_):
            raise ValueError(f"not a SHA-256: {hash_!r}")
        return self._folder / hash_
