"""The labelled pairs of reports, and how well a way of finding duplicates does on them."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handlers.form.answers import suggested_title
from handlers.likeness import story
from handlers.likeness.story import Story

_FILE = Path(__file__).parent / "likeness_pairs.toml"


@dataclass(frozen=True, slots=True)
class Told:
    """A report as it would be kept."""

    title: str
    answers: dict[str, Any]

    @property
    def story(self) -> Story:
        return story.read(self.title, self.answers)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports: the same initiative, or only alike (`kind` says in what way). Weights and limits were
    fitted to pairs of the even `half` (0); those of the other half were seen, but not fitted to."""

    one: Told
    other: Told
    same: bool
    kind: str
    half: int


@dataclass(frozen=True, slots=True)
class Measured:
    """How many of those that were taken for the same are, and how many of the same were taken for it."""

    precision: float
    recall: float
    misses: tuple[Pair, ...]
    alarms: tuple[Pair, ...]

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def load() -> list[Pair]:
    """Two pairs of each family, in the file's order."""
    pairs = []
    for place, family in enumerate(tomllib.loads(_FILE.read_text(encoding="utf-8"))["family"]):
        one, again, other = (_told(family[key]) for key in ("one", "again", "other"))
        pairs.append(Pair(one, again, True, family["how"], place % 2))
        pairs.append(Pair(one, other, False, family["why"], place % 2))
    return pairs


def measure(pairs: Sequence[Pair], is_same: Callable[[Pair], bool]) -> Measured:
    """What a way says of these pairs."""
    taken = [pair for pair in pairs if is_same(pair)]
    right = [pair for pair in taken if pair.same]
    same = [pair for pair in pairs if pair.same]
    return Measured(
        precision=len(right) / len(taken) if taken else 0.0,
        recall=len(right) / len(same),
        misses=tuple(pair for pair in same if pair not in right),
        alarms=tuple(pair for pair in taken if not pair.same),
    )


def _told(written: dict[str, str]) -> Told:
    title = written.get("title") or suggested_title(written["idea"])
    return Told(title, {key: words for key, words in written.items() if key != "title"})
