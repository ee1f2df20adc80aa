"""What is done about an initiative in the portal, as an effect."""

from datetime import datetime
from typing import Literal

from handlers.values import dataclass

#: As in the table `portal_entries`.
Kind = Literal["taken", "put_back", "entered", "proof", "refused", "again", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEntry:
    """One more row of its history, and what it makes of its code and its refusal. Decided on what stood at
    `revision` after the entry `seen`: when either is not the newest any more, or the code is another's by
    now, nothing is done and the event is handled again.

    `entered_at` is when it came into the portal, `shown` the refusal in words that lists show.
    """

    initiative_id: int
    revision: int
    seen: int
    kind: Kind
    code: str = ""
    reason: str = ""
    words: str = ""
    shown: str = ""
    file_key: str = ""
    entered_at: datetime | None = None


PortalEffect = AddEntry
