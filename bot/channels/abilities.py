"""What each channel can do, known without loading its library."""

from typing import Final

from bot.channels.port import Limits

TELEGRAM: Final = Limits(
    text=4096, caption=1024, label=60, edits=True, file_in=20_000_000, share_phone=True, pace=25.0
)
WEB: Final = Limits(text=8_000, caption=8_000, edits=True, file_in=20_000_000, pace=1_000.0)
CONSOLE: Final = Limits(text=4000, caption=4000, buttons=False, file_in=20_000_000, pace=1_000.0)
#: What any channel can show.
PLAIN: Final = Limits(text=2000, buttons=False)

_KNOWN: Final = {"telegram": TELEGRAM, "web": WEB, "console": CONSOLE}


def limits_of(lane: str) -> Limits:
    """By a channel's name or a lane (``telegram:123456``); another process may serve it."""
    return _KNOWN.get(lane.partition(":")[0], PLAIN)
