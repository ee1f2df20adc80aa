"""Reads a decision's number, day and signer out of one typed line."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.understanding import days
from handlers.understanding.folding import fold

_DAY: Final = re.compile(r"(?<![\d/.-])\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}(?![\d/-])")
_PIECES: Final = re.compile(r"[,;\n]+")
#: Words that introduce a part and belong to none, folded.
_NOISE: Final = frozenset(
    (
        *("so", "quyet", "dinh", "qd", "giay", "chung", "nhan", "cong", "ngay", "ky", "do", "boi", "nguoi"),
        *("decision", "no", "number", "of", "dated", "signed", "by"),
    )
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What was found; a part that was not told is empty."""

    number: str = ""
    day: date | None = None
    signer: str = ""


def divide(line: str, today: date) -> Parts:
    """The parts in whatever order they were told: "18/2026, 15/3/2026, ong Kim Min Ho"."""
    found, rest = _day(line, today)
    number, signer = "", []
    for piece in _PIECES.split(rest):
        words = [word for word in piece.split() if any(letter.isalnum() for letter in word)]
        if found is None and (day := _spelled(piece, today)) is not None:
            found = day
            continue
        for word in words:
            if not number and any(letter.isdigit() for letter in word):
                number = word.strip(" .:()")
            elif fold(word) not in _NOISE:
                signer.append(word)
        if words:
            signer.append(",")
    return Parts(number[:60], found, _joined(signer)[:100])


def _day(line: str, today: date) -> tuple[date | None, str]:
    """A day in figures, and the line without it; one that lies ahead is left where it stands."""
    for match in _DAY.finditer(line):
        day = days.day(match[0].replace(" ", ""), today)
        if day is not None and day <= today:
            return day, f"{line[: match.start()]} {line[match.end() :]}"
    return None, line


def _spelled(piece: str, today: date) -> date | None:
    """A day in words, when a piece of the line is nothing else."""
    words = piece.split()
    while words and fold(words[0]) in ("ky", "signed"):
        words = words[1:]
    day = days.day(" ".join(words), today) if len(words) > 1 else None
    return day if day is not None and day <= today else None


def _joined(words: list[str]) -> str:
    """Pieces that hold something, with commas between them."""
    return re.sub(r"(\s*,\s*)+", ", ", " ".join(words)).strip(" ,.")
