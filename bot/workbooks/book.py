"""A workbook on its way to the disk: its sheets, its looks, and rows written as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Final, Literal

from bot.workbooks import cells
from handlers.registers import kept_sheet

Cell = str | int | float | date | None
Numbers = Literal["number", "money", "decimal", "signed", "percent"]
Look = Literal["text", "long", "date", "moment", "head", "title", "link"] | Numbers
#: A sheet has 1,048,576 rows; a round number leaves room for its heading.
SHEET: Final = 1_000_000

#: How high a row of titles is, in points: two lines.
_HEAD: Final = 34
_DATES: Final = {"date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm"}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "text": {},
    "long": {"text_wrap": True},
    "number": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0"},
    "percent": {"num_format": "0.0%"},
    "decimal": {"num_format": "0.00"},
    "signed": {"num_format": "+#,##0;-#,##0;0"},
    **{name: {"num_format": shown, "align": "left"} for name, shown in _DATES.items()},
    "head": {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#1F4E79", "color": "#FFFFFF"},
    "title": {"bold": True, "font_size": 16, "color": "#1F4E79"},
    "link": {"color": "#0563C1", "underline": 1},
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column as it is written; `width` is in letters, `more` are properties of the library's formats. A
    `hidden` one is there for us; a `drawn` one keeps its look where it is empty."""

    title: str
    look: Look
    width: float
    hidden: bool = False
    drawn: bool = False
    more: tuple[tuple[str, Any], ...] = ()


class Book:
    """Used in a `with`: at its end the file is there as a whole, and after an error nothing is."""

    def __init__(self, path: Path) -> None:
        # Only who writes one waits for this to be loaded.
        import xlsxwriter

        self._path = path
        # Beside the place it goes to, so that it gets there in one step and rows find as much room.
        self._folder = TemporaryDirectory(prefix=".", dir=path.parent)
        self._made = Path(self._folder.name) / "book.xlsx"
        plain = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
        options = {**plain, "constant_memory": True, "tmpdir": self._folder.name}
        self._looks: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.file = xlsxwriter.Workbook(str(self._made), options)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        with self._folder:
            if kind is None:
                self.file.close()
                self._made.replace(self._path)
                return
            for sheet in self.file.worksheets():
                sheet.row_data_fh.close()
            self.file.fileclosed = True  # or it would still be written when it is thrown away

    def look(self, name: Look, **more: Any) -> Any:
        """A format of the library; the same one for the same wishes."""
        wanted = {"valign": "top", **_LOOKS[name], **more}
        key = tuple(sorted(wanted.items()))
        if key not in self._looks:
            self._looks[key] = self.file.add_format(wanted)
        return self._looks[key]

    def sheet(self, title: str) -> Any:
        """A new sheet of the library; what a title may not hold is left out of it."""
        return self.file.add_worksheet("".join(one for one in title if one not in "[]:*?/\\'")[:31])

    def table(self, title: str, fields: Sequence[Field], *, frozen: int = 0) -> Rows:
        """A new sheet with one row of titles, kept in sight with the first columns."""
        sheet = self.sheet(title)
        for place, one in enumerate(fields):
            look = self.look("text", **{name: value for name, value in one.more if name == "locked"})
            sheet.set_column(place, place, one.width, look, {"hidden": one.hidden})
        sheet.set_row(0, _HEAD)
        for place, one in enumerate(fields):
            sheet.write_string(0, place, cells.apart(one.title), self.look("head"))
        sheet.freeze_panes(1, frozen)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return Rows(self, sheet, fields)

    def keep(self, rows: Sequence[tuple[str, str]]) -> None:
        """The sheet that nobody sees, by which we know the workbook again."""
        sheet = self.file.add_worksheet(kept_sheet.NAME)
        for place, (key, value) in enumerate(rows):
            sheet.write_string(place, 0, cells.apart(key))
            sheet.write_string(place, 1, cells.apart(value))
        sheet.very_hidden()


class Rows:
    """The rows of a table, one after the other.

    They are put into the sheet's stream as finished XML: cell by cell, the library takes three times as
    long, and a province's register would miss its half minute.
    """

    def __init__(self, book: Book, sheet: Any, fields: Sequence[Field]) -> None:
        self.sheet, self.count = sheet, 0
        self._columns = [_Column(book, place, one) for place, one in enumerate(fields)]
        sheet._write_single_row(1)  # the titles go into the stream first
        self._write: Callable[[str], object] = sheet.row_data_fh.write

    def add(self, values: Sequence[Cell], height: float | None = None) -> None:
        """The next row; `height` is in points."""
        self.count += 1
        row = self.count + 1
        tall = f' ht="{height:g}" customHeight="1"' if height is not None else ""
        parts = [f'<row r="{row}"{tall}>']
        for column, value in zip(self._columns, values, strict=True):
            if value is None or value == "":
                if column.drawn:
                    parts.append(f"{column.begins}{row}{column.styled}/>")
            elif isinstance(value, str):
                styled = column.marked if value.startswith(cells.FORMULA) else column.styled
                parts.append(f'{column.begins}{row}{styled} t="inlineStr"><is>{cells.inline(value)}</is></c>')
            else:
                number = cells.serial(value) if isinstance(value, date) else value
                if number is not None and cells.is_exact(number):
                    parts.append(f"{column.begins}{row}{column.styled}><v>{number!r}</v></c>")
                else:
                    told = f"<t>{_in_words(value)}</t>"
                    parts.append(f'{column.begins}{row}{column.worded} t="inlineStr"><is>{told}</is></c>')
        parts.append("</row>")
        self._write("".join(parts))
        self.sheet.dim_rowmax = self.count
        self.sheet.previous_row = self.count

    def link(self, place: int, url: str) -> None:
        """The cell at this place of the last row opens one of our own addresses."""
        from xlsxwriter.url import Url

        self.sheet.hyperlinks[self.count][place] = Url(url)


class _Column:
    """How a cell of a column begins, ready for the thousands of times it is written."""

    __slots__ = ("begins", "drawn", "marked", "styled", "worded")

    def __init__(self, book: Book, place: int, field: Field) -> None:
        def styled(look: Look, **more: Any) -> str:
            return f'" s="{book.look(look, **dict(field.more), **more)._get_xf_index()}"'

        self.begins = f'<c r="{letters(place)}'
        self.drawn = field.drawn
        self.styled = styled(field.look)
        # As text for good: what begins like a formula must not become one when somebody edits the cell.
        self.marked = styled(field.look, quote_prefix=True)
        self.worded = styled("text")


def _in_words(value: float | date) -> str:
    """What no spreadsheet can count with: a day long ago, a number of too many digits."""
    return f"{value.day:02}/{value.month:02}/{value.year}" if isinstance(value, date) else str(value)


def letters(place: int) -> str:
    """The name of a column: A for 0, AA for 26."""
    above, own = divmod(place, 26)
    return (letters(above - 1) if above else "") + chr(65 + own)
