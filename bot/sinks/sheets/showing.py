"""Makes the spreadsheet show what is known, a part at a time, and remembers what stands there."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection

from bot.sinks.sheets.book import TRIES, Book, Snapshot
from bot.sinks.sink import SinkFailed
from bot.sinks.tools import Tools
from handlers.registers.listed import Listed
from handlers.sheets import layout, plan, wishes
from handlers.sheets.found import Row
from handlers.sheets.plan import STRAYED, Kept, Line
from storage.registers import listings
from storage.sinks import sheet_rows, sheet_takes
from storage.sinks.sheet_takes import Found
from storage.sinks.sinks import SinkRow

#: How much goes out in one call: Google asks for no more than two million bytes.
MOST_ROWS: Final = 500
MOST_BYTES: Final = 1_200_000


class Showing:
    """Writes rows; `keep_turn` is called before each call to Google."""

    def __init__(self, row: SinkRow, tools: Tools, language: str) -> None:
        self._row, self._tools, self._language = row, tools, language

    def show(self, book: Book, ids: Collection[int], keep_turn: Any) -> int:
        """Bring the rows of these initiatives up to date; how many were written. Whatever happens meanwhile,
        a row that was written to by mistake is put right before this ends, or by the next round."""
        count = 0
        for lines in _parts(self._lines(ids)):
            left = list(lines)
            for _ in range(TRIES):
                keep_turn()
                done, left = self._pass(book, left)
                count += done
                if not left:
                    break
            else:
                raise SinkFailed("unreachable", "rows are being moved")
        return count

    def _pass(self, book: Book, lines: Sequence[Line]) -> tuple[int, list[Line]]:
        """Read, write, look, remember; how many are through, and what is left to do."""
        kept = self._read(lambda c: sheet_rows.kept(c, self._row.id, [line.id for line in lines]))
        wanted = [line for line in lines if plan.differs(line, kept.get(line.id))]
        idle = [line for line in lines if line not in wanted]
        if not wanted:
            self._remember(idle, [], kept)
            return 0, []
        snapshot = book.read()
        if torn := self._distrust(wanted, kept, snapshot):
            return 0, [*(line for line in lines if line.id not in torn), *self._lines(torn)]
        planned = plan.plan(wanted, kept, snapshot.rows)
        settled = [*idle, *planned.settled]
        if not planned.updates and not planned.appends:
            self._remember(settled, planned.gone, kept)
            return 0, []
        written = book.write(snapshot, planned)
        sound = [line for line in wanted if line.number in written.sound]
        self._remember([*settled, *sound], planned.gone, kept)
        through = {line.id for line in (*settled, *sound, *planned.gone)}
        left = [line for line in wanted if line.id not in through]
        if written.mixed:
            left = self._mend(snapshot, left, written.mixed)
        return len(sound), left

    def _distrust(self, lines: Sequence[Line], kept: Mapping[int, Kept], snapshot: Snapshot) -> set[int]:
        """Rows that show something else than we wrote are written anew as a whole, and what an officer chose
        in them does not count: a half-mended row would look sound."""
        torn: dict[int, list[Row]] = {}
        for line in lines:
            was, rows = kept.get(line.id), snapshot.rows.get(line.number, ())
            known = was is not None and was.written and not was.gone
            if was is not None and known and not all(wishes.is_sound(row, was) for row in rows):
                torn[line.id] = list(rows)
        if torn:
            self._write(lambda c: self._tear(c, torn, kept))
        return set(torn)

    def _tear(self, connection: Connection, torn: Mapping[int, list[Row]], kept: Mapping[int, Kept]) -> None:
        now, zone = self._tools.now(), self._tools.zone
        for one, rows in torn.items():
            row, _ = wishes.deciding(rows)
            read = kept[one].read
            if row.wants and (read is None or read["shown"]):
                found = Found(kept[one], row.inputs)
                sheet_takes.distrust(connection, self._row.id, found, now, self._language, zone)
        sheet_rows.forget(connection, self._row.id, torn)

    def _mend(self, snapshot: Snapshot, left: list[Line], mixed: set[int]) -> list[Line]:
        """Rows that were mixed up are written anew, and officers' cells that we emptied are put back."""
        known = self._read(lambda c: sheet_rows.numbered(c, self._row.id))
        ids = {known[number].id for number in mixed if number in known}
        self._write(lambda c: sheet_rows.forget(c, self._row.id, ids))
        cleared = any(line.clear for line in left)
        lines = {line.id: line for line in (*self._lines(ids), *left)}
        if cleared:
            for number in mixed & set(snapshot.rows):
                if number in known and (line := lines.get(known[number].id)) is not None:
                    lines[line.id] = replace(line, restore=_kept_back(line, snapshot.rows[number]))
        return list(lines.values())

    def _lines(self, ids: Collection[int]) -> list[Line]:
        def work(connection: Connection) -> list[Line]:
            every = sorted(ids)
            found: list[Line] = []
            for start in range(0, len(every), listings.PAGE):
                page = every[start : start + listings.PAGE]
                kept = sheet_rows.kept(connection, self._row.id, page)
                inside = sheet_rows.inside(connection, self._row.path, page)
                for one in listings.of_ids(connection, page):
                    line = self._line(one, kept.get(one.id), one.id in inside)
                    found += [line] if line is not None else []
            return found

        lines: list[Line] = self._read(work)
        return lines

    def _line(self, one: Listed, was: Kept | None, inside: bool) -> Line | None:
        if not inside:
            if was is None or was.gone:
                return None
            cells = layout.strayed(one.number, STRAYED, was.written, self._language)
            return Line(id=one.id, number=one.number, revision=STRAYED, cells=cells)
        cells = layout.cells(one, self._language, self._tools.zone)
        clear: dict[str, str] = {}
        if was is not None and was.read is not None and not was.read["shown"]:
            cells[layout.RESULT] = was.read["result"]
            keys = [key for part in was.read["taken"] for key in wishes.PARTS[part]]
            clear = {key: was.read["cells"][key] for key in keys if was.read["cells"][key]}
        return Line(
            id=one.id,
            number=one.number,
            revision=one.revision,
            cells=cells,
            waiting=one.status in layout.WAITING,
            wanted=one.status not in layout.OVER,
            clear=clear,
        )

    def _remember(self, lines: Sequence[Line], gone: Sequence[Line], kept: Mapping[int, Kept]) -> None:
        rows = [_standing(line, kept.get(line.id)) for line in lines]
        rows += [_lost(line, kept[line.id]) for line in gone if line.id in kept]
        new = [row for row in rows if row is not None and row != kept.get(row.id)]
        if new:
            self._write(lambda c: sheet_rows.keep(c, self._row.id, new))

    def _read(self, work: Any) -> Any:
        with self._tools.engine.connect().execution_options(reading=True) as connection:
            return work(connection)

    def _write(self, work: Any) -> Any:
        return self._tools.writer.submit(work).result()


def _standing(line: Line, was: Kept | None) -> Kept | None:
    """What is known of a row that is as it should be."""
    if was is not None and was.gone and not plan.differs(line, was):
        return replace(was, revision=line.revision if was.revision != STRAYED else STRAYED)
    if was is None and not line.wanted:
        return None
    before = was.written if was is not None and not was.gone else {}
    return Kept(
        id=line.id,
        number=line.number,
        revision=line.revision,
        written={**before, **line.cells},
        read=_after(was.read, line) if was is not None else None,
        gone=line.revision == STRAYED,
    )


def _after(read: Mapping[str, Any] | None, line: Line) -> Mapping[str, Any] | None:
    """What was read, once the sheet says so: what was taken is forgotten, what was refused stands there."""
    if read is None or line.revision == STRAYED:
        return None
    if layout.RESULT not in line.cells:
        return read
    cells = {key: "" if key in line.clear else text for key, text in read["cells"].items()}
    if not wishes.parts(cells):
        return None
    return {**read, "cells": cells, "taken": [], "shown": True}


def _lost(line: Line, was: Kept) -> Kept:
    return replace(was, revision=line.revision, read=None, gone=True)


def _kept_back(line: Line, rows: Sequence[Row]) -> dict[str, str]:
    """An officer's cells as they stood before we wrote, but for those that were taken."""
    row, _ = wishes.deciding(rows)
    keys = [key for key in layout.INPUT if key != layout.OFFICER and key not in line.clear]
    return {key: row.inputs[key] for key in keys if row.inputs[key]}


def _parts(lines: Sequence[Line]) -> Iterator[list[Line]]:
    part: list[Line] = []
    size = 0
    for line in lines:
        weight = len(json.dumps(dict(line.cells)))
        if part and (len(part) == MOST_ROWS or size + weight > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(line)
        size += weight
    if part:
        yield part
