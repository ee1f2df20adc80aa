"""Yes, no, a command, or one of the offered answers."""

import re
from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

from rapidfuzz.distance import OSA

from handlers.understanding import numbers
from handlers.understanding.commands import command, item_number
from handlers.understanding.folding import fold, untelex
from handlers.understanding.lexicon import Lexicon, agrees
from handlers.understanding.trimming import trimmed
from messages import words

__all__ = ["command", "item_number", "pick", "refuses", "yes_or_no"]

_LONGEST: Final = 60
_SHORTEST_GUESS: Final = 4

_YES_NO: Final = Lexicon({True: words.spoken("yes_no")["yes"], False: words.spoken("yes_no")["no"]})
_YES_SIGNS: Final = frozenset(words.spoken("yes_no")["yes_signs"])
_NO_SIGNS: Final = frozenset(words.spoken("yes_no")["no_signs"])
_UNCLEAR: Final = frozenset(words.spoken("yes_no")["unclear"])
_BEFORE: Final = Lexicon({True: words.spoken("pick")["before"]})
_AFTER: Final = Lexicon({True: words.spoken("pick")["after"]})
_POLITE_BEFORE: Final = Lexicon({True: words.spoken("polite")["before"]})
_POLITE_AFTER: Final = Lexicon({True: words.spoken("polite")["after"]})
_SKIN: Final = str.maketrans("", "", "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff\ufe0f")
# "-1" and "1.5" are quantities, "1/2" is a fraction or a date, "1-2" a span: none is the first answer.
_NO_ORDINAL: Final = re.compile(r"[-\u2212+/%]\s*\d|\d\s*[/%]|\d\s*[-.,:\u2013]\s*\d")
_NUMBERED: Final = re.compile(r"(\d{1,2})\s*[.):\-]?\s+(\D.*)")


def yes_or_no(text: str) -> bool | None:
    """Only a whole message that is one; "dung" alone could be either and is neither."""
    if len(text) > _LONGEST:
        return None
    sign = text.strip().translate(_SKIN)
    if sign in _YES_SIGNS or sign in _NO_SIGNS:
        return sign in _YES_SIGNS
    if text.strip(" .!").lower() in _UNCLEAR:
        return None
    answer = _YES_NO.get(text)
    if answer is not None:
        return answer
    said = text.split()
    return _YES_NO.get(" ".join(trimmed(said, _POLITE_BEFORE, _POLITE_AFTER))) if len(said) > 1 else None


def refuses(text: str) -> bool:
    """Whether a sentence begins with a clear refusal of at least three words ("toi khong dong y ...")."""
    said = text.split()
    return any(_YES_NO.get(" ".join(said[:size])) is False for size in (3, 4, 5) if size <= len(said))


def pick(text: str, labels: Sequence[str]) -> int | None:
    """The index of the offered label that is meant: by number, by its words, or by an unmistakable part.

    What could be two of them is none of them.
    """
    if len(text) > _LONGEST or not labels:
        return None
    typed = normalize("NFKC", text).strip()
    folded = fold(typed)
    if not folded:
        return None
    offered = [fold(label) for label in labels]
    named = _named(typed, folded, labels, offered)
    place = _ordinal(typed)
    if place is not None:
        if not 0 < place <= len(labels):
            return named
        return place - 1 if named in (None, place - 1) else None
    if named is not None:
        return named
    if numbered := _NUMBERED.fullmatch(typed):
        number, rest = int(numbered[1]), fold(numbered[2])
        same = _named(numbered[2], rest, labels, offered)
        same = _alike(rest, offered) if same is None else same
        return same if same == number - 1 else None
    said = trimmed(typed.split(), _POLITE_BEFORE, _POLITE_AFTER)
    shorter = fold(" ".join(said))
    named = _named(" ".join(said), shorter, labels, offered) if shorter != folded else None
    return _alike(shorter, offered) if named is None else named


def _named(typed: str, folded: str, labels: Sequence[str], offered: Sequence[str]) -> int | None:
    """The label that was typed out."""
    found = [index for index, label in enumerate(offered) if label == folded]
    if len(found) > 1 or len(folded) < _SHORTEST_GUESS:
        found = [index for index in found if agrees(typed, labels[index])]
    if len(found) > 1:
        exact = normalize("NFC", typed).casefold()
        found = [index for index in found if labels[index].casefold() == exact]
    return found[0] if len(found) == 1 else None


def _ordinal(typed: str) -> int | None:
    if _NO_ORDINAL.search(typed):
        return None
    said = [token for token in numbers.tokens(typed) if token[0].isalnum()]
    return numbers.ordinal(trimmed(said, _BEFORE, _AFTER))


def _alike(folded: str, offered: Sequence[str]) -> int | None:
    """The only label that begins so, or that differs by a slip of the finger in its longer words."""
    for guess in dict.fromkeys((folded, untelex(folded))):
        if sum(char.isalpha() for char in guess) < _SHORTEST_GUESS:
            continue
        same = [index for index, label in enumerate(offered) if label == guess]
        begun = same or [index for index, label in enumerate(offered) if label.startswith(guess)]
        if begun:
            return begun[0] if len(begun) == 1 else None
        slips = [(_slips(guess, label), index) for index, label in enumerate(offered)]
        near = sorted((count, index) for count, index in slips if count is not None)
        if near:
            return near[0][1] if len(near) == 1 or near[0][0] < near[1][0] else None
    return None


def _slips(typed: str, label: str) -> int | None:
    """How many slips apart, or `None` when more than slips.

    At most one in a word of four letters or more, and two in all: "cong nhan" must never
    become "not recognised" for being near to it, so no short word may change or go missing.
    """
    mine, theirs = typed.split(), label.split()
    if len(mine) != len(theirs):
        joined, other = "".join(mine), "".join(theirs)
        return 0 if joined == other else None
    total = 0
    for one, other in zip(mine, theirs, strict=True):
        if one == other:
            continue
        if min(len(one), len(other)) < _SHORTEST_GUESS or not (one + other).isalpha():
            return None
        apart = OSA.distance(one, other, score_cutoff=1)
        if apart > 1:
            return None
        total += apart
    return total if total <= 2 else None
