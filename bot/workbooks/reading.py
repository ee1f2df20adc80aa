"""Reads a workbook that a person filled in: which kind it is, and its rows by the keys of their columns."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal

from handlers.intakes.plan import Line, Value
from handlers.registers import kept_sheet
from handlers.understanding.folding import clean, fold
from messages.catalog import LANGUAGES, say
from storage.intakes.kinds import Intake

#: In bytes: as much as every channel brings.
LARGEST: Final = 20_000_000
MOST_ROWS: Final = 200_000
#: Unpacked, in bytes; what packs better than this is no work of a person.
UNPACKED: Final = 400_000_000
#: The reader holds the whole rectangle from the first to the last cell in memory, empty or not.
MOST_CELLS: Final = 8_000_000
MOST_SHEETS: Final = 30
#: Titles stand near the top, below what somebody wrote above them.
TITLE_ROWS: Final = 30
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PLACE: Final = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")

Why = Literal["not_workbook", "password", "too_large", "too_many_rows", "unknown", "titles_missing"]


@dataclass(frozen=True, slots=True)
class Unread:
    """It cannot be read. The reason in words is ``intake.unread.<why>`` with these values."""

    why: Why
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str) -> str:
        return say(language, f"intake.unread.{self.why}", **self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The sheet that is worked in: its name, the row of its titles as Excel counts it, and the place of each
    known column, from 0."""

    intake: Intake
    name: str
    top: int
    columns: Mapping[str, int]
    lines: tuple[Line, ...]


def read(data: bytes, kinds: Sequence[Intake], language: str) -> Sheet | Unread:
    """The first sheet of the best known kind. Formulas are read as the values they had when it was saved.

    Takes seconds for a large one. Never raises for what the bytes may be.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    refused = _refuse(data)
    if refused is not None:
        return refused
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return _found(book, kinds, language)
    except PasswordError:
        return Unread("password")
    except CalamineError:
        return Unread("password" if _is_locked(data) else "not_workbook")


def _refuse(data: bytes) -> Unread | None:
    """What must not even be opened."""
    if len(data) > LARGEST:
        return Unread("too_large", {"most": LARGEST // 1_000_000})
    if _is_locked(data):
        return Unread("password")
    if not data.startswith(b"PK\x03\x04"):
        return None if data.startswith(_OLE) else Unread("not_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > UNPACKED:
                return Unread("too_large", {"most": LARGEST // 1_000_000})
            sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
            spread = any(_cells(packed, part) > MOST_CELLS for part in sheets)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        return Unread("not_workbook")
    return Unread("too_many_rows", {"most": MOST_ROWS}) if spread else None


def _cells(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How large the rectangle is in which all cells of this sheet stand."""
    row, column, rest, unpacked = 0, b"", b"", 0
    with packed.open(part) as file:
        while chunk := file.read(1 << 20):
            unpacked += len(chunk)
            if unpacked > UNPACKED:  # its own account of its size is not believed
                return MOST_CELLS + 1
            text = rest + chunk
            for letters, number in _PLACE.findall(text):
                row = max(row, int(number))
                column = max(column, letters, key=lambda one: (len(one), one))
            rest = text[-32:]
    width = 0
    for letter in column:
        width = width * 26 + letter - 64
    return row * width


def _is_locked(data: bytes) -> bool:
    """A workbook under a password is an old container around what is encrypted (MS-OFFCRYPTO 2.3.4)."""
    return data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data


def _found(book: Any, kinds: Sequence[Intake], language: str) -> Sheet | Unread:
    known = {one.kind: _titles(one) for one in kinds}
    for name, titles in _kept(book).items():
        known.setdefault(name, {}).update(titles)
    best: tuple[int, Any, Intake, int, dict[str, int]] | None = None
    missing: tuple[int, Intake, set[str]] | None = None
    for name in book.sheet_names[:MOST_SHEETS]:
        if name == kept_sheet.NAME:
            continue
        sheet = book.get_sheet_by_name(name)
        top = sheet.to_python(skip_empty_area=False, nrows=TITLE_ROWS)
        for intake in kinds:
            for row, columns in _headings(top, known[intake.kind]):
                lacking = set(intake.required) - columns.keys()
                if not lacking and (best is None or len(columns) > best[0]):
                    best = (len(columns), sheet, intake, row, columns)
                share = len(columns)
                if lacking and share > 1 and (missing is None or share > missing[0]):
                    missing = (share, intake, lacking)
    if best is not None:
        return _sheet(*best[1:], known[best[2].kind])
    if missing is None:
        return Unread("unknown")
    _, intake, lacking = missing
    named = intake.headings(language)
    wanted = ", ".join(f"“{named[key][0]}”" for key in intake.required if key in lacking)
    return Unread("titles_missing", {"kind": say(language, f"intake.kind.{intake.kind}"), "titles": wanted})


def _titles(intake: Intake) -> dict[str, str]:
    """Every title, folded, with the key of its column."""
    known = {fold(key.replace("_", " ")): key for key in intake.columns}
    for language in LANGUAGES:
        for key, words in intake.headings(language).items():
            known.update({fold(one): key for one in words})
    return known


def _kept(book: Any) -> dict[str, dict[str, str]]:
    """Under which titles this very workbook was written, by kind."""
    if kept_sheet.NAME not in book.sheet_names:
        return {}
    cells = book.get_sheet_by_name(kept_sheet.NAME).to_python(nrows=200)
    rows = {str(row[0]): str(row[1]) for row in cells if len(row) > 1}
    columns = {
        fold(title): key.removeprefix(kept_sheet.COLUMN)
        for key, title in rows.items()
        if key.startswith(kept_sheet.COLUMN) and fold(title)
    }
    return {rows.get("kind", ""): columns}


def _headings(
    cells: Sequence[Sequence[Any]], known: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, int]]]:
    """Rows that may be titles: the place of each known column, from 0, the first where it stands twice."""
    for row, held in enumerate(cells):
        columns: dict[str, int] = {}
        for place, cell in enumerate(held):
            key = known.get(fold(cell[:200].replace("_", " "))) if isinstance(cell, str) and cell else None
            if key is not None:
                columns.setdefault(key, place)
        if columns:
            yield row, columns


def _sheet(
    sheet: Any, intake: Intake, top: int, columns: Mapping[str, int], known: Mapping[str, str]
) -> Sheet | Unread:
    cells = sheet.to_python(skip_empty_area=False, nrows=top + 2 + MOST_ROWS)
    if len(cells) > top + 1 + MOST_ROWS:
        return Unread("too_many_rows", {"most": MOST_ROWS})
    mine = {key: place for key, place in columns.items() if key in intake.columns}
    again = {row for row, found in _headings(cells[top + 1 : top + 3], known) if found == columns}
    lines = []
    for row, held in enumerate(cells[top + 1 :]):
        read = {key: _value(held[place]) if place < len(held) else None for key, place in mine.items()}
        if row not in again and any(one is not None for one in read.values()):
            lines.append(Line(top + 2 + row, read))
    return Sheet(intake=intake, name=sheet.name, top=top + 1, columns=mine, lines=tuple(lines))


def _value(cell: Any) -> Value:
    match cell:
        case bool() | int():
            return cell
        case float():
            return int(cell) if cell.is_integer() and abs(cell) < 10**15 else cell
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date()
        case datetime() | date():
            return cell
        case time() | timedelta():
            return str(cell)
        case _:
            return clean(str(cell)) or None
