"""Words that turn the page of a list."""

from typing import Final

from handlers.understanding.lexicon import Lexicon
from handlers.understanding.trimming import trimmed
from messages import words

_LONGEST: Final = 60
_PAGES: Final = Lexicon(words.spoken("pages"))
_POLITE_BEFORE: Final = Lexicon({True: words.spoken("polite")["before"]})
_POLITE_AFTER: Final = Lexicon({True: words.spoken("polite")["after"]})


def turn(text: str) -> str | None:
    """`more` or `less` when the whole message asks for it; it means that only where there is a list."""
    if len(text) > _LONGEST:
        return None
    found = _PAGES.get(text)
    said = text.split()
    if found is None and 1 < len(said) <= 6:
        found = _PAGES.get(" ".join(trimmed(said, _POLITE_BEFORE, _POLITE_AFTER)))
    return found
