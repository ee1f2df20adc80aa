"""Makes the tab that officers work in, and the one that explains it."""

from collections.abc import Mapping, Sequence
from random import SystemRandom
from typing import Any, Final

from bot.sinks.sheets import requests
from bot.sinks.sheets.book import MARK
from bot.sinks.sheets.client import BadRange, Client
from bot.sinks.sink import SinkFailed
from handlers.registers import review_columns
from handlers.sheets import layout
from messages.catalog import say, under

#: How many rows the tab has in the beginning.
ROWS: Final = 1000
#: So wide is a letter, in pixels, and no column is wider than this.
_LETTER: Final = 7
_WIDEST: Final = 420
_FORMATS: Final = {
    "number": {"type": "NUMBER", "pattern": "0"},
    "money": {"type": "NUMBER", "pattern": "#,##0"},
    "date": {"type": "DATE", "pattern": "dd/mm/yyyy"},
    "moment": {"type": "DATE_TIME", "pattern": "hh:mm dd/mm/yyyy"},
}
_BLUE: Final = {"red": 0.85, "green": 0.91, "blue": 0.98}
_YELLOW: Final = {"red": 1.0, "green": 0.95, "blue": 0.8}
Request = Mapping[str, Any]


def dress(client: Client, language: str, officers: Sequence[str]) -> int:
    """Make both tabs, all or nothing; the id of the one to work in. Raises `SinkFailed`."""
    taken = {str(tab["properties"]["title"]) for tab in client.grid()}
    tab, guide = (SystemRandom().randrange(1_000_000, 2**31 - 1) for _ in range(2))
    titled = _free(say(language, "gsheet.tab.work"), taken)
    explained = _free(say(language, "gsheet.tab.guide"), taken)
    sent = [*_tab(tab, titled, language, officers), *_guide(guide, explained, language)]
    try:
        client.update(sent)
    except BadRange as error:
        raise SinkFailed("refused", str(error)) from None
    return tab


def _tab(tab: int, title: str, language: str, officers: Sequence[str]) -> list[Request]:
    width = len(layout.ORDER)
    grid = {
        "rowCount": ROWS,
        "columnCount": width,
        "frozenRowCount": 1,
        "frozenColumnCount": layout.FROZEN,
    }
    titles = {at: layout.title(language, key) for at, key in enumerate(layout.ORDER)}
    everything = {
        "sheetId": tab,
        "startRowIndex": 0,
        "startColumnIndex": 0,
        "endColumnIndex": width,
    }
    return [
        {"addSheet": {"properties": {"sheetId": tab, "title": title, "index": 0, "gridProperties": grid}}},
        *requests.update(tab, 0, titles),
        *(one for at, key in enumerate(layout.ORDER) for one in _column(tab, at, key)),
        *_looks(tab, width),
        *_choices(tab, language, officers),
        {"setBasicFilter": {"filter": {"range": everything}}},
    ]


def _column(tab: int, at: int, key: str) -> list[Request]:
    place = {"sheetId": tab, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    pixels = min(_WIDEST, layout.width(key) * _LETTER)
    mark = {
        "metadataKey": MARK,
        "metadataValue": key,
        "location": {"dimensionRange": place},
        "visibility": "DOCUMENT",
    }
    made: list[Request] = [
        {"createDeveloperMetadata": {"developerMetadata": mark}},
        {
            "updateDimensionProperties": {
                "range": place,
                "properties": {"pixelSize": pixels, "hiddenByUser": key in layout.HIDDEN},
                "fields": "pixelSize,hiddenByUser",
            }
        },
    ]
    if (kind := layout.kind(key)) in _FORMATS:
        looks = {"userEnteredFormat": {"numberFormat": _FORMATS[kind]}}
        block = requests.below(tab, at)
        made.append(
            {"repeatCell": {"range": block, "cell": looks, "fields": "userEnteredFormat.numberFormat"}}
        )
    return made


def _looks(tab: int, width: int) -> list[Request]:
    first = layout.ORDER.index(layout.INPUT[0])
    wrapped = {"wrapStrategy": "WRAP", "verticalAlignment": "TOP"}
    heading = {
        "textFormat": {"bold": True},
        "backgroundColorStyle": {"rgbColor": _BLUE},
        "wrapStrategy": "WRAP",
        "verticalAlignment": "MIDDLE",
    }
    header = {
        "sheetId": tab,
        "startRowIndex": 0,
        "endRowIndex": 1,
        "startColumnIndex": 0,
        "endColumnIndex": width,
    }
    filled_in = requests.below(tab, first, len(layout.INPUT))
    yellow = {"backgroundColorStyle": {"rgbColor": _YELLOW}}
    return [
        _paint(requests.below(tab, 0, width), wrapped),
        _paint(header, heading),
        _paint(filled_in, yellow),
    ]


def _paint(block: Mapping[str, int], looks: Mapping[str, Any]) -> Request:
    fields = ",".join(f"userEnteredFormat.{name}" for name in looks)
    return {"repeatCell": {"range": block, "cell": {"userEnteredFormat": looks}, "fields": fields}}


def _choices(tab: int, language: str, officers: Sequence[str]) -> list[Request]:
    lists = {
        review_columns.DECISION: list(review_columns.decision_texts(language).values()),
        review_columns.REASON: list(review_columns.reason_texts(language).values()),
        layout.OFFICER: list(officers),
    }
    return [
        requests.choices(tab, layout.ORDER.index(key), texts, say(language, f"gsheet.help.{key}"))
        for key, texts in lists.items()
    ]


def _guide(tab: int, title: str, language: str) -> list[Request]:
    lines = list(under(language, "gsheet.guide.").values())
    grid = {"rowCount": len(lines) + 5, "columnCount": 1}
    place = {"sheetId": tab, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    rows = [{"values": [requests.cell(line)]} for line in lines]
    start = {"sheetId": tab, "rowIndex": 0, "columnIndex": 0}
    width = {"range": place, "properties": {"pixelSize": 760}, "fields": "pixelSize"}
    wrapped = {"wrapStrategy": "WRAP", "verticalAlignment": "TOP"}
    return [
        {"addSheet": {"properties": {"sheetId": tab, "title": title, "index": 1, "gridProperties": grid}}},
        {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}},
        {"updateDimensionProperties": width},
        _paint({"sheetId": tab, "startColumnIndex": 0, "endColumnIndex": 1}, wrapped),
    ]


def _free(title: str, taken: set[str]) -> str:
    """Google gives no two tabs of a spreadsheet the same name."""
    names = (title if number == 1 else f"{title} ({number})" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
