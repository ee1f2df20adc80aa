"""A spreadsheet of Google's as a sink: told of changes, and asked what officers decided there."""

import asyncio
import secrets
import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import Connection

from bot.channels.abilities import limits_of
from bot.sinks.sheets import accounts, requests
from bot.sinks.sheets.book import Book
from bot.sinks.sheets.client import Client
from bot.sinks.sheets.listening import Listening
from bot.sinks.sheets.showing import Showing
from bot.sinks.sink import SinkFailed
from bot.sinks.tools import Tools
from handlers.sheets import layout
from messages.catalog import DEFAULT, say
from storage.feed.feed import Change
from storage.sinks import sheet_officers, sheet_rows, sheet_turns
from storage.sinks.sheet_takes import Desk
from storage.sinks.sinks import SinkRow

T = TypeVar("T")
#: How long it is waited for another process that writes into the same spreadsheet, in seconds.
PATIENCE: Final = 100.0
#: How many rows a round brings up to date of its own accord.
MOST: Final = 1_000
#: Between two deliveries, in seconds: what is decided in a busy minute goes out together.
PAUSE: Final = 5.0


class SheetSink:
    """`config` holds the `spreadsheet`'s key, the `sheet` (its tab's id) and the `language` of the titles."""

    def __init__(self, row: SinkRow, tools: Tools) -> None:
        self._row, self._tools = row, tools
        self._language = str(row.config.get("language", DEFAULT))
        self._showing = Showing(row, tools, self._language)
        self._listening = Listening(tools)
        self._holder = secrets.token_hex(8)
        self._every = timedelta(seconds=tools.settings.google_sheets_every)
        self._client: Client | None = None
        self._book: Book | None = None
        self._listened_at: datetime | None = None
        self._delivered_at: datetime | None = None
        self._offered: tuple[str, ...] | None = None
        self._stopping = False
        self._busy = asyncio.Lock()

    def wait(self) -> float:
        if self._delivered_at is None:
            return 0.0
        return PAUSE - (self._tools.now() - self._delivered_at).total_seconds()

    async def deliver(self, changes: Sequence[Change]) -> None:
        await self._in_turn(lambda: self._deliver(changes))
        self._delivered_at = self._tools.now()

    async def listen(self) -> None:
        now = self._tools.now()
        if self._listened_at is not None and now - self._listened_at < self._every:
            return
        await self._in_turn(self._round)
        self._listened_at = now

    async def test(self) -> None:
        await self._in_turn(lambda: self._opened().read())

    async def run_once(self) -> tuple[int, int]:
        """How many rows were written and how many decisions read, all of them at once."""
        return await self._in_turn(lambda: self._round(at_once=True))

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = self._book = None

    def _deliver(self, changes: Sequence[Change]) -> int:
        ids = {one.initiative_id for one in changes if one.initiative_id is not None}
        papers = {one.ref_id for one in changes if one.kind == "recognition"}
        every = any(one.kind == "unit" for one in changes)
        if papers or every:
            ids |= set(
                self._read(lambda c: sheet_rows.touched(c, self._row.id, recognitions=papers, every=every))
            )
        return self._show(ids) if ids else 0

    def _round(self, *, at_once: bool = False) -> tuple[int, int]:
        book = self._opened()
        labels = self._read(lambda c: sheet_officers.labels(c, self._row.path))
        self._offer(book, tuple(labels))
        desk = Desk(
            sink_id=self._row.id,
            language=self._language,
            zone=self._tools.zone,
            render=self._tools.render,
            can_edit=lambda lane: limits_of(lane, self._tools.settings).edits,
            labels=labels,
            person_id=self._row.person_id,
        )
        decided, ids = self._listening.hear(book, desk, at_once=at_once)
        written = self._show(ids) if ids else 0
        while due := self._read(lambda c: sheet_rows.due(c, self._row.id, self._row.path, MOST)):
            count = self._show(due)
            written += count
            if len(due) < MOST or not count:
                break
        return written, decided

    def _show(self, ids: Collection[int]) -> int:
        return self._showing.show(self._opened(), ids, self._keep_turn)

    def _offer(self, book: Book, names: tuple[str, ...]) -> None:
        """The list of officers to choose from, when it is another one."""
        if names == self._offered:
            return
        place = book.read().place
        if layout.OFFICER in place.columns:
            told = say(self._language, "gsheet.help.officer")
            book.send([requests.choices(book.sheet_id, place.columns[layout.OFFICER], names, told)])
        self._offered = names

    def _opened(self) -> Book:
        if self._book is None:
            settings = self._tools.settings
            account = accounts.account(
                self._row.secret, settings.google_service_account_file, self._tools.vault()
            )
            config = self._row.config
            self._client = Client(account, str(config["spreadsheet"]), settings.google_sheets_api_url)
            self._book = Book(self._client, int(config["sheet"]))
        return self._book

    async def _in_turn(self, work: Callable[[], T]) -> T:
        async with self._busy:
            at_work = asyncio.get_running_loop().run_in_executor(None, self._alone, work)
            try:
                return await asyncio.shield(at_work)
            except asyncio.CancelledError:
                # A thread cannot be stopped; it ends before the next call, and gives its turn back.
                self._stopping = True
                await asyncio.wait({at_work}, timeout=5.0)
                raise

    def _alone(self, work: Callable[[], T]) -> T:
        try:
            self._keep_turn()
            return work()
        except SinkFailed:
            self.close()  # with its key: perhaps somebody puts another one there
            raise
        finally:
            self._write(lambda c: sheet_turns.give_back(c, self._row.id, self._holder))

    def _keep_turn(self) -> None:
        until = time.monotonic() + PATIENCE
        while not self._stopping:
            if self._write(self._take_turn):
                return
            if time.monotonic() > until:
                break
            time.sleep(0.5)
        raise SinkFailed("unreachable", "another process is at it")

    def _take_turn(self, connection: Connection) -> bool:
        return sheet_turns.take(connection, self._row.id, self._holder, self._tools.now())

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._tools.engine.connect().execution_options(reading=True) as connection:
            return work(connection)

    def _write(self, work: Callable[[Connection], T]) -> T:
        return self._tools.writer.submit(work).result()
