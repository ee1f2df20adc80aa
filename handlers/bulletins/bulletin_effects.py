"""What is wanted done about the weekly bulletin."""

from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class SetBulletin:
    """Whether the speaker gets the weekly bulletin without asking for it."""

    on: bool
