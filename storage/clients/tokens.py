"""The tokens of programs: shown once, and kept as a hash only."""

import re
import secrets
from hashlib import sha256
from typing import Final

#: How a token looks; nothing else is looked for in the database.
SHAPE: Final = re.compile(r"sk_[A-Za-z0-9_-]{43}")


def make() -> str:
    """A fresh one; 256 bits of chance, so that a plain hash of it cannot be turned round."""
    return f"sk_{secrets.token_urlsafe(32)}"


def hash_of(token: str) -> str:
    """What is kept of it."""
    return sha256(token.encode()).hexdigest()
