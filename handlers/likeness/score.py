"""How much two stories are one, from 0 to 100."""

from typing import Final

from rapidfuzz import fuzz

from handlers.likeness.story import Story

#: From here on two reports probably tell the same; from `LOOK` on it is worth a look. Both were chosen on
#: the even half of the labelled pairs (`python -m bench --only duplicates`).
SAME: Final = 56
LOOK: Final = 45
#: Fewer words than these say too little to hold a whole story.
_FEW: Final = 4


def score(one: Story, other: Story) -> int:
    """Moved words change nothing, a shortened story is still in the longer one; a shared title alone, or the
    same complaint of how things were before, is not enough."""
    parts = (
        (0.35, _held(one.core, other.core)),
        (0.25, _held(one.deed, other.deed) if one.deed and other.deed else _held(one.core, other.core)),
        (0.20, _shared(one.core, other.core)),
        (0.10, (_part(one.title, other.whole) + _part(other.title, one.whole)) / 2),
        (0.10, fuzz.token_set_ratio(one.said, other.said) / 100),
    )
    return round(100 * sum(weight * value for weight, value in parts))


def _held(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter is in the longer; a word or two held by a long text is no sign."""
    least, most = sorted((len(one), len(other)))
    if not least:
        return 0.0
    return len(one & other) / (least if most < _FEW else max(least, _FEW))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _part(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one) if one else 0.0
