"""Keys of pictures and papers of figures, which are made anew whenever they are asked for."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, Literal, get_args

from handlers.events import FileKind
from handlers.message import Shown
from handlers.results.figures import Board
from handlers.results.ranking import By
from messages.catalog import say

What = Literal["ranking", "progress", "report"]
#: The minute keeps a channel from showing last week's picture under this week's key.
_KEY: Final = re.compile(r"(ranking|progress|report):(\d{1,15}):(\d{1,15}):(\w*):(\d{12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a key asks for; `by` is the order of a ranking."""

    what: What
    unit_id: int
    phase_id: int
    by: By = "target"


#: How all of them begin.
BEGINS: Final = tuple(f"{one}:" for one in get_args(What))


def ranking(language: str, board: Board, at: datetime, zone: tzinfo, by: By = "target") -> Shown:
    """A ranking of the units right below the board's."""
    return _shown(language, "ranking", board, at, zone, by)


def progress(language: str, board: Board, at: datetime, zone: tzinfo) -> Shown:
    """The unit's way through the phase."""
    return _shown(language, "progress", board, at, zone)


def report(language: str, board: Board, at: datetime, zone: tzinfo) -> Shown:
    """The official report of the unit, to be finished by hand."""
    return _shown(language, "report", board, at, zone)


def name(language: str, what: What, board: Board, zone: tzinfo) -> str:
    """What the file is called, the same for the sender and whoever downloads it."""
    day = f"{board.as_of.astimezone(zone):%Y-%m-%d}"
    return say(language, f"bulletin.file.{what}", code=board.top.unit.code, date=day)


def _shown(language: str, what: What, board: Board, at: datetime, zone: tzinfo, by: str = "") -> Shown:
    key = f"{what}:{board.top.unit.id}:{board.phase_id}:{by}:{at.astimezone(zone):%Y%m%d%H%M}"
    kind = FileKind.DOCUMENT if what == "report" else FileKind.PHOTO
    return Shown(key, kind, name(language, what, board, zone))


def read(key: str) -> Wanted | None:
    """None for a key that is none of these."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    what, unit_id, phase_id, by = found[1], int(found[2]), int(found[3]), found[4]
    kinds: tuple[What, ...] = get_args(What)
    orders: tuple[By, ...] = get_args(By)
    kind = next(one for one in kinds if one == what)
    return Wanted(kind, unit_id, phase_id, next((one for one in orders if one == by), "target"))
