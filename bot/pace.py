"""When a platform account may send its next message: evenly, replies before bulk."""

import asyncio
import time
from collections.abc import Awaitable, Callable

CHAT_INTERVAL = 1.0
"""Seconds between messages to one chat, sustained (Telegram FAQ: one per second, short bursts pass)."""

CHATS_REMEMBERED = 10_000


class Held(Exception):
    """The turn would come only after `seconds`; nothing was sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"held for {seconds:.1f} s")
        self.seconds = seconds


class Pacer:
    """One line for everything an account sends.

    Rates are messages per second and are spaced evenly, because a burst inside the permitted
    average is what platforms answer with 429. A 429 holds everything until its deadline and cuts
    the rates; they grow back by `recovery` messages per second each second. `allowance` messages
    to one chat may follow each other at once. Nobody waits longer than `patience` seconds:
    `turn` raises `Held` instead, so that a row's lease never runs out in this queue.
    """

    def __init__(
        self,
        *,
        bulk: float = 25.0,
        replies: float = 28.0,
        allowance: int = 4,
        patience: float = 15.0,
        recovery: float = 0.5,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bulk = bulk
        self._replies = replies
        self._share = 1.0
        self._growth = recovery / bulk
        self._allowance = allowance
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._last = float("-inf")
        self._held_until = float("-inf")
        self._slowed_at = float("-inf")
        self._chats: dict[str, float] = {}
        self._waiting_replies = 0
        # Only the head of each line competes for the next slot: a thousand waiting bulk messages
        # would otherwise all wake up for every single one that goes out.
        self._reply_line = asyncio.Lock()
        self._bulk_line = asyncio.Lock()

    @property
    def rate(self) -> float:
        """Bulk messages per second at present."""
        return self._bulk * self._regained()

    def hold_left(self) -> float:
        """Seconds until anything may be sent again after a 429."""
        return max(0.0, self._held_until - self._clock())

    def throttled(self, retry_after: float) -> None:
        """The platform answered 429. Answers to messages already under way count as the same slip."""
        now = self._clock()
        if now >= self._held_until:
            self._share = max(0.1, self._regained() * 0.75)
        self._held_until = max(self._held_until, now + retry_after)
        self._slowed_at = self._held_until

    async def turn(self, chat: str, *, bulk: bool = False) -> None:
        """Wait for this message's slot. Raises `Held` when it would take longer than the patience."""
        give_up_at = self._clock() + self._patience
        if self._held_until > give_up_at:
            raise Held(self.hold_left())
        await self._wait_for_chat(chat, give_up_at, bulk=bulk)
        if bulk:
            async with self._bulk_line:
                await self._take_slot(give_up_at, bulk=True)
            return
        self._waiting_replies += 1
        try:
            async with self._reply_line:
                await self._take_slot(give_up_at, bulk=False)
        finally:
            self._waiting_replies -= 1

    async def _take_slot(self, give_up_at: float, *, bulk: bool) -> None:
        rate = self._bulk if bulk else self._replies
        while True:
            now = self._clock()
            due = max(self._held_until, self._last + 1 / (rate * self._regained()))
            if due <= now:
                if not (bulk and self._waiting_replies):
                    self._last = now
                    return
                due = now + 1 / self._replies
            if due > give_up_at:
                raise Held(due - now)
            await self._sleep(due - now)

    async def _wait_for_chat(self, chat: str, give_up_at: float, *, bulk: bool) -> None:
        now = self._clock()
        free_at = max(self._chats.get(chat, now), now)
        burst = 0 if bulk else self._allowance - 1
        due = free_at - burst * CHAT_INTERVAL
        if due > give_up_at:
            raise Held(due - now)
        self._chats[chat] = free_at + CHAT_INTERVAL
        if len(self._chats) > CHATS_REMEMBERED:
            self._chats = {name: at for name, at in self._chats.items() if at > now}
        # A timer may fire a hair early, so the clock is asked again.
        while (left := due - self._clock()) > 0:
            await self._sleep(left)

    def _regained(self) -> float:
        since = self._clock() - self._slowed_at
        return min(1.0, self._share + self._growth * max(0.0, since))
