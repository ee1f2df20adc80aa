"""The small polite words around an answer."""

from collections.abc import Sequence

from handlers.understanding.lexicon import Lexicon


def trimmed(words: Sequence[str], before: Lexicon[bool], after: Lexicon[bool]) -> Sequence[str]:
    """Without such words at either end; the last word that is left is never taken."""
    while len(words) > 1 and (found := before.lead(words)) and found[1] < len(words):
        words = words[found[1] :]
    while len(words) > 1 and (found := after.trail(words)) and found[1] < len(words):
        words = words[: -found[1]]
    return words
