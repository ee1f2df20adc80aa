"""Words that are nearly those of opting out."""

import re
from typing import Final

from rapidfuzz.distance import OSA

_STOPS: Final = ("dung", "stop", "tuchoi")
#: One word, or the two of "tu choi", typed without marks: with other marks it is another word.
_WORD: Final = re.compile(r"\s*([a-z]{2,5}) ?([a-z]{2,5})?[\s.!]*", re.IGNORECASE)


def is_near(text: str) -> bool:
    """Whether the whole message is one slip of the finger away ("dugn", "sotp"); never a sentence about
    something that stops."""
    found = _WORD.fullmatch(text)
    if found is None:
        return False
    word = "".join(part for part in found.groups() if part).lower()
    return any(OSA.distance(word, stop, score_cutoff=1) <= 1 for stop in _STOPS)
