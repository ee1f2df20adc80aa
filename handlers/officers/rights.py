"""What a role allows."""

from collections.abc import Iterable
from typing import Final

from handlers.initiative import Level
from handlers.person import Person, Role

#: At which levels each role decides; an upper level may act for a grassroots union that has nobody.
DECIDES: Final[dict[Role, tuple[Level, ...]]] = {
    Role.HELPER: (),
    Role.GRASSROOTS: (Level.GRASSROOTS,),
    Role.UPPER: (Level.GRASSROOTS, Level.UPPER),
    Role.PROVINCE: (Level.GRASSROOTS, Level.UPPER),
    Role.ADMINISTRATOR: (),
    Role.OBSERVER: (),
}
#: Who may enter an initiative for somebody else, and attach an employer's papers to one.
ENTERS: Final = frozenset({Role.HELPER, Role.GRASSROOTS, Role.UPPER, Role.PROVINCE})
#: Who may invite to posts and end them, within their own branch.
APPOINTS: Final = frozenset({Role.GRASSROOTS, Role.UPPER, Role.PROVINCE, Role.ADMINISTRATOR})


def levels(roles: Iterable[Role]) -> frozenset[Level]:
    """The levels at which somebody with these roles decides."""
    return frozenset(level for role in roles for level in DECIDES[role])


def enters(person: Person) -> bool:
    return any(post.role in ENTERS for post in person.posts)


def appoints(person: Person) -> bool:
    return any(post.role in APPOINTS for post in person.posts)


def decides(person: Person) -> bool:
    return any(DECIDES[post.role] for post in person.posts)
