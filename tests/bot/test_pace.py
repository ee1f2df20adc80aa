"""The pacer under a clock that only the test moves."""

import asyncio
import heapq
import itertools
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pace import Held, Pacer


class Time:
    """A clock that jumps to the next sleeper when everybody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), future))
        await future

    async def run(self, *work: Coroutine[Any, Any, None]) -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
            while not all(task.done() for task in tasks):
                for _ in range(8):
                    await asyncio.sleep(0)
                if self._sleepers:
                    due, _, future = heapq.heappop(self._sleepers)
                    self.now = max(self.now, due)
                    if not future.done():
                        future.set_result(None)


class Road:
    """Sends messages through a pacer and notes when each went out."""

    def __init__(self, **settings: Any) -> None:
        self.time = Time()
        self.pacer = Pacer(clock=self.time.clock, sleep=self.time.sleep, **settings)
        self.sent: list[tuple[float, str, bool]] = []
        self.held: list[float] = []

    async def message(self, chat: str, *, bulk: bool, at: float = 0.0) -> None:
        if at:
            await self.time.sleep(at)
        try:
            await self.pacer.turn(chat, bulk=bulk)
        except Held as held:
            self.held.append(held.seconds)
            return
        self.sent.append((self.time.now, chat, bulk))

    async def slip(self, seconds: float, at: float = 0.0) -> None:
        if at:
            await self.time.sleep(at)
        self.pacer.throttled(seconds)

    def times(self, bulk: bool) -> list[float]:
        return [at for at, _, kind in self.sent if kind is bulk]

    def gaps(self) -> list[float]:
        times = sorted(at for at, _, _ in self.sent)
        return [round(b - a, 6) for a, b in itertools.pairwise(times)]


async def test_a_broadcast_goes_out_evenly_and_never_in_a_burst() -> None:
    road = Road()
    await road.time.run(*(road.message(f"{n}", bulk=True) for n in range(100)))
    assert min(road.gaps()) >= 0.04 - 1e-6
    assert road.time.now == pytest.approx(99 / 25, abs=0.05)


async def test_a_reply_does_not_wait_behind_a_broadcast() -> None:
    road = Road()
    crowd = [road.message(f"{n}", bulk=True) for n in range(50)]
    await road.time.run(*crowd, road.message("lan", bulk=False, at=0.5))
    assert road.times(bulk=False)[0] - 0.5 <= 1 / 25 + 1e-6


async def test_a_broadcast_lets_every_waiting_reply_pass_and_then_goes_on() -> None:
    road = Road()
    replies = [road.message(f"r{n}", bulk=False, at=0.01) for n in range(20)]
    await road.time.run(*(road.message(f"{n}", bulk=True) for n in range(5)), *replies)
    kinds = [kind for _, _, kind in road.sent]
    assert kinds == [True] + [False] * 20 + [True] * 4


async def test_after_a_429_nothing_at_all_goes_out_before_the_deadline() -> None:
    road = Road()
    work = [road.message(f"{n}", bulk=n % 2 == 0, at=n * 0.05) for n in range(20)]
    await road.time.run(road.slip(3, at=0.3), *work)
    assert len(road.sent) == 20
    assert not [at for at, _, _ in road.sent if 0.3 < at < 3.3]


async def test_after_the_pause_the_replies_go_first() -> None:
    road = Road()
    road.pacer.throttled(3)
    crowd = [road.message(f"{n}", bulk=True) for n in range(3)]
    await road.time.run(*crowd, *(road.message(f"r{n}", bulk=False) for n in range(3)))
    assert [bulk for _, _, bulk in road.sent] == [False] * 3 + [True] * 3


async def test_a_second_429_during_the_pause_extends_it_but_does_not_slow_us_twice() -> None:
    road = Road()
    road.pacer.throttled(2)
    road.pacer.throttled(5)
    assert road.pacer.hold_left() == 5
    assert road.pacer.rate == pytest.approx(25 * 0.9)


async def test_one_429_in_a_while_costs_little_and_more_of_them_cost_more() -> None:
    road = Road()
    rates = []
    for at in (0.0, 10.0, 20.0, 300.0):
        road.time.now = at
        road.pacer.throttled(1)
        rates.append(round(road.pacer.rate / 25, 3))
    assert rates == [0.9, 0.75, 0.698, 0.9]


async def test_a_timer_that_comes_late_does_not_slow_a_broadcast_down() -> None:
    road = Road()
    on_time = road.time.sleep

    async def late(seconds: float) -> None:
        await on_time(seconds + 0.004)

    road.pacer._sleep = late
    await road.time.run(*(road.message(f"{n}", bulk=True) for n in range(251)))
    assert road.time.now == pytest.approx(10, abs=0.05)


async def test_a_pause_is_not_made_up_for_by_a_burst() -> None:
    road = Road()
    road.pacer.throttled(3)
    await road.time.run(*(road.message(f"{n}", bulk=True) for n in range(50)))
    assert min(road.gaps()) >= 1 / 25 - 1e-6


async def test_a_paid_broadcast_goes_out_at_a_thousand_a_second_and_replies_at_their_own_pace() -> None:
    road = Road(bulk=1000.0, apart=True)
    replies = [road.message(f"r{n}", bulk=False, at=0.1) for n in range(10)]
    await road.time.run(*(road.message(f"{n}", bulk=True) for n in range(1000)), *replies)
    assert max(road.times(bulk=True)) == pytest.approx(1, abs=0.01)
    assert road.times(bulk=False)[0] == pytest.approx(0.1, abs=1e-6)
    times = road.times(bulk=False)
    assert min(b - a for a, b in itertools.pairwise(times)) >= 1 / 28 - 1e-6


async def test_a_group_gets_no_more_than_twenty_a_minute() -> None:
    road = Road(patience=200)
    await road.time.run(*(road.message("-100777", bulk=True) for _ in range(21)))
    assert road.time.now == pytest.approx(60, abs=0.1)


async def test_the_rate_recovers_little_by_little_after_a_429() -> None:
    road = Road()
    road.pacer.throttled(1)
    rates = []
    for second in (1, 4, 8, 20):
        road.time.now = float(second)
        rates.append(road.pacer.rate)
    assert rates == pytest.approx([22.5, 24.0, 25.0, 25.0])


async def test_a_pause_longer_than_our_patience_is_said_at_once() -> None:
    road = Road(patience=10)
    road.pacer.throttled(60)
    await road.time.run(road.message("lan", bulk=False), road.message("minh", bulk=True))
    assert not road.sent
    assert road.held == [60, 60]
    assert road.time.now == 0


async def test_whoever_waits_is_told_whether_everybody_waits_or_only_this_chat() -> None:
    road = Road(patience=0.5, allowance=1)
    await road.pacer.turn("lan")
    with pytest.raises(Held) as one:
        await road.pacer.turn("lan")
    road.pacer.throttled(60)
    with pytest.raises(Held) as all_:
        await road.pacer.turn("minh")
    assert (one.value.everybody, all_.value.everybody) == (False, True)


async def test_one_chat_gets_a_few_replies_at_once_and_then_one_a_second() -> None:
    road = Road(allowance=3, patience=60)
    await road.time.run(*(road.message("lan", bulk=False) for _ in range(8)))
    seconds = [round(at) for at in sorted(road.times(bulk=False))]
    assert seconds == [0, 0, 0, 1, 2, 3, 4, 5]


async def test_one_busy_chat_does_not_hold_up_the_others() -> None:
    road = Road(patience=60)
    busy = [road.message("flood", bulk=False) for _ in range(10)]
    await road.time.run(*busy, road.message("lan", bulk=False, at=0.2))
    assert next(at for at, chat, _ in road.sent if chat == "lan") < 0.3


async def test_thousands_of_chats_are_forgotten_again() -> None:
    road = Road()
    for number in range(10_050):
        road.time.now = number * 1.0
        await road.pacer.turn(f"{number}")
    assert len(road.pacer._chats) < 10_000


async def test_a_reply_that_is_given_up_does_not_block_the_line() -> None:
    road = Road()
    road.pacer.throttled(5)
    given_up = asyncio.get_running_loop().create_task(road.pacer.turn("lan"))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    await road.time.run(road.message("minh", bulk=True))
    assert [chat for _, chat, _ in road.sent] == ["minh"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.booleans(), st.floats(0, 3)),
        min_size=1,
        max_size=40,
    ),
    st.lists(st.tuples(st.floats(0.5, 4), st.floats(0.01, 3)), max_size=3),
)
def test_whatever_comes_nobody_is_lost_and_the_spacing_holds(
    messages: list[tuple[int, bool, float]], slips: list[tuple[float, float]]
) -> None:
    async def scene() -> None:
        road = Road(patience=200)
        work = [road.message(f"{chat}", bulk=bulk, at=at) for chat, bulk, at in messages]
        await road.time.run(*work, *(road.slip(seconds, at) for seconds, at in slips))
        assert len(road.sent) == len(messages)
        assert all(gap >= 1 / 28 - 1e-6 for gap in road.gaps())
        for seconds, at in slips:
            assert not [sent for sent, _, _ in road.sent if at < sent < at + seconds - 1e-6]

    asyncio.run(scene())
