"""Ctrl-C and SIGTERM in the middle of conversations: everything is settled, nothing is cut off."""

import asyncio
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from channels.web.page import Browser, Line
from fakes.telegram_api import TelegramApi
from sqlalchemy import Engine, select

from messages.catalog import DEFAULT, say
from storage import tables as t
from storage.database.engine import open_engine
from tests.crash.scene import PATIENCE, ROOT, environment

pytestmark = pytest.mark.crash

#: What a supervisor waits at least before it kills, in seconds.
GRACE = 10.0


class Program:
    """`python -m bot run` in a folder of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        own = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "WEB_PORT": "0", "LOG_LEVEL": "WARNING"}
        self.log = folder / "told.txt"
        with self.log.open("w") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=folder,
                env=environment() | own | settings,
                stdout=told,
                stderr=told,
            )

    async def address(self) -> str:
        """Where people come in, once they can."""
        async with asyncio.timeout(30):
            while say(DEFAULT, "admin.run.stop") not in self.told():
                assert self.process.poll() is None, self.told()
                await asyncio.sleep(0.05)
        return next(word for word in self.told().split() if word.startswith("http://"))

    async def stops(self, by: signal.Signals) -> None:
        """Within the grace, and well."""
        began = time.monotonic()
        self.process.send_signal(by)
        code = await asyncio.to_thread(self.process.wait, GRACE)
        assert code == 0, self.told()
        assert time.monotonic() - began < GRACE
        assert self.told().strip().endswith(say(DEFAULT, "admin.run.stopped"))

    def close(self) -> None:
        self.process.kill()
        self.process.wait()

    def told(self) -> str:
        return self.log.read_text()


def rows(engine: Engine, statement: Any) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(statement).all())


async def test_a_terminated_bot_has_settled_everything_it_sent_on_telegram(tmp_path: Path) -> None:
    async with TelegramApi() as api:
        settings = {"TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_URL": api.url, "DEMO": "0"}
        program = Program(tmp_path, **settings)
        try:
            await program.address()
            people = [api.person(700 + number, f"Hoa {number}") for number in range(20)]
            for person in people:
                person.starts()
            await people[0].hears(within=PATIENCE)
            await program.stops(signal.SIGTERM)
        finally:
            program.close()
        engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
        sent = rows(engine, select(t.outbox.c.state, t.outbox.c.conversation))
        engine.dispose()
        assert {row.state for row in sent} <= {"sent", "queued"}
        heard = sorted(person.id for person in people for _ in person.sees())
        assert heard == sorted(int(row.conversation.split(":")[2]) for row in sent if row.state == "sent")


async def test_ctrl_c_closes_an_open_chat_page_and_keeps_what_it_said(tmp_path: Path) -> None:
    program = Program(tmp_path, DEMO="1")
    try:
        server: Any = SimpleNamespace(url=(await program.address()).rstrip("/"))
        async with Browser.open(server, "/") as page, page.line("worker") as line:
            assert isinstance(line, Line)
            await line.hello()
            key = await line.tell(type="say", text="Em gắn con lăn dưới bàn đóng gói")
            await line.hear("mine")
            await program.stops(signal.SIGINT)
    finally:
        program.close()
    engine = open_engine(f"sqlite:///{tmp_path}/data/demo.db")
    kept = rows(engine, select(t.inbox.c.update_key))
    states = {row.state for row in rows(engine, select(t.outbox.c.state))}
    engine.dispose()
    assert sum(key in row.update_key for row in kept) == 1
    assert "sending" not in states
