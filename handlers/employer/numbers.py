"""Several initiatives named in one breath."""

import re
from typing import Final

from handlers.understanding.folding import fold

#: How many initiatives one decision is written down for at once.
MOST: Final = 200
_CODE: Final = re.compile(r"\b[A-Za-z]{1,6}\s?-\s?(?=\d)")
_SPAN: Final = re.compile(r"(\d{1,9})\s*(?:-|\u2013|\u2014|\.\.+|den|toi|to)\s*(\d{1,9})")
_NUMBER: Final = re.compile(r"\d{1,9}")
#: What may stand between the numbers; anything else shows that the words are about something else.
_BETWEEN: Final = frozenset(("va", "and", "sang", "kien", "so", "ma", "cac", "cung", "voi"))


def read(text: str) -> tuple[int, ...]:
    """The numbers in "12 13 14", "12-51", "NT-000012, NT-000013 va 20", each once and in their order; () when
    there is anything else in it, or more than `MOST`."""
    plain = re.sub(r"[^\W\d_]+", lambda word: fold(word[0]), _CODE.sub(" ", text))
    found: list[int] = []
    for span in _SPAN.finditer(plain):
        first, last = int(span[1]), int(span[2])
        if not 0 <= last - first < MOST:
            return ()
        found += range(first, last + 1)
    rest = _SPAN.sub(" ", plain)
    found += [int(one) for one in _NUMBER.findall(rest)]
    words = re.findall(r"[^\W\d_]+", rest)
    numbers = tuple(sorted({one for one in found if one > 0}))
    return numbers if len(numbers) <= MOST and all(word in _BETWEEN for word in words) else ()
