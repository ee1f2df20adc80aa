"""Whom a broadcast is meant for: where they work, who they are, and what they have done so far."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal


class Did(StrEnum):
    """How far a person has come, counted since the campaign's phase began (without one, its first day).

    The first of these that is true holds: something of theirs was `RETURNED` to them; they `SENT` one in;
    all they sent waits for the employer (`ASKED`); their draft says that the employer has decided already
    (`RECOGNISED`); they began a `DRAFT`; `NOTHING`.
    """

    RETURNED = "returned"
    ASKED = "asked"
    SENT = "sent"
    RECOGNISED = "recognised"
    DRAFT = "draft"
    NOTHING = "nothing"


#: Whom something is asked of. Whoever has sent one in is never urged; a returned one is theirs to finish.
URGED: Final = (Did.RETURNED, Did.RECOGNISED, Did.DRAFT, Did.NOTHING)
EVERYBODY: Final = tuple(Did)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """People of these units and all below them. An empty tuple, `None` or "" leaves that side open.

    `steps` narrows those with a draft to the questions they stand at (keys of the report form's steps);
    `fdi` is whether their unit is one of a foreign-invested enterprise; `channels` names those it may go
    out by ("telegram"): whoever would hear of it elsewhere is skipped.
    """

    unit_ids: tuple[int, ...]
    did: tuple[Did, ...] = URGED
    steps: tuple[str, ...] = ()
    role: Literal["", "worker", "officer"] = ""
    languages: tuple[str, ...] = ()
    fdi: bool | None = None
    channels: tuple[str, ...] = ()
