"""Writes the tree as a spreadsheet, in which nothing can become a formula."""

import csv
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from handlers.registers.cell_text import apart
from messages.catalog import DEFAULT, say
from storage.tables import unit_aliases, units
from storage.tree import kinds
from storage.tree.footing import NEVER_STOOD
from storage.tree.sheet.columns import COLUMNS, FORMULA, heading
from storage.tree.sheet.watching import Progress, silent

_WIDTHS = {"code": 14, "name": 60, "kind": 34, "employer": 50, "aliases": 24}


def write(connection: Connection, path: Path, *, language: str = DEFAULT, progress: Progress = silent) -> int:
    """How many units it wrote: those that stand, each below the one it belongs to, then those that ended,
    with who took them over as the unit above. A path that ends with ``.csv`` gets commas.

    Raises OSError when the file cannot be written.
    """
    rows = list(rows_of(connection, language))
    if path.suffix.lower() == ".csv":
        _write_csv(path, rows, language, progress)
    else:
        _write_workbook(path, rows, language, progress)
    return len(rows)


def rows_of(connection: Connection, language: str) -> Iterator[list[Any]]:
    every = connection.execute(select(units).where(~NEVER_STOOD)).all()
    by_id = {row.id: row for row in every}
    former: dict[int, list[str]] = {}
    for alias in connection.execute(select(unit_aliases).order_by(unit_aliases.c.code)):
        former.setdefault(alias.unit_id, []).append(alias.code)
    named = {key: kind.name for key, kind in kinds.read(connection).items()}
    yes, no = (say(language, f"tree.sheet.{one}").split(",")[0] for one in ("yes", "no"))

    def order(row: Any) -> tuple[bool, list[str]]:
        steps = [int(part) for part in row.path.split("/") if part]
        return row.until is not None, [by_id[one].code if one in by_id else "" for one in steps]

    for row in sorted(every, key=order):
        above = by_id.get(row.parent_id)
        yield [
            row.code,
            row.name,
            named.get(row.kind, row.kind),
            above.code if above is not None else "",
            row.members,
            row.workers,
            yes if row.fdi else no,
            row.employer,
            row.employer_language,
            row.since,
            row.until,
            ", ".join(former.get(row.id, ())),
        ]


def _write_csv(path: Path, rows: list[list[Any]], language: str, progress: Progress) -> None:
    # With the mark at its beginning a spreadsheet program takes the letters for what they are.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow([heading(language, one) for one in COLUMNS])
        for done, row in enumerate(rows, 1):
            sheet.writerow([_guarded(cell) for cell in row])
            progress(done, len(rows))


def _guarded(cell: Any) -> Any:
    if isinstance(cell, date):
        return cell.isoformat()
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _write_workbook(path: Path, rows: list[list[Any]], language: str, progress: Progress) -> None:
    import xlsxwriter

    plain = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    # In memory first: where the file cannot be written, nothing half-made is left anywhere.
    written = BytesIO()
    book = xlsxwriter.Workbook(written, {**plain, "in_memory": True})
    sheet = book.add_worksheet()
    bold, dated = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, _WIDTHS.get(column, 12))
        sheet.write_string(0, place, heading(language, column), bold)
    for done, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(done, place, cell, dated)
            elif isinstance(cell, int):
                sheet.write_number(done, place, cell)
            elif cell:
                sheet.write_string(done, place, apart(cell))
        progress(done, len(rows))
    book.close()
    path.write_bytes(written.getvalue())
