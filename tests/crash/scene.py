"""A bot that can be killed and started again, the people who talk to it, and what the database holds."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fakes.telegram_people import Person
from sqlalchemy import Engine, func, insert, select, text

from bot.settings import Settings
from handlers.person import Role
from messages.catalog import say
from storage import tables as t
from storage.database.engine import is_postgres
from tests.crash.orders import Order, write

ROOT = Path(__file__).parent.parent.parent
#: 11:00 in Vietnam, in the running programme of `kit.federation`.
MORNING = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
KILLED = -signal.SIGKILL
PATIENCE = 20.0
BUSY = """SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'
    AND datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()"""


def environment() -> dict[str, str]:
    """This one's, without any of our settings."""
    known = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name not in known}


class Nursery:
    """Gives birth to one bot at a time; see `tests/crash/child.py`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.child"],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def bear(self, order: Order) -> int:
        """The process id of a new bot."""
        assert self._process.stdin is not None
        self._process.stdin.write(write(order))
        self._process.stdin.flush()
        return int(self._line())

    def bury(self) -> int:
        """How the bot ended: 0 or minus the signal."""
        return int(self._line())

    def close(self) -> None:
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@dataclass
class Scene:
    """The same database and the same platform through all lives of the bot, which is Telegram here."""

    nursery: Nursery
    api: Any
    engine: Engine
    folder: Path
    speed: float = 10.0
    since: float = field(default_factory=time.time)
    pid: int = 0
    page: int = 2

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=(time.time() - self.since) * self.speed)

    def later(self, span: timedelta = timedelta(minutes=2)) -> None:
        """Time passes while nobody works: long enough for every lease to run out."""
        assert not self.pid, "only a bot that is not running misses that time has passed"
        self.since -= span.total_seconds() / self.speed

    # -- the bot -----------------------------------------------------------------------------

    def start(self, bomb: str = "") -> None:
        assert not self.pid, "the bot runs already"
        order = Order(
            database=self.engine.url.render_as_string(hide_password=False),
            folder=str(self.folder),
            begin=MORNING.isoformat(),
            since=self.since,
            speed=self.speed,
            bomb=bomb,
            page=self.page,
            **self.doors(),
        )
        self.pid = self.nursery.bear(order)

    def doors(self) -> dict[str, Any]:
        """What of an order says which platform is served."""
        return {"api": self.api.url, "token": self.api.token}

    @property
    def lane(self) -> str:
        return f"telegram:{self.api.me['id']}"

    async def dies(self, within: float = PATIENCE) -> None:
        """Wait until the bot has come to its bomb."""
        code = await self._end(within)
        assert code == KILLED, f"it ended by itself with {code}; {self.log()}"
        if is_postgres(self.engine):
            # The server may still be busy with the last words of the dead.
            await self.until(lambda: self._none(text(BUSY)))

    async def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        await self.dies()

    async def stop(self) -> None:
        """Ask it to stop, as a supervisor does."""
        os.kill(self.pid, signal.SIGTERM)
        await self.ends()

    async def ends(self) -> None:
        """Wait until it has stopped, and well."""
        code = await self._end(PATIENCE)
        assert code == 0, f"it ended with {code}; {self.log()}"

    async def close(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            await self._end(PATIENCE)

    async def _end(self, within: float) -> int:
        ending = asyncio.get_running_loop().run_in_executor(None, self.nursery.bury)
        done, _ = await asyncio.wait({ending}, timeout=within)
        if not done:
            os.kill(self.pid, signal.SIGKILL)
        self.pid, code = 0, await ending
        assert done, f"it did not end within {within} s; {self.log()}"
        return code

    def log(self) -> str:
        path = self.folder / "bot.log"
        return f"its last words:\n{path.read_text()[-3000:]}" if path.exists() else "it said nothing"

    # -- the people --------------------------------------------------------------------------

    def officer(self, number: int, name: str) -> Person:
        """Somebody who decides on what the sewing factory's workers send."""
        person = self.worker(number, name)
        with self.engine.begin() as connection:
            row = connection.execute(select(t.people).where(t.people.c.name == name)).one()
            post = {"person_id": row.id, "unit_id": row.unit_id, "role": Role.GRASSROOTS.value}
            connection.execute(insert(t.officers).values(**post, since=MORNING))
        return person

    def worker(self, number: int, name: str, *, campaigns: bool = True) -> Person:
        """Somebody whose first contact is over."""
        person: Person = self.api.person(number, name)
        person.has_begun = True
        self.knows(number, name, campaigns=campaigns)
        return person

    def knows(self, address: Any, name: str, *, campaigns: bool = True) -> None:
        """There is such a person in the database, who was here yesterday."""
        key = f"{self.lane}:{address}"
        at = MORNING - timedelta(days=1)
        with self.engine.begin() as connection:
            unit = connection.scalar(select(t.units.c.id).where(t.units.c.code == "MAYTL"))
            known = {"name": name, "phone": "+84912345678", "handling": True, "campaigns": campaigns}
            row = insert(t.people).values(**known, unit_id=unit, conversation=key, created_at=at)
            person_id = connection.execute(row.returning(t.people.c.id)).scalar_one()
            place = {"key": key, "lane": self.lane, "burst_at": at, "last_at": at, "interacted_at": at}
            connection.execute(insert(t.conversations).values(**place, person_id=person_id))

    # -- the database ------------------------------------------------------------------------

    def rows(self, statement: Any) -> list[Any]:
        with self.engine.connect().execution_options(reading=True) as connection:
            return list(connection.execute(statement).all())

    def sending(self) -> set[int]:
        """The outbox rows that are in flight now; asked after a death, those that may have arrived."""
        return {row.id for row in self.rows(select(t.outbox.c.id).where(t.outbox.c.state == "sending"))}

    def said_to(self, person: Any) -> list[Any]:
        """What the outbox holds for this person, in order."""
        key = f"{self.lane}:{person.id}"
        wanted = select(t.outbox).where(t.outbox.c.conversation == key, t.outbox.c.kind == "say")
        return self.rows(wanted.order_by(t.outbox.c.id))

    def draft(self, person: Any) -> Any:
        key = f"{self.lane}:{person.id}"
        found = self.rows(
            select(t.drafts)
            .join(t.conversations, t.conversations.c.person_id == t.drafts.c.person_id)
            .where(t.conversations.c.key == key, t.drafts.c.active)
        )
        return found[0] if found else None

    async def quiet(self, within: float = PATIENCE) -> None:
        """Until nothing waits, neither at Telegram nor in the inbox nor in the outbox."""
        waiting = select(func.count()).where(t.inbox.c.state == "waiting")
        leaving = select(func.count()).where(t.outbox.c.state.in_(["queued", "sending"]))
        await self.until(lambda: not self.waits() and self._none(waiting, leaving), within)

    def waits(self) -> bool:
        """Whether the platform holds something the bot has not taken."""
        return bool(self.api.waiting)

    def _none(self, *counts: Any) -> bool:
        return not any(self.rows(count)[0][0] for count in counts)

    async def until(self, reached: Callable[[], bool], within: float = PATIENCE) -> None:
        try:
            async with asyncio.timeout(within):
                while not reached():  # noqa: ASYNC110 - another process's database
                    await asyncio.sleep(0.03)
        except TimeoutError:
            raise AssertionError(f"it did not come to that; {self.log()}") from None


def question(key: str) -> str:
    """The words of one question of the report."""
    return say("vi", f"report.{key}.question")


def texts(person: Any) -> list[str]:
    return [seen.text for seen in person.sees()]


def doubled(seen: Iterable[str]) -> list[str]:
    """The texts that stand on a screen more than once."""
    every = list(seen)
    return sorted({one for one in every if every.count(one) > 1})
