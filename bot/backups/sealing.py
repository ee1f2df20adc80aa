"""Encrypts a stream in pieces that can be neither changed, left out nor put in another order."""

import io
import os
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

#: Names the format; the key is made of the password by scrypt as RFC 7914 recommends for files.
MAGIC: Final = b"sang-kien backup 1\n"
_SALT, _PREFIX = 16, 7
PIECE: Final = 1 << 20
_TAG: Final = 16


class Unreadable(Exception):
    """The file cannot be opened: it is none of ours (``foreign``), the password is another one or the file
    was changed (``sealed``), or its end is missing (``cut``)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Sealer(io.RawIOBase):
    """What is written here arrives encrypted in `target`; nothing counts before `close`.

    The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizar, 2015): the number of a piece and whether
    it is the last are part of its nonce.
    """

    def __init__(self, target: IO[bytes], password: str) -> None:
        super().__init__()
        self._target = target
        salt, self._prefix = os.urandom(_SALT), os.urandom(_PREFIX)
        self._header = MAGIC + salt + self._prefix
        self._cipher = ChaCha20Poly1305(_key(password, salt))
        self._held = bytearray()
        self._place = 0
        target.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        given = bytes(data)  # type: ignore[call-overload]
        self._held += given
        while len(self._held) > PIECE:
            self._seal(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(given)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._held), last=True)
            self._held.clear()
        super().close()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._place, last)
        self._target.write(self._cipher.encrypt(nonce, piece, self._header))
        self._place += 1


class Opener(io.RawIOBase):
    """Reads what a `Sealer` wrote. Raises `Unreadable`, at the latest at the piece that was changed; reading
    on to the end is proof that all of it is there."""

    def __init__(self, source: IO[bytes], password: str) -> None:
        super().__init__()
        self._source = source
        self._header = source.read(len(MAGIC) + _SALT + _PREFIX)
        if len(self._header) < len(MAGIC) + _SALT + _PREFIX or not self._header.startswith(MAGIC):
            raise Unreadable("foreign")
        salt = self._header[len(MAGIC) : len(MAGIC) + _SALT]
        self._prefix = self._header[-_PREFIX:]
        self._cipher = ChaCha20Poly1305(_key(password, salt))
        self._held = memoryview(b"")
        self._ahead = source.read(PIECE + _TAG)
        self._place = 0
        self._done = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        room = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._held and not self._done:
            self._open()
        given = min(len(room), len(self._held))
        room[:given] = self._held[:given]
        self._held = self._held[given:]
        return given

    def _open(self) -> None:
        piece, self._ahead = self._ahead, self._source.read(PIECE + _TAG)
        last = not self._ahead
        try:
            opened = self._cipher.decrypt(_nonce(self._prefix, self._place, last), piece, self._header)
        except InvalidTag:
            raise Unreadable("cut" if last and self._place else "sealed") from None
        self._held, self._done = memoryview(opened), last
        self._place += 1


def _key(password: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << 15, r=8, p=1).derive(password.encode())


def _nonce(prefix: bytes, place: int, last: bool) -> bytes:
    return prefix + place.to_bytes(4, "big") + bytes([last])
