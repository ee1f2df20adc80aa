"""Writes the list of a broadcast's people as a spreadsheet, line by line, in which nothing is a formula."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from handlers import channels
from handlers.broadcasts.sending import progress
from handlers.registers.cell_text import apart
from messages.catalog import say
from storage.broadcasts.listing import Line

COLUMNS = ("name", "unit", "channel", "outcome", "reason")
_WIDTHS = {"name": 30, "unit": 50, "channel": 16, "outcome": 18, "reason": 44}
#: A sheet holds 1,048,576 rows, its heading included.
SHEET = 1_000_000


class Writer:
    """A spreadsheet that is written row by row and kept on the disk meanwhile; call `close` at the end."""

    def __init__(self, path: Path, language: str) -> None:
        # Only who writes one waits for this to be loaded.
        import xlsxwriter

        plain = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
        options = {**plain, "constant_memory": True, "tmpdir": str(path.parent)}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._bold = self._book.add_format({"bold": True})
        self._language = language
        self._names: dict[str, str] = {}
        self.count = 0

    def add(self, lines: Sequence[Line]) -> None:
        for line in lines:
            if self.count % SHEET == 0:
                self._begin()
            row = self.count % SHEET + 1
            cells = (line.name, line.unit, self._channel(line.lane), *self._outcome(line))
            for place, cell in enumerate(cells):
                self._sheet.write_string(row, place, apart(cell))
            self.count += 1

    def close(self) -> None:
        if self.count == 0:
            self._begin()
        self._book.close()

    def _begin(self) -> None:
        number = self.count // SHEET + 1
        title = say(self._language, "broadcast.export.sheet")
        self._sheet = self._book.add_worksheet(title if number == 1 else f"{title} {number}")
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(COLUMNS):
            self._sheet.set_column(place, place, _WIDTHS[column])
            self._sheet.write_string(
                0, place, say(self._language, f"broadcast.export.column.{column}"), self._bold
            )

    def _channel(self, lane: str) -> str:
        if lane not in self._names:
            self._names[lane] = channels.name_of(self._language, lane) if lane else ""
        return self._names[lane]

    def _outcome(self, line: Line) -> tuple[str, str]:
        outcome = say(self._language, f"broadcast.export.outcome.{line.outcome}")
        kind = line.outcome if line.outcome in ("failed", "skipped") else ""
        return outcome, progress.reason(self._language, kind, line.why) if kind else ""
