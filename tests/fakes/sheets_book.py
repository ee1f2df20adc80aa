"""A spreadsheet as Google keeps it: tabs, cells with their looks, and what hangs on columns."""

import re
from dataclasses import dataclass, field
from typing import Any

Value = str | int | float | bool | None
_CORNER = re.compile(r"([A-Z]*)(\d*)")


class Formula(str):
    """What a person typed with "=" in front."""

    __slots__ = ()


@dataclass
class Cell:
    """`colour` is a person's own; it goes where the cell goes."""

    value: Value = None
    colour: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value is None or self.value == ""


@dataclass
class Column:
    """Metadata hangs on the column itself and moves with it."""

    marks: list[dict[str, Any]] = field(default_factory=list)
    hidden: bool = False
    width: int = 100
    format: dict[str, Any] = field(default_factory=dict)
    choices: list[str] | None = None


@dataclass
class Tab:
    """One sheet; rows and columns count from 0."""

    id: int
    title: str
    rows: list[list[Cell]]
    columns: list[Column]
    frozen: int = 0
    frozen_columns: int = 0
    filtered: bool = False
    hidden_rows: set[int] = field(default_factory=set)

    @classmethod
    def blank(cls, tab_id: int, title: str, rows: int = 1000, columns: int = 26) -> "Tab":
        return cls(
            tab_id,
            title,
            [[Cell() for _ in range(columns)] for _ in range(rows)],
            [Column() for _ in range(columns)],
        )

    def last_row(self) -> int:
        """The last one with data, -1 when there is none."""
        filled = (
            at for at in range(len(self.rows) - 1, -1, -1) if any(not c.is_empty for c in self.rows[at])
        )
        return next(filled, -1)

    def add_rows(self, count: int) -> None:
        self.rows += [[Cell() for _ in self.columns] for _ in range(count)]

    def add_columns(self, count: int) -> None:
        self.columns += [Column() for _ in range(count)]
        for row in self.rows:
            row += [Cell() for _ in range(count)]

    def properties(self, index: int) -> dict[str, Any]:
        grid = {"rowCount": len(self.rows), "columnCount": len(self.columns)}
        grid |= {"frozenRowCount": self.frozen} if self.frozen else {}
        grid |= {"frozenColumnCount": self.frozen_columns} if self.frozen_columns else {}
        return {
            "sheetId": self.id,
            "title": self.title,
            "index": index,
            "sheetType": "GRID",
            "gridProperties": grid,
        }

    def box(self, written: str) -> tuple[range, range]:
        """Rows and columns of A1 notation without the tab: "A1:K", "1:5", "B2:C9"."""
        first, _, last = written.partition(":")
        top, bottom = _corner(first), _corner(last or first)
        rows = range(top[0] or 0, len(self.rows) if bottom[0] is None else bottom[0] + 1)
        columns = range(top[1] or 0, len(self.columns) if bottom[1] is None else bottom[1] + 1)
        return rows, columns

    def values(self, written: str) -> list[list[Value]]:
        """What stands there, empty ends left out, as the real one answers."""
        rows, columns = self.box(written)
        found: list[list[Value]] = []
        for at in rows:
            if at >= len(self.rows):
                break
            line = [shown(self.rows[at][column]) for column in columns if column < len(self.columns)]
            while line and line[-1] == "":
                line.pop()
            found.append(line)
        while found and not found[-1]:
            found.pop()
        return found

    def grid(self, written: str) -> dict[str, Any]:
        """The same as `GridData`."""
        rows, columns = self.box(written)
        lines: list[dict[str, Any]] = []
        for at in rows:
            if at >= len(self.rows):
                break
            cells = [self.rows[at][column] for column in columns if column < len(self.columns)]
            lines.append(
                {
                    "values": [
                        {"effectiveValue": _extended(cell)} if not cell.is_empty else {} for cell in cells
                    ]
                }
            )
        return {"startRow": rows.start, "startColumn": columns.start, "rowData": lines}


def shown(cell: Cell) -> Value:
    """The value as UNFORMATTED_VALUE tells it; what a formula would come to is not computed here."""
    if isinstance(cell.value, Formula):
        return f"computed {cell.value}"
    return "" if cell.value is None else cell.value


def _extended(cell: Cell) -> dict[str, Any]:
    value = shown(cell)
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"numberValue": value} if isinstance(value, int | float) else {"stringValue": value}


def _corner(written: str) -> tuple[int | None, int | None]:
    match = _CORNER.fullmatch(written)
    if match is None or not written:
        raise ValueError(written)
    letters, digits = match.groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return (int(digits) - 1 if digits else None), (column - 1 if letters else None)
