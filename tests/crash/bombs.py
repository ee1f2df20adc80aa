"""The steps of a start, an update, a reply, a reminder and a renewal, and a sudden end at any of them."""

import asyncio
import inspect
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from bot import app, attempts, clock, demo, fanout, pump, sender
from bot.channels.telegram import transport
from bot.channels.zalo_oa import refreshing, tokens
from bot.intakes import desk
from storage import credentials
from storage.broadcasts import queueing
from storage.campaigns import planning
from storage.database import schema
from storage.intakes import doing, ledger
from storage.traffic import inbox, receipts


@dataclass(frozen=True)
class Step:
    """A place on the way, right before or after a call; `counts` says which calls are meant."""

    owner: Any
    name: str
    after: bool = False
    counts: Callable[[tuple[Any, ...], Any], bool] = lambda given, result: True


def _brought(given: tuple[Any, ...], result: Any) -> bool:
    return bool(result)


def _is_message(given: tuple[Any, ...], result: Any) -> bool:
    return bool(given[1] == "sendMessage")


def _is_claimed(given: tuple[Any, ...], result: Any) -> bool:
    return isinstance(result, credentials.Claimed)


def _has_second(given: tuple[Any, ...], result: Any) -> bool:
    return bool(given[1])


STEPS = {
    # A database on its way to its first use.
    "migrating": Step(schema, "_run", after=True),
    "seeding": Step(demo, "seed", after=True),
    # An update on its way in.
    "received": Step(app.App, "_store", counts=lambda given, result: bool(given[2])),
    "storing": Step(inbox, "store", after=True, counts=_brought),
    "stored": Step(app.App, "_store", after=True, counts=_brought),
    "taken": Step(inbox, "take", after=True, counts=_brought),
    "decided": Step(pump, "apply", counts=_has_second),
    "applied": Step(pump, "apply", after=True, counts=_has_second),
    "finished": Step(inbox, "finish", after=True, counts=_has_second),
    "committed": Step(app.App, "wake_senders"),
    # A row on its way out.
    "claimed": Step(attempts, "attempt"),
    "accepted": Step(transport.Wire, "call", after=True, counts=_is_message),
    "heard": Step(attempts, "attempt", after=True),
    "settling": Step(receipts, "settle", after=True, counts=_has_second),
    "settled": Step(sender.Sender, "_turn", after=True),
    # A reminder on its way to its audience.
    "firing": Step(planning, "catch_up", after=True, counts=_brought),
    "fired": Step(clock.Clock, "look", after=True, counts=_brought),
    "paging": Step(queueing, "queue", after=True, counts=lambda given, result: result.queued > 0),
    "paged": Step(fanout.Fanout, "_page", after=True, counts=lambda given, result: result.queued > 0),
    # A workbook on its way from its bytes to its last row.
    "read": Step(ledger, "settle", after=True),
    "doing": Step(doing, "do", after=True, counts=lambda given, result: result is not None),
    "done": Step(desk.IntakeDesk, "_go_on", after=True),
    "over": Step(doing, "over", after=True),
    # A renewal on its way to a new pair of tokens.
    "claiming": Step(credentials, "claim", after=True, counts=_is_claimed),
    "asking": Step(refreshing, "ask"),
    "answered": Step(refreshing, "ask", after=True),
    "granting": Step(credentials, "grant", after=True),
    "granted": Step(tokens.KeptTokens, "_keep", after=True),
}
#: Longer than it takes to be told to stop and to leave whatever was being waited for.
FAREWELL = 0.5


def plant(bomb: str) -> None:
    """See that this process dies at the step, without a moment to tidy up, or is told to stop there."""
    name, times, by = (*bomb.split(":"), "", "")[:3]
    step = STEPS[name]
    left = int(times or 1)
    call = getattr(step.owner, step.name)

    def pass_by(given: tuple[Any, ...], result: Any = None) -> bool:
        """Whether the process was told to stop."""
        nonlocal left
        if step.counts(given, result):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGTERM if by == "TERM" else signal.SIGKILL)
                return True
        return False

    @wraps(call)
    def plain(*given: Any, **named: Any) -> Any:
        if not step.after:
            pass_by(given)
        result = call(*given, **named)
        if step.after:
            pass_by(given, result)
        return result

    @wraps(call)
    async def awaited(*given: Any, **named: Any) -> Any:
        # What a turn of the sender settles is gone from its hands when the turn is over.
        busy = name != "settled" or bool(given[0]._done)
        if not step.after and pass_by(given):
            await asyncio.sleep(FAREWELL)
        result = await call(*given, **named)
        if step.after and busy and pass_by(given, result):
            await asyncio.sleep(FAREWELL)
        return result

    setattr(step.owner, step.name, awaited if inspect.iscoroutinefunction(call) else plain)
