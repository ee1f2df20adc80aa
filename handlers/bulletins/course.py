"""A unit's way through a phase: day by day, how long is left, and how fast it has to be."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Day:
    """What a unit with all below it had reached when a day ended."""

    on: date
    submissions: int
    valid: int


@dataclass(frozen=True, slots=True)
class Course:
    """The days of a phase, both ends included, with those that were written down, oldest first."""

    opens: date
    closes: date
    days: tuple[Day, ...] = ()

    def left(self, today: date) -> int:
        """Days on which something can still be sent, today included; 0 when it is closed."""
        return max(0, (self.closes - max(today, self.opens)).days + 1)

    def place(self, on: date) -> float:
        """Where a day lies between opening (0) and closing (1)."""
        whole = (self.closes - self.opens).days
        return min(1.0, max(0.0, (on - self.opens).days / whole)) if whole else 1.0


def pace(target: int | None, reached: int, left: int) -> int | None:
    """How many a day are needed from today on; 0 when the target is reached, None when none is set or no
    day is left."""
    if not target:
        return None
    missing = max(0, target - reached)
    if not missing:
        return 0
    return -(-missing // left) if left else None
