"""The portal's codes, as people type them and as they are kept."""

import re
from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

from handlers.understanding.folding import clean, fold
from messages.catalog import LANGUAGES, say

SHORTEST: Final = 3
LONGEST: Final = 40
# No pattern of the portal is public; the stroked D is the one Vietnamese letter that codes are made with.
_CODE: Final = re.compile(r"[A-Z0-9\u0110][A-Z0-9\u0110./\-]*")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212\uff0d]")
_LOOSE: Final = re.compile(r"\s*([./\-])\s*")
_PHONE: Final = re.compile(r"(?:0|84)\d{9}")
_DAY: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is kept; `odd` when a person should look at it once more."""

    text: str
    odd: bool = False


def read(words: str, own: str = "") -> Code | None:
    """The code that somebody typed, without regard to blanks, width or case; None when it cannot be one.
    `own` is our code of the initiative, which is easily typed for the portal's."""
    said = _LOOSE.sub(r"\1", _bare(_DASHES.sub("-", normalize("NFKC", clean(words)))))
    text = said.replace(" ", "").upper()
    if not SHORTEST <= len(text) <= LONGEST or _CODE.fullmatch(text) is None:
        return None
    if not any(char.isdigit() for char in text):
        # A word in capital letters may be a code; a word in a sentence is none.
        return Code(text, odd=True) if " " not in said and said.isupper() else None
    return Code(text, _is_odd(said, text, own))


def _is_odd(said: str, text: str, own: str) -> bool:
    strange = (
        said.count(" ") > 2,
        own and fold(text) == fold(own),
        _PHONE.fullmatch(text),
        _DAY.fullmatch(text),
        len(text) > 25,
    )
    return any(strange)


def _bare(words: str) -> str:
    """Without "the code is:" before it and a full stop behind it."""
    text = words.strip().strip("\"'\u201c\u201d.,;:#!").strip()
    for language in LANGUAGES:
        for lead in say(language, "portal.code.leads").split("|"):
            size = lead.count(" ") + 1
            parts = text.split(maxsplit=size)
            said = " ".join(parts[:size])
            # In capital letters it is how a code begins.
            if len(parts) > size and not said.isupper() and fold(said) == fold(lead):
                return parts[size].lstrip(" :#").strip()
    return text
