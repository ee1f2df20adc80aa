"""What people wrote, as the text of a cell: nothing that a file cannot hold, and no markup."""

import re
from typing import Final

#: The most a cell holds, in UTF-16 units (Excel's specifications and limits).
LONGEST: Final = 32_767
#: Stands where a longer text was cut.
MARK: Final = " […]"
#: XML 1.0 knows none of these, and a file with one of them does not open.
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text as a cell can hold it, cut with a mark where it is too long."""
    plain = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(plain) * 2 > LONGEST and len(plain.encode("utf-16-le")) // 2 > LONGEST:
        room = (LONGEST - len(MARK)) * 2
        plain = plain.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + MARK
    return plain


def apart(text: str) -> str:
    """The same for a library that takes what looks like its own markup for markup: ``<r>…</r>`` would be put
    into the file as it stands, and could bring a formula with it."""
    plain = clean(text)
    return f" {plain}" if plain.startswith("<r>") and plain.endswith("</r>") else plain
