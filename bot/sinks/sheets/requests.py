"""Requests of `spreadsheets.batchUpdate`, as its reference has them."""

# https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request

from collections.abc import Mapping, Sequence
from typing import Any, Final

from handlers.sheets import layout
from handlers.sheets.layout import Plain

Request = dict[str, Any]
#: How many rows are added when a tab is full.
MORE_ROWS: Final = 1000


def cell(value: Plain) -> dict[str, Any]:
    """A typed value: a `stringValue` stays text, whatever it begins with, so that nothing somebody wrote in a
    chat can become a formula. "" empties the cell."""
    if value == "":
        return {}
    key = "stringValue" if isinstance(value, str) else "numberValue"
    return {"userEnteredValue": {key: value}}


def update(sheet_id: int, at: int, cells: Mapping[int, Plain]) -> list[Request]:
    """Cells of one row by their columns: a request for each run of neighbours, so that what lies between
    them, and how any of them looks, stays a person's own."""
    requests: list[Request] = []
    run: list[dict[str, Any]] = []
    for column in sorted(cells):
        if not run or column - 1 not in cells:
            run = []
            start = {"sheetId": sheet_id, "rowIndex": at, "columnIndex": column}
            rows = [{"values": run}]
            requests.append({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})
        run.append(cell(cells[column]))
    return requests


def append(sheet_id: int, rows: Sequence[Mapping[int, Plain]]) -> Request:
    """New rows below everything that has content."""
    filled = [{"values": [cell(row.get(column, "")) for column in range(max(row) + 1)]} for row in rows]
    return {"appendCells": {"sheetId": sheet_id, "rows": filled, "fields": "userEnteredValue"}}


def more_rows(sheet_id: int, count: int) -> Request:
    length = max(MORE_ROWS, count)
    return {"appendDimension": {"sheetId": sheet_id, "dimension": "ROWS", "length": length}}


def choices(sheet_id: int, column: int, texts: Sequence[str], help_text: str) -> Request:
    """A list to pick from, below the titles; without texts anything may be typed."""
    block = below(sheet_id, column)
    if not texts:
        return {"setDataValidation": {"range": block}}
    condition = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": text} for text in texts]}
    rule = {"condition": condition, "strict": True, "showCustomUi": True, "inputMessage": help_text}
    return {"setDataValidation": {"range": block, "rule": rule}}


def below(sheet_id: int, column: int, width: int = 1) -> dict[str, int]:
    return {
        "sheetId": sheet_id,
        "startRowIndex": 1,
        "startColumnIndex": column,
        "endColumnIndex": column + width,
    }


def placed(cells: Mapping[str, Plain], places: Mapping[str, int]) -> dict[int, Plain]:
    """The cells by column; those of columns that a person deleted are left out."""
    return {places[key]: value for key, value in cells.items() if key in places}


def letters(column: int) -> str:
    """A column as people name it: 0 is A, 26 is AA."""
    named = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        named = chr(65 + rest) + named
    return named


def quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def last_read(places: Mapping[str, int]) -> int:
    """The last column that is looked at in every round."""
    return max(places[key] for key in layout.READ if key in places)
