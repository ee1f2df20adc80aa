"""A small federation with a spreadsheet at the strict fake, and the sink between them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from fakes.sheets_api import SheetsApi
from fakes.sheets_human import Human
from fakes.sheets_requests import Spreadsheet
from kit.federation import appoint, found
from kit.house import START, ZONE, House, Phone
from sqlalchemy import Engine, func, select, update

from bot.channels import render
from bot.channels.port import Limits
from bot.settings import Settings
from bot.sinks.sheets import client, dressing
from bot.sinks.sheets.sink import SheetSink
from bot.sinks.tools import Tools
from handlers.message import Message
from storage import tables as t
from storage.database.writer import Writer
from storage.feed import feed
from storage.sinks import sheet_officers, sinks, taking
from storage.sinks.sinks import SinkRow

KEY = "1aBcD_efGhIjKlMnOpQrStUvWxYz0123456789"


@dataclass
class Desk:
    """`house` is the bot, `human` sits at the spreadsheet, `round` is a minute of the sink."""

    api: SheetsApi
    house: House
    writer: Writer
    settings: Settings
    spreadsheet: Spreadsheet
    officer: Phone
    row: SinkRow = field(init=False)
    human: Human = field(init=False)
    sink: SheetSink = field(init=False)

    @property
    def tools(self) -> Tools:
        def drawn(lane: str, message: Message, language: str) -> list[str]:
            return [render.encode(part) for part in render.parts(message, Limits(text=4096), language)]

        return Tools(
            engine=self.house.engine,
            writer=self.writer,
            settings=self.settings,
            now=lambda: self.house.now,
            zone=ZONE,
            render=drawn,
            queued=lambda: None,
        )

    def connect(self, *, unit: str | None = "MAYTL", person_id: int | None = None) -> None:
        """What the command does: both tabs are made, and everything there is waits to be written."""
        with self.house.engine.begin() as connection:
            unit_id = connection.scalar(select(t.units.c.id).where(t.units.c.code == unit))
            path = connection.scalar(select(t.units.c.path).where(t.units.c.code == unit))
            labels = sheet_officers.labels(connection, path)
        opened = client.Client(self.api.account(), KEY, self.api.url)
        tab = dressing.dress(opened, "vi", list(labels))
        opened.close()
        with self.house.engine.begin() as connection:
            self.row = sinks.add(
                connection,
                "sheet",
                "May Tân Lam",
                self.house.now,
                unit_id=unit_id,
                config={"spreadsheet": KEY, "sheet": tab, "language": "vi"},
                position=feed.newest(connection),
                person_id=person_id,
            )
        self.human = Human(self.spreadsheet, tab)
        self.start()

    def start(self) -> None:
        """The process begins anew, with nothing in its memory."""
        self.sink = SheetSink(self.row, self.tools)

    def deliver(self) -> None:
        """What changed is brought, as the runner does it."""
        with self.house.engine.begin() as connection:
            feed.number(connection, self.house.now)
            batch = taking.take(connection, self.row.id, self.house.now, 100)
        if batch is not None and batch.changes:
            asyncio.run(self.sink.deliver(batch.changes))
            with self.house.engine.begin() as connection:
                sinks.arrived(connection, self.row.id, batch.upto, self.house.now)

    def listen(self) -> None:
        """A minute passes, and the sheet is looked at."""
        self.house.now += timedelta(seconds=61)
        asyncio.run(self.sink.listen())

    def round(self) -> None:
        self.deliver()
        self.listen()

    def rounds(self, count: int = 3) -> None:
        for _ in range(count):
            self.round()

    def decisions(self) -> list[tuple[str, str]]:
        return [(one.action, one.via) for one in self.house.rows(t.decisions)]

    def status(self, number: int) -> str:
        return next(str(one.status) for one in self.house.rows(t.initiatives) if one.number == number)

    def kept(self, number: int) -> Any:
        ids = {one.number: one.id for one in self.house.rows(t.initiatives)}
        return next((one for one in self.house.rows(t.sheet_rows) if one.initiative_id == ids[number]), None)

    def change(self, number: int, **fields: Any) -> None:
        """Somebody changed it meanwhile, beside the sheet."""
        with self.house.engine.begin() as connection:
            one = t.initiatives.c.number == number
            connection.execute(
                update(t.initiatives).where(one).values(**fields, revision=t.initiatives.c.revision + 1)
            )

    def told(self, text: str) -> int:
        """How many messages of the house hold this text."""
        with self.house.engine.connect() as connection:
            query = select(func.count()).select_from(t.outbox).where(t.outbox.c.body.contains(text))
            return connection.scalar(query) or 0


@contextmanager
def opened_desk(
    engine: Engine, folder: Path, *, quota: int | None = 60, own: bool = True, unit: str | None = "MAYTL"
) -> Iterator[Desk]:
    """`own`: the factory's officer is who the sheet belongs to."""
    found(engine)
    house = House(engine, now=START)
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    writer = Writer(engine, lanes=1)
    with SheetsApi(quota) as api:
        settings = Settings(
            _env_file=None,
            data_dir=folder,
            demo=False,
            google_service_account_file=api.key_file(folder),
            google_sheets_api_url=api.url,
        )
        client._paces.clear()
        desk = Desk(api, house, writer, settings, api.add(KEY), officer)
        try:
            desk.connect(unit=unit, person_id=officer.row().id if own else None)
            yield desk
            desk.sink.close()
        finally:
            writer.close()
