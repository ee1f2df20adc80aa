"""Units in their order as a workbook: real numbers, their targets, and a chart of the first ten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final

from bot.workbooks import cells
from bot.workbooks.book import Book, Look
from handlers.results import ranking_screen
from handlers.results.figures import Board, Line
from handlers.results.ranking import By, Ranked, ranked
from messages.catalog import say

#: Each column with how its cells look and how wide it is.
_COLUMNS: Final[tuple[tuple[str, Look, float], ...]] = (
    ("place", "number", 8),
    ("unit", "text", 44),
    ("code", "text", 12),
    ("percent", "percent", 12),
    ("valid", "number", 11),
    ("target", "number", 11),
    ("submissions", "number", 11),
    ("submitters", "number", 13),
    ("registered", "number", 12),
    ("endorsed", "number", 13),
    ("recognised", "number", 15),
    ("on_portal", "number", 11),
    ("value", "money", 20),
    ("workers", "number", 12),
    ("rate", "percent", 14),
    ("each", "decimal", 14),
    ("moved", "signed", 13),
    ("notes", "text", 46),
)
_PLACES: Final = {name: place for place, (name, _, _) in enumerate(_COLUMNS)}
#: The title, when it was counted, an empty row; then the row of titles.
_HEAD: Final = 3
_DRAWN: Final = 10


def write_ranking(path: Path, board: Board, language: str, zone: tzinfo, by: By = "target") -> int:
    """How many units are ranked in it."""
    rows = ranked(board, by)
    with Book(path) as book:
        sheet = book.sheet(say(language, "export.ranking.sheet"))
        for place, (_, _, width) in enumerate(_COLUMNS):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(_HEAD + 1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        _heading(book, sheet, board, language, zone)
        for number, one in enumerate(rows, start=_HEAD + 1):
            _row(book, sheet, number, _cells(one.line, language, one, by))
        last = _HEAD + len(rows)
        sheet.autofilter(_HEAD, 0, max(last, _HEAD + 1), len(_COLUMNS) - 1)
        total = _cells(board.top, language)
        total["unit"] = say(language, "export.ranking.total", unit=board.top.unit.name)
        _row(book, sheet, last + 2, total, bold=True, top=1)
        if rows:
            _chart(book, sheet.get_name(), rows, language)
    return len(rows)


def _heading(book: Book, sheet: Any, board: Board, language: str, zone: tzinfo) -> None:
    title = say(language, "export.ranking.title", unit=board.top.unit.name)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, cells.apart(title), book.look("title"))
    at = board.as_of.astimezone(zone)
    told = [board.phase, say(language, "export.made", time=f"{at:%H:%M}", date=f"{at:%d/%m/%Y}")]
    if board.unplaced:
        told.append(say(language, "export.ranking.unplaced", count=board.unplaced))
    sheet.write_string(1, 0, cells.apart(" · ".join(told)), book.look("text", italic=True))
    sheet.set_row(_HEAD, 34)
    for place, (name, _, _) in enumerate(_COLUMNS):
        sheet.write_string(_HEAD, place, say(language, f"export.ranking.column.{name}"), book.look("head"))


def _cells(
    line: Line, language: str, one: Ranked | None = None, by: By = "target"
) -> dict[str, str | float | None]:
    figures = line.figures
    counted = (
        "valid",
        "submissions",
        "submitters",
        "registered",
        "endorsed",
        "recognised",
        "on_portal",
        "value",
    )
    return {
        "place": one.place if one is not None else None,
        "unit": line.unit.name,
        "code": line.unit.code,
        "percent": line.percent / 100 if line.percent is not None else None,
        "target": line.target,
        **{name: getattr(figures, name) for name in counted},
        "workers": line.workers,
        "rate": figures.first_pass / figures.decided if figures.decided else None,
        "each": figures.submissions / figures.submitters if figures.submitters else None,
        "moved": one.moved if one is not None else None,
        "notes": "; ".join(ranking_screen.notes(language, one, by)) if one is not None else "",
    }


def _row(book: Book, sheet: Any, row: int, told: dict[str, str | float | None], **more: Any) -> None:
    for place, (name, look, _) in enumerate(_COLUMNS):
        value, style = told[name], book.look(look, **more)
        if isinstance(value, str):
            marked = value.startswith(cells.FORMULA)
            sheet.write_string(
                row,
                place,
                cells.apart(value),
                book.look(look, quote_prefix=True, **more) if marked else style,
            )
        elif value is None:
            sheet.write_blank(row, place, None, style)
        else:
            sheet.write_number(row, place, value, style)


def _chart(book: Book, name: str, rows: Sequence[Ranked], language: str) -> None:
    """Lying bars, because names of unions are long; by percent where anybody has a target."""
    drawn = rows[:_DRAWN]
    by = "percent" if any(one.line.percent is not None for one in drawn) else "valid"
    chart = book.file.add_chart({"type": "bar"})
    first, last = _HEAD + 1, _HEAD + len(drawn)
    shown = "0%" if by == "percent" else "#,##0"
    chart.add_series(
        {
            "categories": [name, first, _PLACES["unit"], last, _PLACES["unit"]],
            "values": [name, first, _PLACES[by], last, _PLACES[by]],
            "fill": {"color": "#1F4E79"},
            "gap": 60,
            "data_labels": {"value": True, "num_format": shown},
        }
    )
    axis = "axis_target" if by == "percent" else "axis_valid"
    chart.set_title({"name": say(language, "export.ranking.chart")})
    chart.set_x_axis({"name": say(language, f"export.ranking.{axis}"), "num_format": shown, "min": 0})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"none": True})
    chart.set_size({"width": 1000, "height": 120 + 44 * len(drawn)})
    sheet = book.sheet(say(language, "export.ranking.chart_sheet"))
    sheet.hide_gridlines(2)
    sheet.insert_chart(0, 0, chart)
