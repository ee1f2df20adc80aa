"""What one request of `spreadsheets.batchUpdate` does to a spreadsheet; anything unknown is refused."""

from collections.abc import Callable
from typing import Any

from fakes.sheets_book import Cell, Tab, Value


class Refused(Exception):
    """The real one would answer 400; `ours`: because the program does not know the API."""

    def __init__(self, text: str, *, ours: bool = True) -> None:
        super().__init__(text)
        self.ours = ours


def keys(given: Any, *allowed: str, needs: tuple[str, ...] = ()) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Refused(f"not an object: {given!r}")
    unknown, missing = set(given) - set(allowed), set(needs) - set(given)
    if unknown or missing:
        raise Refused(f"unknown {sorted(unknown)}, missing {sorted(missing)} in {sorted(given)}")
    return given


def value_of(cell: Any) -> Value:
    keys(cell, "userEnteredValue", "userEnteredFormat")
    entered = keys(cell.get("userEnteredValue", {}), "stringValue", "numberValue", "boolValue")
    if len(entered) > 1:
        raise Refused(f"two values in one cell: {entered}")
    value = next(iter(entered.values()), None)
    if "stringValue" in entered and (not isinstance(value, str) or len(value) > 50_000):
        raise Refused("stringValue is no string of at most 50000 characters")
    if "numberValue" in entered and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Refused("numberValue is no number")
    return value


class Spreadsheet:
    """Its tabs in their order; `apply` is one request."""

    def __init__(self, key: str, title: str = "Bảng tính") -> None:
        self.key, self.title = key, title
        self.tabs = [Tab.blank(0, "Trang tính1", 20, 6)]
        self._marks = 1000

    def tab(self, tab_id: int) -> Tab:
        found = next((tab for tab in self.tabs if tab.id == tab_id), None)
        if found is None:
            raise Refused(f"No grid with id: {tab_id}", ours=False)
        return found

    def named(self, title: str) -> Tab:
        found = next((tab for tab in self.tabs if tab.title == title), None)
        if found is None:
            raise Refused(f"Unable to parse range: '{title}'", ours=False)
        return found

    def apply(self, request: Any) -> dict[str, Any]:
        (kind,) = keys(request, *_KINDS)
        return _KINDS[kind](self, request[kind])

    def add_sheet(self, one: Any) -> dict[str, Any]:
        given = keys(
            keys(one, "properties", needs=("properties",))["properties"],
            "sheetId",
            "title",
            "index",
            "gridProperties",
            "tabColorStyle",
            needs=("title",),
        )
        if any(tab.title == given["title"] for tab in self.tabs):
            raise Refused(f'A sheet with the name "{given["title"]}" already exists.', ours=False)
        if any(tab.id == given.get("sheetId") for tab in self.tabs):
            raise Refused("A sheet with this id already exists.", ours=False)
        grid = keys(
            given.get("gridProperties", {}), "rowCount", "columnCount", "frozenRowCount", "frozenColumnCount"
        )
        tab = Tab.blank(
            given.get("sheetId", len(self.tabs) + 77),
            given["title"],
            grid.get("rowCount", 1000),
            grid.get("columnCount", 26),
        )
        tab.frozen, tab.frozen_columns = grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)
        self.tabs.insert(given.get("index", len(self.tabs)), tab)
        return {"addSheet": {"properties": tab.properties(self.tabs.index(tab))}}

    def update_cells(self, one: Any) -> dict[str, Any]:
        keys(one, "start", "rows", "fields", needs=("start", "rows", "fields"))
        if not set(one["fields"].split(",")) <= {"userEnteredValue", "userEnteredFormat"}:
            raise Refused(f"fields {one['fields']}")
        start = keys(
            one["start"], "sheetId", "rowIndex", "columnIndex", needs=("sheetId", "rowIndex", "columnIndex")
        )
        tab = self.tab(start["sheetId"])
        for down, row in enumerate(one["rows"]):
            for across, cell in enumerate(keys(row, "values")["values"]):
                at, column = start["rowIndex"] + down, start["columnIndex"] + across
                if at >= len(tab.rows) or column >= len(tab.columns):
                    raise Refused("exceeds grid limits", ours=False)
                tab.rows[at][column] = Cell(value_of(cell), tab.rows[at][column].colour)
        return {}

    def append_cells(self, one: Any) -> dict[str, Any]:
        keys(one, "sheetId", "rows", "fields", needs=("sheetId", "rows", "fields"))
        if one["fields"] != "userEnteredValue":
            raise Refused(f"fields {one['fields']}")
        tab = self.tab(one["sheetId"])
        first = tab.last_row() + 1
        tab.add_rows(max(0, first + len(one["rows"]) - len(tab.rows)))
        for down, row in enumerate(one["rows"]):
            cells = keys(row, "values")["values"]
            if len(cells) > len(tab.columns):
                raise Refused("more cells than columns", ours=False)
            for across, cell in enumerate(cells):
                tab.rows[first + down][across].value = value_of(cell)
        return {}

    def append_dimension(self, one: Any) -> dict[str, Any]:
        keys(one, "sheetId", "dimension", "length", needs=("sheetId", "dimension", "length"))
        tab = self.tab(one["sheetId"])
        tab.add_rows(one["length"]) if one["dimension"] == "ROWS" else tab.add_columns(one["length"])
        return {}

    def dimension(self, one: Any) -> dict[str, Any]:
        keys(one, "range", "properties", "fields", needs=("range", "properties", "fields"))
        given = keys(one["properties"], "pixelSize", "hiddenByUser")
        if set(one["fields"].split(",")) != set(given):
            raise Refused(f"fields {one['fields']} are not {sorted(given)}")
        for column in self._columns(one["range"]):
            column.hidden = given.get("hiddenByUser", column.hidden)
            column.width = given.get("pixelSize", column.width)
        return {}

    def mark(self, one: Any) -> dict[str, Any]:
        given = keys(
            keys(one, "developerMetadata")["developerMetadata"],
            "metadataKey",
            "metadataValue",
            "location",
            "visibility",
            needs=("metadataKey", "location", "visibility"),
        )
        if given["visibility"] not in ("DOCUMENT", "PROJECT"):
            raise Refused(f"visibility {given['visibility']}")
        (column,) = self._columns(keys(given["location"], "dimensionRange")["dimensionRange"])
        self._marks += 1
        column.marks.append(
            {
                "metadataId": self._marks,
                "metadataKey": given["metadataKey"],
                "metadataValue": given.get("metadataValue", ""),
            }
        )
        return {"createDeveloperMetadata": {"developerMetadata": column.marks[-1]}}

    def validation(self, one: Any) -> dict[str, Any]:
        keys(one, "range", "rule", needs=("range",))
        rule = keys(one.get("rule", {}), "condition", "strict", "showCustomUi", "inputMessage")
        condition = keys(rule.get("condition", {"type": "ONE_OF_LIST", "values": []}), "type", "values")
        if condition["type"] != "ONE_OF_LIST":
            raise Refused(f"condition {condition['type']}")
        listed = [keys(entry, "userEnteredValue")["userEnteredValue"] for entry in condition["values"]]
        if len(listed) > 500:
            raise Refused("more than 500 items in a list", ours=False)
        for column in self._block(one["range"]):
            column.choices = listed if "rule" in one else None
        return {}

    def repeat(self, one: Any) -> dict[str, Any]:
        keys(one, "range", "cell", "fields", needs=("range", "cell", "fields"))
        given = keys(one["cell"], "userEnteredFormat")["userEnteredFormat"]
        keys(
            given,
            "numberFormat",
            "wrapStrategy",
            "verticalAlignment",
            "textFormat",
            "backgroundColorStyle",
            "horizontalAlignment",
        )
        for column in self._block(one["range"]):
            column.format |= given
        return {}

    def filter(self, one: Any) -> dict[str, Any]:
        given = keys(keys(one, "filter")["filter"], "range", needs=("range",))
        self._block(given["range"])
        self.tab(given["range"]["sheetId"]).filtered = True
        return {}

    def _columns(self, given: Any) -> Any:
        keys(
            given,
            "sheetId",
            "dimension",
            "startIndex",
            "endIndex",
            needs=("sheetId", "dimension", "startIndex", "endIndex"),
        )
        if given["dimension"] != "COLUMNS":
            raise Refused("only columns are known here")
        return self.tab(given["sheetId"]).columns[given["startIndex"] : given["endIndex"]]

    def _block(self, given: Any) -> Any:
        keys(
            given,
            "sheetId",
            "startRowIndex",
            "endRowIndex",
            "startColumnIndex",
            "endColumnIndex",
            needs=("sheetId",),
        )
        return self.tab(given["sheetId"]).columns[
            given.get("startColumnIndex", 0) : given.get("endColumnIndex")
        ]


_KINDS: dict[str, Callable[[Spreadsheet, Any], dict[str, Any]]] = {
    "addSheet": Spreadsheet.add_sheet,
    "updateCells": Spreadsheet.update_cells,
    "appendCells": Spreadsheet.append_cells,
    "appendDimension": Spreadsheet.append_dimension,
    "updateDimensionProperties": Spreadsheet.dimension,
    "createDeveloperMetadata": Spreadsheet.mark,
    "setDataValidation": Spreadsheet.validation,
    "repeatCell": Spreadsheet.repeat,
    "setBasicFilter": Spreadsheet.filter,
}
