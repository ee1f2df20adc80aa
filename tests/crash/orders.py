"""How a bot is told to live; light, so that whoever gives the order need not load the bot."""

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, kw_only=True)
class Order:
    """How to live. Time begins at `begin` and runs `speed` times as fast as on the wall, counted from
    the wall's `since`: a lease of a minute passes in seconds, and quick answers are no flood.

    `bomb` is "step" or "step:3": die at that step, or when it is passed the third time; "step:1:TERM" is
    told there to stop instead. With `demo` only the database is made ready, as the first start of the
    demo does. Telegram is served where there is a `token`, Zalo where `settings` (by name) open it.
    """

    database: str
    folder: str
    api: str = ""
    token: str = ""
    begin: str
    since: float
    speed: float
    bomb: str = ""
    page: int = 2
    demo: bool = False
    settings: dict[str, str] = field(default_factory=dict)


def write(order: Order) -> str:
    """An order as the nursery reads it."""
    return json.dumps(asdict(order)) + "\n"
