"""Finds rows of one workbook that are the same, or probably tell the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from handlers.intakes.entry import Entered
from handlers.likeness import score, sketch, story
from handlers.understanding.folding import fold

#: Of one author, titles that are so much alike, of 100, are probably one.
_TITLES: Final = 88
#: The newest of a band, and of an author, that a row is held against.
_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Told:
    """A row with the unit it is from, and the establishment within which it must be new."""

    entered: Entered
    unit_id: int
    place: int

    @property
    def same(self) -> tuple[object, ...]:
        """What makes a row the same as another: author, title, unit, decision."""
        one = self.entered
        return (fold(one.author), one.title, self.unit_id, one.number, one.signed_on)


@dataclass(frozen=True, slots=True)
class Twin:
    """The earlier row, by its place in the list, that another repeats (`exact`) or is much like."""

    place: int
    exact: bool


def find(rows: Sequence[Told]) -> dict[int, Twin]:
    """The twin of each row that has one, by place; of two twins the later one has it."""
    found: dict[int, Twin] = {}
    seen: dict[tuple[object, ...], int] = {}
    bands: dict[tuple[int, int], list[int]] = {}
    authors: dict[tuple[str, int], list[int]] = {}
    told = [story.read(one.entered.title, one.entered.answers) for one in rows]
    for at, row in enumerate(rows):
        twin = seen.setdefault(row.same, at)
        if twin != at:
            found[at] = Twin(twin, exact=True)
            continue
        keys = [(row.place, band) for band in sketch.draw(told[at]).near]
        near = {one for key in keys for one in bands.get(key, ())[-_MOST:]}
        alike = max(((score.score(told[at], told[one]), -one) for one in near), default=(0, 0))
        own = authors.setdefault((fold(row.entered.author), row.place), [])
        named = next((one for one in own[-_MOST:] if _is_named_alike(row, rows[one])), None)
        if named is not None:
            found[at] = Twin(named, exact=False)
        elif alike[0] >= score.SAME:
            found[at] = Twin(-alike[1], exact=False)
        own.append(at)
        for key in keys:
            bands.setdefault(key, []).append(at)
    return found


def _is_named_alike(one: Told, other: Told) -> bool:
    titles = (fold(one.entered.title), fold(other.entered.title))
    return fuzz.ratio(*titles) >= _TITLES
