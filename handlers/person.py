"""The person on the other side, and the posts they hold."""

from enum import StrEnum

from handlers.units import Unit
from handlers.values import dataclass


class Purpose(StrEnum):
    """What a person may agree to: by purpose, never by silence (Law 91/2025/QH15, article 9)."""

    HANDLING = "handling"
    CAMPAIGNS = "campaigns"
    PUBLIC = "public"


class Role(StrEnum):
    """What a post allows: helpers enter for others and chase papers, observers look, administrators see to
    units and posts; none of these three decides anything."""

    HELPER = "helper"
    GRASSROOTS = "grassroots"
    UPPER = "upper"
    PROVINCE = "province"
    ADMINISTRATOR = "administrator"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class Post:
    """An officer's place in the union: it reaches this unit and those below it. `for_name` is whom they
    stand in for, "" when the post is their own; `id` is the post's row."""

    unit_id: int
    unit_name: str
    role: Role
    id: int = 0
    for_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who writes to us. `None` means not asked yet, for each consent as for the name."""

    id: int
    language: str = "vi"
    name: str | None = None
    phone: str | None = None
    unit: Unit | None = None
    unit_words: str | None = None
    handling: bool | None = None
    campaigns: bool | None = None
    public: bool | None = None
    posts: tuple[Post, ...] = ()

    @property
    def is_officer(self) -> bool:
        return bool(self.posts)

    @property
    def is_known(self) -> bool:
        """Whether first contact is over: agreed, named and placed."""
        return bool(self.handling and self.name and (self.unit or self.unit_words))
