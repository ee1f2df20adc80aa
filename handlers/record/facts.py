"""What is known of an initiative beside the initiative itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.initiative import Initiative, Status
from handlers.message import Button
from handlers.officers.review import ItemFacts
from handlers.portal.entries import Entry


@dataclass(frozen=True, slots=True)
class Version:
    """What was sent, and when: the answers as they stood at `revision`."""

    revision: int
    title: str
    answers: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """Words that nobody can change. `internal` ones are for officers only; `by_author` marks an author's."""

    by_id: int
    by_name: str
    at: datetime
    words: str
    internal: bool
    by_author: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """An author whose own report, `code`, was found to be the same as this one."""

    person_id: int
    name: str
    code: str
    at: datetime | None = None
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Peers:
    """What valid initiatives of the same union bring: how many have a value, and the middle one in VND a
    year."""

    count: int = 0
    median: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An initiative with its whole past. `versions` and `remarks` stand in the order they came in;
    `kept_code` is the one it was merged into, `entered_by` who wrote it for its author, `portal` what was
    done about it in the national portal."""

    item: Initiative
    versions: tuple[Version, ...] = ()
    remarks: tuple[Remark, ...] = ()
    joined: tuple[Joined, ...] = ()
    peers: Peers = Peers()
    entered_by: str = ""
    kept_code: str = ""
    returns: int = 0
    portal: tuple[Entry, ...] = ()

    @property
    def mended(self) -> bool:
        """Whether what waits is not what was sent first."""
        return len(self.versions) > 1 and self.item.status is Status.SUBMITTED


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """An initiative as an officer asked for it, with its record; `None` when they may not see it.

    `own` is true for its author and those who share it: they are shown no internal note and decide
    nothing. `writes` is whether this person may add to the record. `sections` are lines and `ways` rows
    of buttons that other parts of the house put on the card.
    """

    about: ItemFacts
    record: Record | None = None
    own: bool = False
    writes: bool = False
    sections: tuple[str, ...] = ()
    ways: tuple[tuple[Button, ...], ...] = ()
