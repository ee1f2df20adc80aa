"""How often one link may be used, so that a stuck browser or a stranger cannot keep the house busy."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: How many links are remembered; the one used longest ago is forgotten first.
KEYS = 10_000


@dataclass(slots=True)
class Gate:
    """At most `most` uses of a key within the running minute. It lives in this process only."""

    most: int
    window: timedelta = timedelta(minutes=1)
    _used: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)

    def lets_in(self, key: str, now: datetime) -> bool:
        """Counts this use, unless it is one too many."""
        used = self._used.setdefault(key, deque())
        self._used.move_to_end(key)
        while len(self._used) > KEYS:
            self._used.popitem(last=False)
        while used and now - used[0] >= self.window:
            used.popleft()
        if len(used) >= self.most:
            return False
        used.append(now)
        return True
