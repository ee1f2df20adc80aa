"""Reads what officers decided in the spreadsheet, and does it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.sinks.sheets.book import Book, Snapshot
from bot.sinks.tools import Tools
from handlers.sheets import wishes
from handlers.sheets.plan import STRAYED, Kept
from storage.apply import Conflict
from storage.sinks import sheet_rows, sheet_takes
from storage.sinks.sheet_takes import Desk, Found

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Heard:
    """What is to be done about what was read: `decided` are new decisions, `show` rows to be written anew,
    `broken` those that show something else than we wrote."""

    decided: list[Found] = field(default_factory=list)
    show: set[int] = field(default_factory=set)
    broken: set[int] = field(default_factory=set)
    notes: dict[int, Mapping[str, Any] | None] = field(default_factory=dict)


class Listening:
    """Remembers from one round to the next what is still being typed."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._typing: dict[int, dict[str, str]] = {}

    def hear(self, book: Book, desk: Desk, *, at_once: bool = False) -> tuple[int, set[int]]:
        """How many decisions were read, and whose rows are to be shown anew. A decision is taken when it has
        stood there unchanged for a round, unless `at_once`: people choose first and type the reason after."""
        snapshot = book.read()
        with self._tools.engine.connect().execution_options(reading=True) as connection:
            known = sheet_rows.numbered(connection, desk.sink_id)
        heard = self._sort(snapshot, known, at_once)
        if heard.notes or heard.broken:
            self._tools.writer.submit(lambda c: _note(c, desk.sink_id, heard)).result()
        taken = sum(self._take(desk, one) for one in heard.decided)
        if taken:
            self._tools.queued()
        return taken, heard.show | heard.broken | {one.kept.id for one in heard.decided}

    def _sort(self, snapshot: Snapshot, known: Mapping[int, Kept], at_once: bool) -> Heard:
        heard, typing = Heard(), {}
        for number, rows in snapshot.rows.items():
            kept = known.get(number)
            if kept is None or (kept.gone and kept.revision == STRAYED):
                continue
            row, twice = wishes.deciding(rows)
            sound = not kept.gone and all(wishes.is_sound(one, kept) for one in rows)
            if not sound:
                heard.broken.add(kept.id)
            if kept.read is not None and not kept.read["shown"]:
                heard.show.add(kept.id)
            elif not row.wants:
                if kept.read is not None:
                    heard.notes[kept.id] = _withdrawn(row.inputs)
                    heard.show.add(kept.id)
            elif wishes.is_new(row.inputs, kept.read):
                # A torn row is mended at once, and then nobody could tell any more what was meant.
                if at_once or not sound or self._typing.get(number) == row.inputs:
                    trouble: wishes.Trouble = "twice" if twice else "" if sound else "mixed"
                    heard.decided.append(Found(kept, row.inputs, trouble))
                else:
                    typing[number] = dict(row.inputs)
        self._typing = typing
        return heard

    def _take(self, desk: Desk, found: Found) -> bool:
        now = self._tools.now()

        def work(connection: Connection) -> bool:
            return sheet_takes.take(connection, desk, found, now)

        try:
            return self._tools.writer.submit(work).result()
        except Conflict:
            log.info("sheet_decision_again", sink=desk.sink_id)  # it still stands there in the next round
            return False


def _withdrawn(inputs: Mapping[str, str]) -> Mapping[str, Any]:
    """What was refused was taken back by the officer: the reason is taken back too."""
    return {"cells": dict(inputs), "taken": [], "result": "", "shown": False}


def _note(connection: Connection, sink_id: int, heard: Heard) -> None:
    sheet_rows.note(connection, sink_id, heard.notes)
    if heard.broken:
        sheet_rows.forget(connection, sink_id, heard.broken)
