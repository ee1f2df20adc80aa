"""What a broadcast says: the house's own reminder, an officer's words, or a piece of the library."""

from dataclasses import dataclass
from typing import Literal

from handlers.broadcasts.audience import Did

#: The key of words that are for everybody for whom there are no others.
ANYBODY = "*"


@dataclass(frozen=True, slots=True)
class Reminder:
    """The reminder that fits the day and what each person has done (``outreach.reminder.*``)."""

    kind: Literal["reminder"] = "reminder"


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they were written, by what a person has done or for `ANYBODY`; who has none gets nothing.

    `begin` puts the button below that begins a report.
    """

    texts: tuple[tuple[str, str], ...]
    begin: bool = True
    kind: Literal["text"] = "text"

    def words(self, did: Did) -> str:
        """ "" when there are none for this person."""
        found = dict(self.texts)
        return found.get(did.value, found.get(ANYBODY, ""))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the propaganda library: this one (`key`), or the next in turn of these themes (empty: of
    all) that the person has not had lately. `picture` shows its picture with it."""

    key: str = ""
    themes: tuple[str, ...] = ()
    picture: bool = False
    kind: Literal["piece"] = "piece"


Content = Reminder | Text | Piece
