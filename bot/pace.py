"""When a platform account may send its next message: evenly, replies before bulk."""

import asyncio
import time
from collections.abc import Awaitable, Callable

CHAT_INTERVAL, GROUP_INTERVAL = 1.0, 3.0
"""Seconds between messages to one chat, sustained (Telegram FAQ: one per second, short bursts pass; twenty
a minute to a group, whose number begins with a minus)."""

LATE = 0.05
"""A timer's lateness up to so many seconds is made up for, or 25 a second would be 24."""

QUIET = 60.0
"""After so many seconds without a 429 the next one is taken for a chance hit and costs little."""

CHATS_REMEMBERED = 10_000


class Held(Exception):
    """The turn would come only after `seconds`; nothing was sent. `everybody` has to wait after a 429,
    otherwise only this chat does."""

    def __init__(self, seconds: float, *, everybody: bool = False) -> None:
        super().__init__(f"held for {seconds:.1f} s")
        self.seconds = seconds
        self.everybody = everybody


class Pacer:
    """One line for everything an account sends.

    Rates are messages per second and are spaced evenly, because a burst inside the permitted
    average is what platforms answer with 429. A 429 holds everything until its deadline and cuts
    the rates, the first one in a while by a tenth and more of them by a quarter each; they grow back
    by the share `recovery` each second. `allowance` messages to one chat may follow each other at
    once. Nobody waits longer than `patience` seconds: `turn` raises `Held` instead, so that a row's
    lease never runs out in this queue. `apart` is for bulk that is paid for: it takes no slot away
    from the replies, and the other way round.
    """

    def __init__(
        self,
        *,
        bulk: float = 25.0,
        replies: float = 28.0,
        allowance: int = 4,
        patience: float = 15.0,
        recovery: float = 0.02,
        apart: bool = False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bulk = bulk
        self._replies = replies
        self._share = 1.0
        self._growth = recovery
        self._allowance = allowance
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        #: When the last slot was due, of bulk and of replies; one line where they share an allowance.
        self._last = [float("-inf"), float("-inf")]
        self._lines = (0, 1) if apart else (0, 0)
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
            self._share = max(0.1, self._regained() * (0.75 if now - self._slowed_at < QUIET else 0.9))
        self._held_until = max(self._held_until, now + retry_after)
        self._slowed_at = self._held_until

    async def turn(self, chat: str, *, bulk: bool = False) -> None:
        """Wait for this message's slot. Raises `Held` when it would take longer than the patience."""
        give_up_at = self._clock() + self._patience
        if self._held_until > give_up_at:
            raise Held(self.hold_left(), everybody=True)
        await self._wait_for_chat(chat, give_up_at, bulk=bulk)
        if bulk:
            queued = self._bulk_line.locked()
            async with self._bulk_line:
                await self._take_slot(give_up_at, bulk=True, queued=queued)
            return
        self._waiting_replies += 1
        try:
            queued = self._reply_line.locked()
            async with self._reply_line:
                await self._take_slot(give_up_at, bulk=False, queued=queued)
        finally:
            self._waiting_replies -= 1

    async def _take_slot(self, give_up_at: float, *, bulk: bool, queued: bool) -> None:
        rate = self._bulk if bulk else self._replies
        line = self._lines[not bulk]
        while True:
            now = self._clock()
            due = max(self._held_until, self._last[line] + 1 / (rate * self._regained()))
            if due <= now:
                if not (bulk and self._waiting_replies and self._lines[0] == self._lines[1]):
                    # Who stood in line comes late by the timer alone, and the next one need not.
                    self._last[line] = max(due, now - LATE) if queued else now
                    return
                due = now + 1 / self._replies
            if due > give_up_at:
                raise Held(due - now, everybody=self._held_until > now)
            await self._sleep(due - now)
            queued = True

    async def _wait_for_chat(self, chat: str, give_up_at: float, *, bulk: bool) -> None:
        now = self._clock()
        free_at = max(self._chats.get(chat, now), now)
        interval = GROUP_INTERVAL if chat.startswith("-") else CHAT_INTERVAL
        burst = 0 if bulk else self._allowance - 1
        due = free_at - burst * interval
        if due > give_up_at:
            raise Held(due - now)
        self._chats[chat] = free_at + interval
        if len(self._chats) > CHATS_REMEMBERED:
            self._chats = {name: at for name, at in self._chats.items() if at > now}
        # A timer may fire a hair early, so the clock is asked again.
        while (left := due - self._clock()) > 0:
            await self._sleep(left)

    def _regained(self) -> float:
        since = self._clock() - self._slowed_at
        return min(1.0, self._share + self._growth * max(0.0, since))
