"""What the runner asks of everything that is told of changes."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from storage.feed.feed import Change


class SinkFailed(Exception):
    """It could not be told now. `why` is a short machine word (refused, unreachable, throttled, forbidden,
    gone); `retry_after` is in seconds where the other side named a time. `final` says that trying again
    cannot help until somebody mends its settings."""

    def __init__(
        self, why: str, detail: str = "", *, retry_after: float | None = None, final: bool = False
    ) -> None:
        super().__init__(detail or why)
        self.why, self.detail, self.retry_after, self.final = why, detail, retry_after, final


class Sink(Protocol):
    """One of them. `deliver` is given changes in the order of the feed, each at least once: again after a
    crash, the same ones from the first that was not known to have arrived. Raises `SinkFailed` and nothing
    else; then none of them counts as arrived."""

    async def deliver(self, changes: Sequence[Change]) -> None: ...

    async def listen(self) -> None:
        """Look whether people changed something on the other side; for one-way sinks nothing."""
        ...


@runtime_checkable
class Testable(Protocol):
    """A sink that can show that it works without bringing anything. Raises `SinkFailed`."""

    async def test(self) -> None: ...


@runtime_checkable
class Posting(Testable, Protocol):
    """A sink that sends letters, which can be put aside and sent later. `letter` gives the key and the body
    of what `deliver` would send; `send` sends a kept one as it is and raises `SinkFailed`."""

    async def letter(self, changes: Sequence[Change]) -> tuple[str, str]: ...

    async def send(self, key: str, body: str) -> None: ...


@runtime_checkable
class Paced(Protocol):
    """A sink that is not to be told all the time."""

    def reach(self) -> int | None:
        """Up to which position it may be told now; `None` for everything there is."""
        ...
