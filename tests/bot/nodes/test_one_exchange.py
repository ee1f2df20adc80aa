"""One exchange of a node at a time; and where two run all the same, nothing is lost or doubled."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from kit.federation import appoint
from kit.hearing import Ledger
from kit.nodes import Two, accounted, own_steps, submit, two_places
from kit.telling import join
from sqlalchemy import Engine

from bot.nodes.exchange import Busy, Exchange
from storage import tables as t
from storage.nodes import joined, sending
from storage.nodes.parcels import Taken

FIRST = 1_000_000


def work(two: Two) -> Ledger:
    """A report, a step on it, and an officer above who will hear of it."""
    upper = appoint(two.province.house, two.province.house.person("binh"), "KCN", "Phan Thanh Bình")
    officer = appoint(two.node.house, two.node.house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    worker = join(two.node.house.person("hoa"))
    submit(two.node, worker, "Dưỡng may túi")
    officer.says(f"duyệt {FIRST}")
    two.even_clocks()
    return Ledger(two, {"upper": upper, "officer": officer, "worker": worker})


def hold_up(made: Exchange, *, before: bool) -> tuple[asyncio.Event, asyncio.Event]:
    """The first batch waits on the line: it stands there when the first event is set, and goes on with the
    second; `before` the province hears it, or after."""
    standing, going = asyncio.Event(), asyncio.Event()
    ask = made.line.ask

    async def slow(path: str, *rest: Any) -> Any:
        if path != "/up" or going.is_set():
            return await ask(path, *rest)
        answer = None if before else await ask(path, *rest)
        standing.set()
        await going.wait()
        return await ask(path, *rest) if before else answer

    made.line.ask = slow  # type: ignore[method-assign, assignment]
    return standing, going


async def run(made: Exchange) -> str:
    try:
        async with made.line:
            await made.run()
    except Busy:
        return "busy"
    return "done"


async def test_nobody_begins_while_the_answer_to_another_exchange_takes_long(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    async with two_places(sqlite_engine, tmp_path) as two:
        ledger = work(two)
        first, second = two.exchange(beat=0.02), two.exchange(holder="other")
        standing, going = hold_up(first, before=True)
        async with asyncio.TaskGroup() as group:
            one = group.create_task(run(first))
            await standing.wait()
            for _ in range(4):
                two.node.house.now += timedelta(seconds=8)
                await asyncio.sleep(0.2)
            assert await run(second) == "busy"
            going.set()
        assert one.result() == "done"
        two.both()
        ledger.check()


@pytest.mark.parametrize("before", [True, False])
async def test_two_exchanges_that_run_at_once_lose_and_double_nothing(
    sqlite_engine: Engine, tmp_path: Path, before: bool
) -> None:
    """The first one's machine slept while its batch was on the line, and its lease ran out."""
    async with two_places(sqlite_engine, tmp_path) as two:
        ledger = work(two)
        taken = own_steps(two)
        first, second = two.exchange(beat=60), two.exchange(holder="other")
        standing, going = hold_up(first, before=before)
        async with asyncio.TaskGroup() as group:
            one = group.create_task(run(first))
            await standing.wait()
            two.node.house.now += timedelta(seconds=30)
            two.even_clocks()
            assert await run(second) == "done"
            submit(two.node, two.node.house.person("hoa"), "Xe chở vải")
            two.node.house.person("nhung").says(f"duyệt {FIRST + 1}")
            two.even_clocks()
            taken |= own_steps(two)
            going.set()
        assert one.result() == "done"
        await two.sync()
        two.both()
        ledger.check()
        assert accounted(two) == taken
        assert len(two.province.house.rows(t.decisions)) == 2


async def test_an_answer_that_comes_after_everything_was_answered_changes_nothing(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    async with two_places(sqlite_engine, tmp_path) as two:
        work(two)
        body = await two.node.write(lambda c: sending.next_batch(c, two.node.house.now))
        await two.sync()
        late = await two.node.write(joined.read)
        submit(two.node, two.node.house.person("hoa"), "Xe chở vải")
        await two.sync()
        newest = await two.node.write(joined.read)
        answer = Taken(taken=late.up, roster=0)
        assert await two.node.write(lambda c: sending.answered(c, body, answer)) is False
        assert await two.node.write(joined.read) == newest
