"""How often a program may ask: so many at once, and as many again every minute."""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil


@dataclass(frozen=True, slots=True)
class Rate:
    """What is left of a program's requests. `reset` is in how many seconds all of them are there again,
    `wait` in how many the next one is, 0 when this one is let in."""

    limit: int
    left: int
    reset: int
    wait: int = 0

    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers names them."""
        told = {
            "RateLimit-Policy": f'"client";q={self.limit};w=60',
            "RateLimit": f'"client";r={self.left};t={self.reset}',
        }
        return told | ({"Retry-After": str(self.wait)} if self.wait else {})


@dataclass(slots=True)
class Rates:
    """A bucket for each program. It lives in this process: each web process counts for itself."""

    _kept: dict[int, tuple[float, datetime]] = field(default_factory=dict)

    def take(self, client_id: int, limit: int, now: datetime) -> Rate:
        left, since = self._kept.get(client_id, (float(limit), now))
        each = limit / 60
        left = min(float(limit), left + max(0.0, (now - since).total_seconds()) * each)
        if left < 1:
            self._kept[client_id] = (left, now)
            return Rate(limit, 0, ceil((limit - left) / each), max(1, ceil((1 - left) / each)))
        self._kept[client_id] = (left - 1, now)
        return Rate(limit, int(left - 1), ceil((limit - left + 1) / each))
