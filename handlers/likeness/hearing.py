"""Words as they sound, so that missing marks, Telex keys and common misspellings make no difference."""

import re
from functools import lru_cache
from typing import Final

from handlers.understanding.folding import untelex
from messages import words

#: Letters that half of the country speaks alike and therefore writes for each other.
_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("^ngh", "ng"),
        ("^gh", "g"),
        ("^tr", "ch"),
        ("^gi(?=[aeou])", "d"),
        ("^k(?!h)", "c"),
        ("^q", "c"),
        ("^s", "x"),
        ("y", "i"),
        ("ng$", "n"),
        ("(?<=[aeiou])c$", "t"),
    )
)
#: No report is longer than its five answers; a forged one must not cost seconds.
_LONGEST: Final = 30_000


def heard(text: str) -> list[str]:
    """Every word of a text as it sounds, one for all that mean the same."""
    spoken = [_sound(word) for word in untelex(text[:_LONGEST]).split()]
    found, place = [], 0
    while place < len(spoken):
        size, word = _longest_known(spoken, place)
        found.append(word)
        place += size
    return found


def telling(text: str) -> list[str]:
    """The words of a text that say what it is about."""
    return [word for word in heard(text) if word not in EMPTY]


def _longest_known(spoken: list[str], place: int) -> tuple[int, str]:
    for size in range(min(_WIDEST, len(spoken) - place), 0, -1):
        meaning = _ALIKE.get(tuple(spoken[place : place + size]))
        if meaning:
            return size, meaning
    return 1, spoken[place]


@lru_cache(maxsize=8192)
def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _phrase(form: str) -> tuple[str, ...]:
    return tuple(_sound(word) for word in untelex(form).split())


_ALIKE: Final = {
    _phrase(form): meaning for meaning, forms in words.spoken("likeness.alike").items() for form in forms
}
_WIDEST: Final = max(len(phrase) for phrase in _ALIKE)
EMPTY: Final = frozenset(
    word for form in words.spoken("likeness")["empty"] for word in _phrase(form) if (word,) not in _ALIKE
)
