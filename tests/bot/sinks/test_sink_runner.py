"""Every sink is told of every change in order, whatever befalls it or another one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fakes.federation import PROVINCE, SEWING

from bot.sinks.sink import SinkFailed
from bot.sinks.tools import Tools
from storage.feed.feed import Change
from storage.sinks import sinks
from storage.sinks.sinks import SinkRow, State
from tests.bot.sinks.conftest import Stage


@dataclass
class Notebook:
    """A sink that writes down what it is told, and fails or hangs when it is told to."""

    told: list[int] = field(default_factory=list)
    batches: list[list[int]] = field(default_factory=list)
    failure: Exception | None = None
    hangs: bool = False
    listened: int = 0
    deaf: Exception | None = None

    async def deliver(self, changes: Sequence[Change]) -> None:
        self.batches.append([one.position for one in changes])
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure is not None:
            raise self.failure
        self.told += [one.position for one in changes]

    async def listen(self) -> None:
        self.listened += 1
        if self.deaf is not None:
            raise self.deaf


def keep(stage: Stage, *names: str, **more: Any) -> dict[str, Notebook]:
    """Sinks of these names on the stage."""
    books = {name: Notebook() for name in names}

    def build(row: SinkRow, tools: Tools) -> Notebook:
        return books[row.name]

    stage.builders["notebook"] = build
    for name in names:
        stage.add(name, "notebook", {}, **more)
    return books


async def test_one_that_hangs_and_one_that_fails_do_not_delay_the_third(stage: Stage) -> None:
    books = keep(stage, "treo", "lỗi", "tốt")
    books["treo"].hangs, books["lỗi"].failure = True, SinkFailed("refused")
    async with stage.running():
        for _ in range(5):
            stage.report()
            await stage.until(lambda: stage.sink("tốt").position == stage.newest(), within=3)
    places = books["tốt"].told
    assert places == list(range(places[0], places[0] + len(places)))
    assert (stage.sink("treo").position, stage.sink("lỗi").position) == (0, 0)
    assert stage.sink("lỗi").state is State.FAILING


async def test_a_sink_that_breaks_has_failed_and_nobody_else_notices(stage: Stage) -> None:
    books = keep(stage, "hỏng", "tốt")
    books["hỏng"].failure = ZeroDivisionError()
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink("hỏng").why == "broken" and bool(books["tốt"].told))
    assert stage.sink("hỏng").position == 0


async def test_what_is_tried_again_is_the_same_batch_whatever_came_meanwhile(stage: Stage) -> None:
    books = keep(stage, "kho")
    books["kho"].failure = SinkFailed("unreachable")
    stage.report(count=3)
    async with stage.running():
        await stage.until(lambda: len(books["kho"].batches) == 1 and stage.sink().state is State.FAILING)
        stage.report(count=2)
        books["kho"].failure = None
        stage.clock += timedelta(minutes=1)
        stage.wake()
        await stage.until(lambda: stage.sink().position == stage.newest())
    first, second, third = books["kho"].batches
    assert first == second
    assert len(third) == 2
    assert books["kho"].told == first + third


async def test_waits_double_up_to_an_hour_and_spread_a_little(stage: Stage) -> None:
    row = stage.add("kho", "notebook", {})
    waits = []
    for _ in range(14):
        failed = stage.change(lambda c: sinks.failed(c, row.id, "refused", stage.clock, jitter=0.5))
        waits.append((failed.due_at - stage.clock).total_seconds())
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == 3600
    early, late = (
        stage.change(lambda c, at=at: sinks.failed(c, row.id, "refused", stage.clock, jitter=at))
        for at in (0.0, 1.0)
    )
    assert early.due_at - stage.clock == timedelta(minutes=45)
    assert late.due_at - stage.clock == timedelta(minutes=75)


async def test_a_named_time_is_kept_but_not_for_a_year(stage: Stage) -> None:
    row = stage.add("kho", "notebook", {})
    for asked, waited in ((7200.0, timedelta(hours=2)), (1e300, timedelta(days=1))):
        failed = stage.change(lambda c, asked=asked: sinks.failed(c, row.id, "throttled", stage.clock, asked))
        assert failed.due_at - stage.clock == waited


async def test_a_branch_hears_of_its_own_changes_and_its_place_moves_past_others(stage: Stage) -> None:
    books = keep(stage, "may", unit_id=SEWING)
    async with stage.running():
        stage.report(unit=PROVINCE, count=2)
        await stage.until(lambda: stage.sink("may").position == stage.newest())
        stage.report(unit=SEWING)
        await stage.until(lambda: stage.sink("may").position == stage.newest())
    # Its own unit was told of too, when it was founded.
    assert stage.newest() in books["may"].told
    assert not {stage.newest() - 1, stage.newest() - 2} & set(books["may"].told)


async def test_only_the_kinds_asked_for_arrive(stage: Stage) -> None:
    books = keep(stage, "cây")
    stage.change(lambda c: sinks.amend(c, stage.sink("cây").id, config={"kinds": ["unit"]}, secret=""))
    stage.report(count=2)
    async with stage.running():
        await stage.until(lambda: stage.sink("cây").position == stage.newest())
    assert len(books["cây"].told) == 3


async def test_new_changed_and_removed_sinks_are_noticed_while_the_house_runs(stage: Stage) -> None:
    async with stage.running():
        books = keep(stage, "mới")
        stage.report()
        await stage.until(lambda: bool(books["mới"].told))
        books["mới"].hangs = True
        stage.report()
        await stage.until(lambda: len(books["mới"].batches) == 2)
        books["mới"].hangs = False
        row = stage.sink("mới")
        stage.change(lambda c: sinks.amend(c, row.id, config={"n": 1}, secret=""))
        await stage.until(lambda: stage.sink("mới").position == stage.newest())
        stage.change(lambda c: sinks.remove(c, row.id))
        stage.report()
        await asyncio.sleep(0.3)
    assert len(books["mới"].batches) == 3


async def test_one_switched_off_rests_and_goes_on_where_it_stopped(stage: Stage) -> None:
    books = keep(stage, "kho")
    row = stage.sink()
    async with stage.running():
        stage.report()
        await stage.until(lambda: stage.sink().position == stage.newest())
        before = stage.newest()
        stage.change(lambda c: sinks.switch_off(c, row.id))
        stage.report(count=2)
        await asyncio.sleep(0.3)
        assert stage.sink().position == before
        stage.change(lambda c: sinks.resume(c, row.id, stage.clock))
        await stage.until(lambda: stage.sink().position == stage.newest())
    assert books["kho"].told == sorted(set(books["kho"].told))


async def test_a_replay_tells_everything_once_more_even_while_a_delivery_hangs(stage: Stage) -> None:
    books = keep(stage, "kho")
    row = stage.sink()
    async with stage.running():
        stage.report(count=3)
        await stage.until(lambda: stage.sink().position == stage.newest())
        every = list(books["kho"].told)
        books["kho"].hangs = True
        stage.report()
        await stage.until(lambda: len(books["kho"].batches) == 2)
        books["kho"].hangs = False
        stage.change(lambda c: sinks.replay(c, row.id, 0))
        await stage.until(lambda: stage.sink().position == stage.newest())
    assert books["kho"].told == [*every, *every, stage.newest()]


async def test_one_that_cannot_hear_what_people_changed_fails_and_recovers_too(stage: Stage) -> None:
    books = keep(stage, "kho")
    books["kho"].deaf = SinkFailed("throttled", retry_after=60)
    async with stage.running():
        await stage.until(lambda: stage.sink().state is State.FAILING)
        assert stage.sink().why == "throttled"
        books["kho"].deaf = None
        stage.clock += timedelta(seconds=61)
        await stage.until(lambda: stage.sink().state is State.ON)
    assert books["kho"].listened >= 2
