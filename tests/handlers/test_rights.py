"""What each role allows."""

import pytest

from handlers.officers import rights
from handlers.person import Person, Post, Role

EVERY = tuple(Role)


@pytest.mark.parametrize(
    ("mine", "usual", "roles"),
    [
        (Role.GRASSROOTS, Role.GRASSROOTS, (Role.GRASSROOTS, Role.HELPER, Role.OBSERVER)),
        (Role.GRASSROOTS, Role.UPPER, (Role.HELPER, Role.OBSERVER)),
        (Role.UPPER, Role.UPPER, (Role.UPPER, Role.HELPER, Role.OBSERVER)),
        (Role.UPPER, Role.PROVINCE, (Role.HELPER, Role.OBSERVER)),
        (Role.PROVINCE, Role.PROVINCE, (Role.PROVINCE, Role.HELPER, Role.OBSERVER, Role.ADMINISTRATOR)),
        (Role.ADMINISTRATOR, Role.GRASSROOTS, (Role.GRASSROOTS, Role.HELPER, Role.OBSERVER)),
        (Role.HELPER, Role.GRASSROOTS, ()),
        (Role.OBSERVER, Role.GRASSROOTS, ()),
    ],
)
def test_nobody_invites_above_their_own_role(mine: Role, usual: Role, roles: tuple[Role, ...]) -> None:
    assert rights.invitable(usual, (mine,)) == roles
    assert rights.invitable(usual, ()) == ()


@pytest.mark.parametrize("role", EVERY)
def test_equals_end_nobody_at_the_same_unit(role: Role) -> None:
    assert not rights.ends(role, above=(), same=(role,))


def test_a_post_is_ended_from_above_or_by_a_higher_role_at_the_unit() -> None:
    assert rights.ends(Role.GRASSROOTS, above=(Role.UPPER,), same=())
    assert rights.ends(Role.HELPER, above=(), same=(Role.GRASSROOTS,))
    assert rights.ends(Role.UPPER, above=(Role.ADMINISTRATOR,), same=())
    assert not rights.ends(Role.UPPER, above=(Role.GRASSROOTS,), same=())
    assert not rights.ends(Role.HELPER, above=(Role.OBSERVER,), same=(Role.HELPER,))


@pytest.mark.parametrize("role", [Role.HELPER, Role.OBSERVER, Role.ADMINISTRATOR])
def test_who_decides_nothing_decides_at_no_level(role: Role) -> None:
    assert rights.levels((role,)) == frozenset()
    assert not rights.decides(Person(id=1, posts=(Post(1, "May", role),)))


def test_a_post_one_stands_in_for_is_not_ones_own() -> None:
    own, other = Post(1, "May", Role.HELPER, 1), Post(1, "May", Role.GRASSROOTS, 2, "Hạnh")
    person = Person(id=1, posts=(own, other))
    assert rights.kept(person) == (own,)
    assert rights.decides(person)
