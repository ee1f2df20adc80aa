"""An officer at the spreadsheet: sorts, filters, colours, inserts, hides, deletes, decides."""

from dataclasses import dataclass
from random import Random

from fakes.sheets_book import Cell, Column, Formula, Tab, Value, shown
from fakes.sheets_requests import Spreadsheet

DECISION = "Quyết định của đồng chí"
REASON = "Lý do (chọn)"
WORDS = "Lời nhắn cho tác giả"
VALUE = "Giá trị sửa lại (đồng/năm)"
OFFICER = "Người quyết định"
RESULT = "Kết quả"


@dataclass
class Human:
    """Works in the tab with this id, and finds columns and rows as people do: by what they read there."""

    spreadsheet: Spreadsheet
    tab_id: int

    @property
    def tab(self) -> Tab:
        return self.spreadsheet.tab(self.tab_id)

    def column(self, title: str) -> int:
        titles = [shown(cell) for cell in self.tab.rows[0]]
        assert titles.count(title) == 1, f"{title!r} is not one of {titles}"
        return titles.index(title)

    def titles(self) -> list[Value]:
        return [shown(cell) for cell in self.tab.rows[0]]

    def row(self, code: str) -> int:
        found = self.rows(code)
        assert len(found) == 1, f"{code} stands in rows {found}"
        return found[0]

    def rows(self, code: str) -> list[int]:
        at = self.column("Mã")
        return [number for number, row in enumerate(self.tab.rows) if number and shown(row[at]) == code]

    def codes(self) -> list[Value]:
        """Of all rows, from the top; what has none is left out."""
        at = self.column("Mã")
        return [shown(row[at]) for row in self.tab.rows[1:] if shown(row[at])]

    def reads(self, code: str, title: str) -> Value:
        return shown(self.tab.rows[self.row(code)][self.column(title)])

    def types(self, code: str, title: str, value: Value) -> None:
        """Into the row of this code; "=" begins a formula, as it does for people."""
        self.types_at(self.row(code), self.column(title), value)

    def types_at(self, row: int, column: int, value: Value) -> None:
        cell = self.tab.rows[row][column]
        cell.value = Formula(value) if isinstance(value, str) and value.startswith("=") else value

    def decides(
        self, code: str, decision: str, *, reason: str = "", words: str = "", officer: str = ""
    ) -> None:
        entered = {DECISION: decision, REASON: reason, WORDS: words, OFFICER: officer}
        for title, value in entered.items():
            if value:
                self.types(code, title, value)

    def colours(self, code: str, colour: str) -> None:
        for cell in self.tab.rows[self.row(code)]:
            cell.colour = colour

    def sorts(self, title: str, *, backwards: bool = False) -> None:
        """All columns below the frozen row, as the menu and the filter do; empty rows stay at the end."""
        self._put(
            sorted(self._filled(), key=lambda row: str(shown(row[self.column(title)])), reverse=backwards)
        )

    def shuffles(self, random: Random) -> None:
        rows = self._filled()
        random.shuffle(rows)
        self._put(rows)

    def sorts_only_seen(self, title: str) -> None:
        """Chosen with the mouse: hidden columns are left out, and rows come apart."""
        at, hidden = self.column(title), [one.hidden for one in self.tab.columns]
        rows = self._filled()
        ordered = sorted(rows, key=lambda row: str(shown(row[at])))
        self._put(
            [
                [old[c] if hidden[c] else new[c] for c in range(len(hidden))]
                for old, new in zip(rows, ordered, strict=True)
            ]
        )

    def filters(self, *codes: str) -> None:
        """Only these are to be seen."""
        self.tab.hidden_rows = {
            at for code in self.codes() if code not in codes for at in self.rows(str(code))
        }

    def inserts_column(self, at: int, title: str = "") -> None:
        self.tab.columns.insert(at, Column())
        for row in self.tab.rows:
            row.insert(at, Cell())
        self.tab.rows[0][at].value = title or None

    def moves_column(self, title: str, to: int) -> None:
        at = self.column(title)
        self.tab.columns.insert(to, self.tab.columns.pop(at))
        for row in self.tab.rows:
            row.insert(to, row.pop(at))

    def deletes_column(self, title: str) -> None:
        at = self.column(title)
        del self.tab.columns[at]
        for row in self.tab.rows:
            del row[at]

    def inserts_row(self, at: int, *values: Value) -> None:
        self.tab.rows.insert(
            at, [Cell(value) for value in values] + [Cell() for _ in self.tab.columns[len(values) :]]
        )

    def deletes_row(self, code: str) -> None:
        del self.tab.rows[self.row(code)]

    def copies_row(self, code: str) -> None:
        """To the place right below, with all that is in it."""
        at = self.row(code)
        self.tab.rows.insert(at + 1, [Cell(cell.value, cell.colour) for cell in self.tab.rows[at]])

    def renames_tab(self, title: str) -> None:
        self.tab.title = title

    def renames_column(self, title: str, to: str) -> None:
        self.types_at(0, self.column(title), to)

    def deletes_tab(self) -> None:
        self.spreadsheet.tabs.remove(self.tab)

    def _filled(self) -> list[list[Cell]]:
        return self.tab.rows[1 : self.tab.last_row() + 1]

    def _put(self, rows: list[list[Cell]]) -> None:
        self.tab.rows[1 : len(rows) + 1] = rows
