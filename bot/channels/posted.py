"""What a platform posts to a webhook of ours."""

import hmac
from typing import Final

from fastapi import Request

#: No platform's event is larger; what is was sent to fill our memory.
LARGEST: Final = 1_000_000


async def read_body(request: Request) -> bytes | None:
    """The exact bytes, or None as soon as they are more than `LARGEST`."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def knows_secret(request: Request, header: str, secret: str) -> bool:
    """Compared in constant time; nobody knows an empty secret."""
    # Header bytes arrive as Latin-1; compare_digest refuses text that is not ASCII.
    given = request.headers.get(header, "").encode("latin-1")
    return bool(secret) and hmac.compare_digest(given, secret.encode())
