"""Why the portal refuses, and who can mend it."""

from typing import Final

from rapidfuzz import fuzz

from handlers.understanding.folding import fold
from messages.catalog import DEFAULT, LANGUAGES, say

#: The typical ones; `portal.reason.<id>` names them.
REASONS: Final = ("duplicate", "authors", "decision", "files", "content", "period", "account", "system")
#: What its author or their union has to mend before it can be tried again.
MENDED_BY_THEM: Final = frozenset({"authors", "decision", "files", "content"})
#: The most letters of one's own words.
LONGEST: Final = 500
_SURE: Final = 88.0


def shown(reason: str, words: str) -> str:
    """The refusal as lists keep it, in the union's own language."""
    named = say(DEFAULT, f"portal.reason.{reason}") if reason else ""
    if not named or not words:
        return named or words
    return say(DEFAULT, "portal.refused.both", reason=named, words=words)


def matching(words: str) -> str:
    """The reason that typed words name; "" when none does clearly."""
    typed = fold(words)
    if not typed:
        return ""
    scores = sorted(((_score(reason, typed), reason) for reason in REASONS), reverse=True)
    return scores[0][1] if scores[0][0] >= _SURE else ""


def beside(reason: str, words: str) -> str:
    """The words, unless they only name the reason again."""
    named = {fold(say(language, f"portal.reason.{reason}")) for language in LANGUAGES} if reason else set()
    return "" if fold(words) in named else words


def _score(reason: str, typed: str) -> float:
    return max(fuzz.ratio(fold(say(language, f"portal.reason.{reason}")), typed) for language in LANGUAGES)
