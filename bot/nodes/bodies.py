"""Bodies on the line: JSON of a known form, compressed, limited, and checked by a hash."""

import zlib
from hashlib import sha256
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)

#: What one body may be, in bytes: compressed, and as it is read.
MOST, LARGEST = 8_000_000, 64_000_000
#: Headers of both directions.
VERSION: Final = "X-Program"
HASH: Final = "X-Body-SHA256"
NONCE: Final = "X-Nonce"
TIME: Final = "X-Time"
OFFSET: Final = "X-Offset"
SIZE: Final = "X-Size"


class Broken(Exception):
    """It is not what was sent, or not of a form we know."""


def pack(parcel: BaseModel | str) -> bytes:
    text = parcel if isinstance(parcel, str) else parcel.model_dump_json()
    return zlib.compress(text.encode(), 6)


def hash_of(body: bytes) -> str:
    return sha256(body).hexdigest()


def check(body: bytes, hash_: str) -> bytes:
    """The body itself; raises `Broken` when a byte of it is another one."""
    if hash_of(body) != hash_:
        raise Broken
    return body


def unpack(body: bytes, hash_: str, model: type[M]) -> M:
    """Raises `Broken`; a small body that would grow large is not believed either."""
    check(body, hash_)
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(body, LARGEST)
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise Broken
        return model.model_validate_json(plain)
    except (zlib.error, ValidationError) as error:
        raise Broken from error
