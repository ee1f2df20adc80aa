"""What an author sent before that looks like what they are about to send."""

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.likeness import score, story
from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class Earlier:
    """An initiative that the same author sent before."""

    code: str
    title: str
    answers: Mapping[str, Any]


def twin(answers: Mapping[str, Any], earlier: Iterable[Earlier]) -> Earlier | None:
    """The one that looks most the same, if any does."""
    told = story.read(str(answers.get("title") or ""), answers)
    scored = [(score.score(told, story.read(one.title, one.answers)), one) for one in earlier]
    points, found = max(scored, key=lambda pair: pair[0], default=(0, None))
    return found if points >= score.SAME else None
