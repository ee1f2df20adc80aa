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
_INVITE: Final = re.compile(rf"([^0-9]*)([0-9]{{4}}){_GAP}([0-9]{{4}})([^0-9]*)")
_BEFORE: Final = Lexicon({True: words.spoken("link_code")["before"]})
_BEFORE_INVITE: Final = Lexicon({True: words.spoken("invite_code")["before"]})
_POLITE_BEFORE: Final = Lexicon({True: words.spoken("polite")["before"]})
_POLITE_AFTER: Final = Lexicon({True: words.spoken("polite")["after"]})


@dataclass(frozen=True, slots=True)
class Typed:
    """The digits, and whether nothing beside them says that they are a code."""

    code: str
    bare: bool


def typed_code(text: str) -> Typed | None:
    """Ten digits, the first no zero as in a phone, read from "4829 137 506", "4829137506" or
    "ma 4829-137-506", when it is the whole message."""
    return _typed(text, _CODE, _BEFORE)


def typed_invite(text: str) -> Typed | None:
    """Eight digits, read from "4829 1375", "48291375" or "ma moi 4829-1375", when it is the whole message."""
    return _typed(text, _INVITE, _BEFORE_INVITE)


def _typed(text: str, shape: re.Pattern[str], said_before: Lexicon[bool]) -> Typed | None:
    if len(text) > _LONGEST or (found := shape.fullmatch(text)) is None:
        return None
    *digits, last = found.groups()[1:]
    before, after = found[1].split(), last.split()
    code = "".join(digits)
    if after and any(char.isalnum() for char in last) and not _POLITE_AFTER.get(last):
        return None
    if not any(char.isalnum() for char in found[1]):
        return Typed(code, bare=True)
    # A word is left of whatever is polite alone, so "cho em" is not taken for "ma".
    said = " ".join(trimmed(before, _POLITE_BEFORE, _POLITE_AFTER))
    return Typed(code, bare=False) if said_before.get(said) else None
