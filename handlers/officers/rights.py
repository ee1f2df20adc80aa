"""What a role allows."""

from collections.abc import Iterable
from typing import Final

from handlers.initiative import Level
from handlers.person import Person, Post, Role

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
#: Who hands targets on to the units below theirs, and opens campaigns.
LEADS: Final = frozenset({Role.UPPER, Role.PROVINCE})
#: Who stands above whom: nobody invites to a role above their own, or ends the post of an equal.
RANK: Final[dict[Role, int]] = {
    Role.OBSERVER: 0,
    Role.HELPER: 0,
    Role.GRASSROOTS: 1,
    Role.UPPER: 2,
    Role.PROVINCE: 3,
    Role.ADMINISTRATOR: 3,
}
#: What there is to be at a unit beside its usual role; administrators see to more than one company.
_EVERYWHERE: Final = (Role.HELPER, Role.OBSERVER)
_ABOVE: Final = frozenset({Role.UPPER, Role.PROVINCE})


def levels(roles: Iterable[Role]) -> frozenset[Level]:
    """The levels at which somebody with these roles decides."""
    return frozenset(level for role in roles for level in DECIDES[role])


def enters(person: Person) -> bool:
    return any(post.role in ENTERS for post in person.posts)


def appoints(person: Person) -> bool:
    return any(post.role in APPOINTS for post in person.posts)


def decides(person: Person) -> bool:
    return any(DECIDES[post.role] for post in person.posts)


def manages(person: Person) -> bool:
    """Whether units and posts are their only work here."""
    return any(post.role is Role.ADMINISTRATOR for post in person.posts)


def kept(person: Person) -> tuple[Post, ...]:
    """Their own posts, without those they only stand in for."""
    return tuple(post for post in person.posts if not post.for_name)


def invitable(usual: Role, reaching: Iterable[Role]) -> tuple[Role, ...]:
    """The roles to which somebody may invite at a unit that their own `reaching` roles reach, the unit's
    `usual` one first."""
    highest = max((RANK[role] for role in reaching if role in APPOINTS), default=-1)
    first = usual if usual is not Role.HELPER else Role.GRASSROOTS
    fitting = dict.fromkeys((usual, first, *_EVERYWHERE))
    if usual in _ABOVE:
        fitting[Role.ADMINISTRATOR] = None
    return tuple(role for role in fitting if RANK[role] <= highest)


def ends(role: Role, above: Iterable[Role], same: Iterable[Role]) -> bool:
    """Whether somebody may end a post of this role: with these roles `above` its unit, or at the `same`."""
    over = any(each in APPOINTS and RANK[each] >= RANK[role] for each in above)
    return over or any(each in APPOINTS and RANK[each] > RANK[role] for each in same)
