"""Where a list goes on: a sign that only we can write, and only for the same list."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from itsdangerous import BadData, URLSafeSerializer


class Cursors:
    """Writes and reads them, under a key made of SECRET_KEY."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="api cursor")

    def write(self, name: str, filters: Mapping[str, Any], after: int) -> str:
        """One for the list of that name with these filters, going on behind the row `after`."""
        return str(self._serializer.dumps([_about(name, filters), after]))

    def read(self, name: str, filters: Mapping[str, Any], cursor: str | None) -> int | None:
        """The row to go on behind, 0 without a cursor; None for one of another list."""
        if cursor is None:
            return 0
        try:
            about, after = self._serializer.loads(cursor)
        except (BadData, ValueError, TypeError):
            return None
        return int(after) if about == _about(name, filters) else None


def _about(name: str, filters: Mapping[str, Any]) -> str:
    told = json.dumps([name, filters], sort_keys=True, default=str)
    return sha256(told.encode()).hexdigest()[:16]
