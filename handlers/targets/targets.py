"""Targets of units: what counts, how one is divided below, and what is not handed on yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from handlers.units import Unit

#: No unit is asked for more; a longer number is a slip of the finger.
MOST: Final = 9_999_999


class Kind(StrEnum):
    """Who set a target: the union above, or the unit itself."""

    ASSIGNED = "assigned"
    OWN = "own"


class Basis(StrEnum):
    """What a target is divided by."""

    WORKERS = "workers"
    MEMBERS = "members"
    EQUALLY = "equally"


@dataclass(frozen=True, slots=True)
class Target:
    """What a unit with all below it is to reach in a phase; `None` where nothing was set."""

    assigned: int | None = None
    own: int | None = None

    @property
    def counts(self) -> int | None:
        """Its own where that is higher: Hanoi was given 60,000 and set itself 130,000."""
        known = [one for one in (self.assigned, self.own) if one is not None]
        return max(known, default=None)

    def joined(self, other: "Target") -> "Target":
        """The target of a unit and one that it took over."""
        assigned = [one.assigned for one in (self, other) if one.assigned is not None]
        counts = [one.counts or 0 for one in (self, other)]
        aimed = self.own is not None or other.own is not None
        return Target(sum(assigned) if assigned else None, sum(counts) if aimed else None)


NONE: Final = Target()


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A unit, its target, what it has reached, and how many people work there, its sections included."""

    unit: Unit
    target: Target = NONE
    valid: int = 0
    workers: int | None = None
    members: int | None = None

    def size(self, basis: Basis) -> int | None:
        match basis:
            case Basis.WORKERS:
                return self.workers
            case Basis.MEMBERS:
                return self.members
            case Basis.EQUALLY:
                return 1


@dataclass(frozen=True, slots=True)
class Change:
    """A target that was changed, by whom and why; `by` is "" for the machine, `undoes` an act taken back."""

    unit: Unit
    kind: Kind
    before: int | None
    after: int | None
    by: str
    at: datetime
    words: str = ""
    act: int = 0
    undoes: int | None = None


def divide(total: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """Shares that add up to `total` exactly, by size: each gets the whole part of its due, and what is left
    goes by ones to the largest remainders, the first of equal ones. Without any size nobody gets anything.
    """
    whole = sum(sizes)
    if whole <= 0:
        return (0,) * len(sizes)
    shares = [total * size // whole for size in sizes]
    by_remainder = sorted(range(len(sizes)), key=lambda place: (-(total * sizes[place] % whole), place))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return tuple(shares)


@dataclass(frozen=True, slots=True)
class Division:
    """How a unit's target would be divided over those right below; `unsized` are those of unknown size,
    which would get nothing."""

    total: int
    basis: Basis
    shares: tuple[tuple[Aim, int], ...]
    unsized: tuple[Aim, ...] = ()

    @property
    def numbers(self) -> tuple[tuple[int, int | None], ...]:
        return tuple((aim.unit.id, share) for aim, share in self.shares)

    @property
    def before(self) -> tuple[tuple[int, int | None], ...]:
        return tuple((aim.unit.id, aim.target.assigned) for aim, _ in self.shares)


def division(total: int, below: Sequence[Aim], basis: Basis) -> Division | None:
    """None where nobody is below, or of none of them is known how large it is."""
    sizes = [aim.size(basis) or 0 for aim in below]
    if not any(sizes):
        return None
    shares = tuple(zip(below, divide(total, sizes), strict=True))
    return Division(total, basis, shares, tuple(aim for aim in below if not aim.size(basis)))


def left(target: Target, below: Iterable[Target]) -> int | None:
    """How much of a unit's target nobody below has yet; less than 0 when they have more. None where there is
    nothing to compare."""
    handed = [one.assigned for one in below if one.assigned is not None]
    if target.counts is None or not handed:
        return None
    return target.counts - sum(handed)


def percent(valid: int, target: Target) -> int | None:
    """Of what counts, rounded down: 999 of 1,000 is not all."""
    return None if not target.counts else 100 * valid // target.counts


def merged(own: Mapping[int, Target], homes: Mapping[int, int]) -> dict[int, Target]:
    """Targets by the unit that stands today; `homes` says at which one each counts."""
    found: dict[int, Target] = {}
    for unit_id, target in own.items():
        home = homes.get(unit_id)
        if home is not None:
            found[home] = found.get(home, NONE).joined(target)
    return found
