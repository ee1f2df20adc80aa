"""Which figures a button asks for."""

from dataclasses import dataclass
from typing import Literal

from handlers import taps
from handlers.message import Button
from handlers.results.ranking import By
from messages.catalog import say

#: Which units below are shown: those right below, every grassroots union, or those in a cluster.
Spread = Literal["children", "grassroots", "clusters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`unit_id` is None for the speaker's own; `start` is the first line of the page."""

    unit_id: int | None = None
    by: By = "target"
    spread: Spread = "children"
    start: int = 0

    def data(self, command: str) -> str:
        unit = self.unit_id or ""
        if command != "ranking":
            rest = f":::{self.start}" if self.start else ""
            return taps.pack(taps.Call(command, f"{unit}{rest}"))
        return taps.pack(taps.Call(command, f"{unit}:{self.by}:{self.spread}:{self.start}"))


def way(language: str, command: str, unit_id: int) -> Button:
    """A button under its own command's name, so that its words can be typed."""
    return Button(say(language, f"command.{command}"), Wanted(unit_id=unit_id).data(command))
