"""A one-time code, as people type it from another screen."""

import re
from typing import Final

from handlers.understanding.lexicon import Lexicon
from handlers.understanding.trimming import trimmed
from handlers.values import dataclass
from messages import words

_LONGEST: Final = 60
_GAP: Final = r"[\s.,\u2013-]{0,3}"
_CODE: Final = re.compile(rf"([^0-9]*)([1-9][0-9]{{3}}){_GAP}([0-9]{{3}}){_GAP}([0-9]{{3}})([^0-9]*)")
_BEFORE: Final = Lexicon({True: words.spoken("link_code")["before"]})
_POLITE_BEFORE: Final = Lexicon({True: words.spoken("polite")["before"]})
_POLITE_AFTER: Final = Lexicon({True: words.spoken("polite")["after"]})


@dataclass(frozen=True, slots=True)
class Typed:
    """Ten digits, the first no zero as in a phone; and whether nothing beside them says it is a code."""

    code: str
    bare: bool


def typed_code(text: str) -> Typed | None:
    """Read from "4829 137 506", "4829137506" or "ma 4829-137-506", when it is the whole message."""
    if len(text) > _LONGEST or (found := _CODE.fullmatch(text)) is None:
        return None
    before, after = found[1].split(), found[5].split()
    code = found[2] + found[3] + found[4]
    if after and any(char.isalnum() for char in found[5]) and not _POLITE_AFTER.get(found[5]):
        return None
    if not any(char.isalnum() for char in found[1]):
        return Typed(code, bare=True)
    # A word is left of whatever is polite alone, so "cho em" is not taken for "ma".
    said = " ".join(trimmed(before, _POLITE_BEFORE, _POLITE_AFTER))
    return Typed(code, bare=False) if _BEFORE.get(said) else None
