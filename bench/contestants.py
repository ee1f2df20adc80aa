"""What a runner in the race has to be able to do."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bench.script import Batch


class Contestant(Protocol):
    """`name` stands in the table, `keeps` says what a kill -9 leaves of the answers."""

    name: str
    keeps: str

    async def open(self, folder: Path, people: Sequence[int]) -> None:
        """Get ready in an empty folder; these people will come."""
        ...

    async def take(self, batches: Sequence[Batch]) -> None:
        """Handle everything in these answers of getUpdates; only this is timed."""
        ...

    async def check(self, people: Sequence[int]) -> None:
        """Fails when somebody's ten answers are not there."""
        ...

    async def reset(self) -> None:
        """Let everybody begin anew."""
        ...

    async def close(self) -> None: ...
