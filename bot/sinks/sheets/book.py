"""The tab that is ours: found under whatever name, read in one piece, written by the numbers in its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.sinks.sheets import requests
from bot.sinks.sheets.client import BadRange, Client
from bot.sinks.sink import SinkFailed
from handlers.sheets import found, layout
from handlers.sheets.found import Row
from handlers.sheets.layout import Plain
from handlers.sheets.plan import Plan

#: How often it is tried anew when people move things in the very moment we look.
TRIES: Final = 4
#: Under this key the name of a column hangs on it, wherever it is moved.
MARK: Final = "sang-kien"
#: So many cells are read to the right of our columns, for titles that were carried off.
_WIDE: Final = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where things were when we looked. `columns` count from 0; `titles` are as they stood there."""

    tab: str
    rows: int
    columns: Mapping[str, int]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything of one moment. `rows` are ours by their number; `height` counts those with content."""

    place: Place
    rows: Mapping[int, Sequence[Row]]
    height: int


@dataclass(slots=True)
class Written:
    """What became of a plan: the numbers that stand as planned, and those whose row got cells that were
    meant for another one, because rows were moved between reading and writing."""

    sound: set[int] = field(default_factory=set)
    mixed: set[int] = field(default_factory=set)


class Book:
    """One tab of one spreadsheet, known by its id."""

    def __init__(self, client: Client, sheet_id: int) -> None:
        self._client, self.sheet_id = client, sheet_id
        self._place: Place | None = None

    def read(self) -> Snapshot:
        """The rows of one moment, with the columns of the same moment: the titles come along with them."""
        for _ in range(TRIES):
            place = self._place or self._find()
            last = requests.letters(requests.last_read(place.columns))
            try:
                grid = self._client.values(f"{requests.quoted(place.tab)}!A1:{last}")
            except BadRange:
                self._place = None
                continue
            seen = {key: at for key, at in place.columns.items() if key in place.titles}
            if found.header_of(grid, seen) != place.titles:
                self._place = None
                continue
            self._place = place
            rows = found.rows(grid, place.columns)
            return Snapshot(place, rows, len(grid))
        raise SinkFailed("unreachable", "the tab is being rebuilt")

    def write(self, snapshot: Snapshot, plan: Plan) -> Written:
        """Write it at once, and see in the same answer whether every cell met its row."""
        place, places = snapshot.place, snapshot.place.columns
        sent: list[Mapping[str, Any]] = []
        for one in plan.updates:
            sent += requests.update(self.sheet_id, one.at, requests.placed(one.cells, places))
        appended = [requests.placed(one.cells, places) for one in plan.appends]
        if appended:
            if snapshot.height + len(appended) >= place.rows:
                sent.append(requests.more_rows(self.sheet_id, len(appended)))
            sent.append(requests.append(self.sheet_id, appended))
        column = requests.letters(places[layout.NUMBER])
        try:
            answer = self._client.update(sent, f"{requests.quoted(place.tab)}!{column}1:{column}")
        except BadRange:
            self._place = None
            return Written()
        if appended and snapshot.height + len(appended) >= place.rows:
            self._place = replace(place, rows=place.rows + max(requests.MORE_ROWS, len(appended)))
        return _judge(plan, _numbers(answer))

    def send(self, sent: Sequence[Mapping[str, Any]]) -> None:
        """Requests that concern no row."""
        try:
            self._client.update(sent)
        except BadRange as error:
            raise SinkFailed("unreachable", str(error)) from None

    def _find(self) -> Place:
        for _ in range(TRIES):
            tab = next(
                (one for one in self._client.grid() if one["properties"]["sheetId"] == self.sheet_id), None
            )
            if tab is None:
                raise SinkFailed("tab_gone")
            title = str(tab["properties"]["title"])
            marks = _marks(tab)
            wide = requests.letters(max([len(layout.ORDER), *marks.values()]) + _WIDE)
            try:
                header = (self._client.values(f"{requests.quoted(title)}!A1:{_edge(tab, wide)}1") or [[]])[0]
            except BadRange:
                continue
            places = found.columns(marks, header)
            if not all(key in places for key in found.NEEDED):
                raise SinkFailed("columns", ", ".join(key for key in found.NEEDED if key not in places))
            size = tab["properties"]["gridProperties"]
            read = {key: at for key, at in places.items() if key in layout.READ}
            return Place(title, int(size["rowCount"]), places, found.header_of([header], read))
        raise SinkFailed("unreachable", "the tab is being renamed")


def _edge(tab: Mapping[str, Any], wide: str) -> str:
    """Never beyond the last column there is, which would be refused."""
    count = int(tab["properties"]["gridProperties"]["columnCount"])
    last = requests.letters(count - 1)
    return last if (len(last), last) < (len(wide), wide) else wide


def _marks(tab: Mapping[str, Any]) -> dict[str, int]:
    marks: dict[str, int] = {}
    for block in tab.get("data", ()):
        start = int(block.get("startColumn", 0))
        for at, column in enumerate(block.get("columnMetadata", ())):
            for one in column.get("developerMetadata", ()):
                if one.get("metadataKey") == MARK:
                    marks.setdefault(str(one.get("metadataValue", "")), start + at)
    return marks


def _numbers(answer: Mapping[str, Any]) -> list[int | None]:
    """The column of numbers as it stood right after our cells were written."""
    grid: list[list[Plain | bool]] = []
    for tab in answer["updatedSpreadsheet"].get("sheets", ()):
        for block in tab.get("data", ()):
            for row in block.get("rowData", ()):
                value = ((row.get("values") or [{}])[0]).get("effectiveValue", {})
                grid.append([next(iter(value.values()), "")])
    return [found.number_at(grid, at) for at in range(len(grid))]


def _judge(plan: Plan, numbers: Sequence[int | None]) -> Written:
    written = Written()
    for one in plan.updates:
        stands = numbers[one.at] if one.at < len(numbers) else None
        if stands == one.number:
            written.sound.add(one.number)
        else:
            written.mixed |= {one.number} if stands is None else {one.number, stands}
    written.sound -= written.mixed
    present = set(numbers)
    written.sound |= {line.number for line in plan.appends if line.number in present}
    return written
