"""What an initiative tells, as words that can be compared."""

from collections.abc import Mapping
from typing import Any

from handlers.likeness.hearing import telling
from handlers.values import dataclass

#: The answers that say what was done, and the one that says what was wrong before.
DONE = ("idea", "change")
BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Story:
    """The words of the title, of what was done and of all, without those that say nothing.

    `core` is title and deed together: how things were before, and where, is told in the same words by
    everyone at a place, and made different initiatives look alike when it was measured.
    """

    title: frozenset[str]
    deed: frozenset[str]
    core: frozenset[str]
    whole: frozenset[str]
    said: str


def read(title: str, answers: Mapping[str, Any]) -> Story:
    """The story in a title and answers; of a secret there is only the title."""
    named = telling(title)
    done = telling(" ".join(_texts(answers)))
    whole = named + done + telling(str(answers.get(BEFORE) or ""))
    titled, deed = frozenset(named), frozenset(done)
    return Story(titled, deed, titled | deed, frozenset(whole), " ".join(whole))


def _texts(answers: Mapping[str, Any]) -> list[str]:
    told = [str(answers.get(key) or "") for key in DONE]
    # "As told at the beginning" is kept as the same words once more.
    return list(dict.fromkeys(told))
