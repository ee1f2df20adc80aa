"""What somebody may want to be done about an initiative in the portal."""

from dataclasses import dataclass
from datetime import datetime

from handlers.portal.codes import Code


@dataclass(frozen=True, slots=True)
class Take:
    """They type it in now; `over` when somebody else's turn is to end."""

    over: bool = False


@dataclass(frozen=True, slots=True)
class PutBack:
    """They do not type it in after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enter:
    """It is in the portal under this code, since `at` (None: now), typed in by `by` ("" for themselves)."""

    code: Code
    at: datetime | None = None
    by: str = ""
    file_key: str = ""


@dataclass(frozen=True, slots=True)
class Prove:
    """A picture of what the portal answered, after the code was recorded."""

    file_key: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """The portal did not take it: an id of `refusing.REASONS`, own words, or both."""

    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """A refusal is done with; it is to be typed in once more."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The code is taken back here: it was a mistake, or the portal has it no longer. `code` is the one they
    saw, "" for whichever it has."""

    words: str = ""
    code: str = ""


Act = Take | PutBack | Enter | Prove | Refuse | Again | Withdraw
