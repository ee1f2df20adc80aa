"""Known words and phrases, found in what a person typed."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Generic, TypeVar
from unicodedata import combining, normalize

from handlers.understanding.folding import fold, untelex

Meaning = TypeVar("Meaning")

# The hook and the tilde are one tone to half of the country, and are written for each other.
_SAME_TONE: Final = str.maketrans({"\u0309": "\u0303"})
_LETTERS: Final = re.compile(r"[^\W_]+")


def _marks(word: str) -> Counter[str]:
    """The marks of a word without their places: a tone may stand on either of two vowels."""
    decomposed = normalize("NFD", word.lower()).translate(_SAME_TONE)
    return Counter(char for char in decomposed if combining(char) or char == "\u0111")


def agrees(typed: str, form: str, *, strict: bool = False) -> bool:
    """Whether every mark that was typed is in the form too, word by word; both must fold to the same.

    Strictly, a word has all of its form's marks or none.
    """
    if typed.isascii():
        return True
    mine, theirs = _LETTERS.findall(normalize("NFC", typed)), _LETTERS.findall(form)
    if len(mine) != len(theirs):
        return _marks(typed) <= _marks(form)
    pairs = [(_marks(one), _marks(other)) for one, other in zip(mine, theirs, strict=True)]
    return all(one == other or not one if strict else one <= other for one, other in pairs)


class Lexicon(Generic[Meaning]):
    """Forms by meaning. Missing marks are forgiven, other marks are another word."""

    def __init__(
        self, forms: Mapping[Meaning, Iterable[str]], *, telex: bool = True, strict: bool = False
    ) -> None:
        self._known: dict[str, list[tuple[str, Meaning]]] = {}
        for meaning, written in forms.items():
            for form in written:
                self._known.setdefault(fold(form), []).append((form, meaning))
        self._telex = telex
        self._strict = strict
        self.longest = max((folded.count(" ") + 1 for folded in self._known), default=0)

    def get(self, typed: str) -> Meaning | None:
        """What the whole of `typed` means."""
        folded = fold(typed)
        for form, meaning in self._known.get(folded, ()):
            if agrees(typed, form, strict=self._strict):
                return meaning
        # Undoing keys changes no number of words, and finds nothing where there are no letters.
        if not self._telex or folded in self._known or folded.count(" ") >= self.longest or folded.isdigit():
            return None
        bare = untelex(folded)
        if bare == folded or bare not in self._known:
            return None
        return self._known[bare][0][1]

    def lead(self, said: Sequence[str]) -> tuple[Meaning, int] | None:
        """What the longest phrase at the front means, and how many words it took."""
        for size in range(min(self.longest, len(said)), 0, -1):
            meaning = self._phrase(said[:size])
            if meaning is not None:
                return meaning, size
        return None

    def trail(self, said: Sequence[str]) -> tuple[Meaning, int] | None:
        """What the longest phrase at the end means, and how many words it took."""
        for size in range(min(self.longest, len(said)), 0, -1):
            meaning = self._phrase(said[len(said) - size :])
            if meaning is not None:
                return meaning, size
        return None

    def _phrase(self, said: Sequence[str]) -> Meaning | None:
        # A mark that stands alone folds to nothing, and would be taken along with its neighbour.
        return self.get(" ".join(said)) if all(fold(word) for word in said) else None
