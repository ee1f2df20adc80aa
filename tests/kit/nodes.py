"""Two whole houses and the line between them: the province's, and one that works without a line."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from kit.databases import fresh_sqlite
from kit.federation import found
from kit.house import ZONE, House, Phone
from kit.two_levels import govern
from sqlalchemy import Engine, select, update

from bot.nodes import joining, routes
from bot.nodes.exchange import Carried, Exchange
from bot.nodes.line import Line
from handlers import effects as e
from handlers.initiative import OPEN, Action, Status
from handlers.officers.officer import resubmission_notice, submission_notice
from handlers.officers.review import Reference
from storage import initiatives as items
from storage import tables as t
from storage.database.writer import Writer
from storage.library.files import FileStore
from storage.nodes import acting, joined, known, numbering
from storage.nodes.acting import Tools
from storage.nodes.known import Node
from storage.nodes.pieces import Pieces
from storage.posts import levels

#: The start of what every JPEG has; its bytes are never looked at here.
PHOTO = b"\xff\xd8\xff" + b"photo" * 60_000


@dataclass
class Place:
    """One instance: its house, its files, its writer."""

    house: House
    folder: Path
    writer: Writer
    store: FileStore = field(init=False)
    pieces: Pieces = field(init=False)

    def __post_init__(self) -> None:
        self.store = FileStore(self.folder / "files")
        self.pieces = Pieces(self.folder / "begun", self.store)

    @property
    def tools(self) -> Tools:
        tools = self.house.tools()
        return Tools(tools.render, tools.can_edit, ZONE)

    async def write(self, work: Callable[[Any], Any]) -> Any:
        return await asyncio.wrap_future(self.writer.submit(work))

    def keep(self) -> None:
        """The bytes of every file that a phone has sent are here, each its own."""
        for row in self.house.rows(t.files):
            if row.state == "kept" and not (row.sha256 and len(row.sha256) == 64):
                data = PHOTO + row.key.encode()
                values = {"sha256": self.store.keep(data), "media_type": "image/jpeg", "size": len(data)}
                with self.house.engine.begin() as connection:
                    connection.execute(update(t.files).where(t.files.c.key == row.key).values(values))

    def row(self, number: int) -> Any:
        (found_,) = [one for one in self.house.rows(t.initiatives) if one.number == number]
        return found_

    def history(self, number: int) -> list[tuple[Any, ...]]:
        """What anybody can see of it: its state, steps, words, versions and files."""
        with self.house.engine.connect() as connection:
            row = connection.execute(select(t.initiatives).where(t.initiatives.c.number == number)).one()
            steps = connection.execute(
                select(t.decisions, t.people.c.name)
                .join(t.people, t.people.c.id == t.decisions.c.by_id)
                .where(t.decisions.c.initiative_id == row.id)
                .order_by(t.decisions.c.id)
            ).all()
            said = connection.execute(
                select(t.remarks, t.people.c.name)
                .join(t.people, t.people.c.id == t.remarks.c.by_id)
                .where(t.remarks.c.initiative_id == row.id)
            ).all()
            sent = connection.execute(
                select(t.versions).where(t.versions.c.initiative_id == row.id).order_by(t.versions.c.id)
            ).all()
            author = connection.scalar(select(t.people.c.name).where(t.people.c.id == row.author_id))
            unit = connection.scalar(select(t.units.c.code).where(t.units.c.id == row.unit_id))
            held = connection.execute(select(t.files.c.key, t.files.c.sha256, t.files.c.state)).all()
        shown = str([one.answers for one in sent])
        facts = (row.code, row.status, row.title, author, unit)
        state = (*facts, row.returns, row.lacking, row.benefit_corrected)
        return [
            state,
            *(("step", one.action, one.status, one.name, one.at, one.reason, one.words) for one in steps),
            *sorted(("said", one.at, one.name, one.words, one.internal) for one in said),
            *sorted(("sent", one.at, one.title, str(sorted(one.answers.items()))) for one in sent),
            *sorted(("file", one.key, one.sha256 or "", one.state) for one in held if one.key in shown),
        ]

    def numbers(self) -> list[int]:
        return sorted(one.number for one in self.house.rows(t.initiatives))


@dataclass
class Two:
    """Both, and what carries between them."""

    province: Place
    node: Place
    known: Node
    token: str
    port: int

    def even_clocks(self) -> None:
        self.province.keep()
        self.node.keep()
        now = max(self.province.house.now, self.node.house.now)
        self.province.house.now = self.node.house.now = now

    def exchange(self, url: str = "", **more: Any) -> Exchange:
        line = Line(
            url or f"http://127.0.0.1:{self.port}", self.token, lambda: self.node.house.now, silence=20
        )
        return Exchange(
            line=line,
            submit=self.node.write,
            store=self.node.store,
            pieces=self.node.pieces,
            tools=self.node.tools,
            now=lambda: self.node.house.now,
            pause=0.0,
            **{"holder": "test", **more},
        )

    async def sync(self, url: str = "") -> Carried:
        self.even_clocks()
        made = self.exchange(url)
        async with made.line:
            return await made.run()

    def both(self) -> None:
        """Everything that both know is the same in both."""
        assert self.province.numbers() == self.node.numbers()
        for number in self.node.numbers():
            here, there = self.node.history(number), self.province.history(number)
            only = ([one for one in here if one not in there], [one for one in there if one not in here])
            assert here == there, f"{number}: only at the node {only[0]}; only at the province {only[1]}"


@asynccontextmanager
async def serving(place: Place, **more: Any) -> AsyncIterator[int]:
    """The province's end of the line on a port of its own."""
    app = FastAPI(openapi_url=None)
    app.include_router(
        routes.build(
            routes.House(
                engine=place.house.engine,
                writer=place.writer,
                store=place.store,
                pieces=place.pieces,
                tools=place.tools,
                now=lambda: place.house.now,
                queued=lambda: None,
                **more,
            )
        )
    )
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    server.capture_signals = _Quiet  # type: ignore[method-assign]
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.005)
        try:
            yield server.servers[0].sockets[0].getsockname()[1]
        finally:
            server.should_exit = True


class _Quiet:
    """uvicorn minds no signals of the tests'."""

    def __enter__(self) -> None: ...

    def __exit__(self, *gone: object) -> None: ...


@asynccontextmanager
async def two_places(engine: Engine, folder: Path, unit: str = "MAYTL") -> AsyncIterator[Two]:
    """A province with a federation of two levels, and a fresh node that has joined it."""
    found(engine)
    (folder / "p").mkdir()
    (folder / "n").mkdir()
    house = govern(House(engine))
    lanes = 2 if engine.dialect.name == "postgresql" else 1
    province = Place(house, folder / "p", Writer(engine, lanes=lanes))
    with engine.begin() as connection:
        added = known.add(connection, "may-tan-lam", unit, house.now)
    assert not isinstance(added, known.Refused)
    with fresh_sqlite(folder / "n") as other:
        node = Place(House(other, now=house.now), folder / "n", Writer(other))
        async with serving(province) as port:
            two = Two(province, node, added[0], added[1], port)
            await join(two)
            try:
                yield two
            finally:
                node.writer.close()
                province.writer.close()


async def join(two: Two) -> None:
    made = two.exchange()
    async with made.line as line:
        welcome = await joining.ask(line)
    await two.node.write(lambda c: joined.join(c, joining.joined(welcome, made.line.url, "sealed")))
    await two.sync()


def submit(place: Place, phone: Phone, title: str) -> int:
    """A report in one go, as the chat's last step sends it; its number."""
    house = place.house
    house.now += timedelta(seconds=20)
    person = phone.row()
    with house.engine.begin() as connection:
        (number,) = numbering.reserve(connection, 1)
        answers = {"idea": f"{title} thay cho cách làm cũ", "title": title, "recognition": "not_yet"}
        effect = e.Submit(
            number=number,
            code=f"NT-{number:06d}",
            title=title,
            answers=answers,
            form_version=1,
            unit_id=person.unit_id,
            unit_words="",
        )
        below = levels.others(connection, {(person.unit_id, person.id)}, house.now)
        told = [
            e.Tell(
                one.person_id,
                submission_notice(one.language, number, effect.code, title, person.name, ""),
                once=f"submitted:{effect.code}:{one.person_id}",
            )
            for one in below[person.unit_id, person.id]
        ]
        acting.act(connection, place.tools, person.id, "submit", (effect, *told), house.now, ())
    return number


def resend(place: Place, phone: Phone, number: int) -> None:
    """The author mends what was returned; nothing happens where it is not theirs to mend."""
    house, person = place.house, phone.row()
    house.now += timedelta(seconds=20)
    with house.engine.begin() as connection:
        reference = Reference(number=number)
        item = items.find(connection, [reference], lock=True)[reference].initiative
        if item.author_id != person.id or item.status is not Status.RETURNED:
            return
        answers = {"idea": f"{item.title} cho rõ", "title": item.title, "recognition": "not_yet"}
        sent = e.Resubmit(item.id, item.revision, item.title, answers, 1)
        place_ = item.unit.id if item.unit else None
        below = levels.others(connection, {(place_, person.id)}, house.now)[place_, person.id]
        told = [
            e.Tell(
                one.person_id,
                resubmission_notice(one.language, item, item.title),
                once=f"resubmitted:{item.id}:{item.revision}:{one.person_id}",
            )
            for one in below
        ]
        acting.act(connection, place.tools, person.id, "submit", (sent, *told), house.now, ())


def withdraw(place: Place, phone: Phone, number: int) -> None:
    """The author takes their own back, while that is possible."""
    house, person = place.house, phone.row()
    house.now += timedelta(seconds=20)
    with house.engine.begin() as connection:
        reference = Reference(number=number)
        item = items.find(connection, [reference], lock=True)[reference].initiative
        if item.author_id == person.id and item.status in OPEN:
            taken = e.Decide(item.id, item.revision, Action.WITHDRAW, Status.WITHDRAWN)
            acting.act(connection, place.tools, person.id, "withdraw", (taken,), house.now, ())


def own_steps(two: Two) -> set[int]:
    """The steps that the node's own people took and that stand in its history now."""
    with two.node.house.engine.connect() as connection:
        brought = select(t.twins.c.ours).where(t.twins.c.node == "", t.twins.c.kind.in_(["decision", "step"]))
        return set(connection.scalars(select(t.decisions.c.id).where(t.decisions.c.id.not_in(brought))))


def accounted(two: Two) -> set[int]:
    """The node's steps that the province knows, in its history or among the clashes."""
    with two.province.house.engine.connect() as connection:
        twins = (t.twins.c.node == two.known.key) & (t.twins.c.kind == "decision")
        taken = connection.scalars(select(t.twins.c.theirs).where(twins)).all()
        clashed = connection.scalars(select(t.clashes.c.theirs)).all()
    assert not set(taken) & set(clashed)
    return {*taken, *clashed}
