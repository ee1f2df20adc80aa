"""One attempt at one outbox row: what is called, and what its end means."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

import structlog
from sqlalchemy import Connection

from bot import fetching
from bot.channels import render
from bot.channels.port import NOBODY, Channel, Contact, Outgoing, Part, SendFailed, Why
from bot.documents import listing, making
from bot.workbooks import desk as workbooks
from handlers.events import FileTrouble
from storage.apply import broadcasts, exports, papers
from storage.library import files
from storage.library.files import FileStore
from storage.traffic import outbox, receipts
from storage.traffic.outbox import Claimed
from storage.traffic.receipts import Outcome

log = structlog.get_logger(__name__)

#: No attempt may outlive its lease, or the row goes out a second time while this one still runs.
CEILING = outbox.LEASE.total_seconds() - 10
#: How long a channel rests that says "too many" and not for how long.
THROTTLED = timedelta(seconds=1)
#: How long a reply waits that found the platform's allowance used up.
USED_UP = timedelta(hours=1)
#: Who may only be written to by template is not kept waiting for one longer than this.
LONG = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Done:
    """An attempt that ended; `also` is written in the same transaction, and says whether an event was.
    `spent` is false when surely nothing was sent to a person, for platforms that count. Until `rest` the
    account may send nothing at all."""

    outcome: Outcome
    also: Callable[[Connection], bool] | None = None
    spent: bool = True
    rest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tools:
    """What an attempt works with; `shown` gives the platform's id of an outbox row that was sent, or "";
    `read` loads what papers and lists are written from, `desk` makes workbooks."""

    channel: Channel
    files: FileStore
    now: Callable[[], datetime]
    shown: Callable[[int], Awaitable[str]]
    read: listing.Read
    desk: workbooks.Desk | None = None


async def attempt(row: Claimed, tools: Tools, contact: Contact = NOBODY) -> Done:
    """Do what the row says; every end of it is an outcome, never an exception."""
    rest = None
    try:
        async with asyncio.timeout(CEILING):
            return await _do(row, tools, contact)
    except SendFailed as failure:
        outcome = _after(row, failure, tools.now(), contact, tools.channel.limits.window)
        if failure.everybody and failure.retry_after is not None:
            rest = tools.now() + timedelta(seconds=failure.retry_after)
    except TimeoutError:
        # Whether it went out is unknown: the lease, which ends soon, decides what is done.
        outcome = Outcome(outbox_id=row.id, result="uncertain", why=Why.UNCERTAIN.value, detail="ceiling")
    except Exception as bug:
        log.exception("attempt_failed", outbox_id=row.id, kind=row.kind, lane=row.lane)
        outcome = _again(row, tools.now(), "bug", type(bug).__name__, receipts.ATTEMPTS)
    if row.kind in ("fetch", "papers", "listing", "workbook") and outcome.result == "failed":
        return _lost(row, outcome, tools)
    return Done(outcome, spent=row.kind != "say" or outcome.result == "uncertain", rest=rest)


#: A broadcast says the same to thousands: its few bodies need not be read for each of them.
_alike = lru_cache(maxsize=256)(render.decode)


async def _do(row: Claimed, tools: Tools, contact: Contact) -> Done:
    channel = tools.channel
    if row.kind == "fetch":
        ref = files.read_ref(row.body)
        found = await fetching.fetch(channel, ref, tools.files)
        why = found.value if isinstance(found, FileTrouble) else ""
        sent = Outcome(outbox_id=row.id, result="failed" if why else "sent", why=why)
        return Done(sent, fetching.record(ref, found, row.id, row.lane, tools.now()))
    if row.kind == "papers":
        order = papers.read_order(row.body)
        given = await making.fulfil(order, tools.read, tools.files, channel.limits, tools.now())
        return Done(Outcome(outbox_id=row.id, result="sent"), given)
    if row.kind == "listing":
        wanted = broadcasts.read_listing(row.body)
        listed = await listing.fulfil(wanted, tools.read, tools.files, channel.limits, tools.now())
        return Done(Outcome(outbox_id=row.id, result="sent"), listed)
    if row.kind == "workbook":
        book = exports.read_order(row.body)
        if tools.desk is None:
            none = workbooks.excuse(book, channel.limits, tools.now())
            return Done(Outcome(outbox_id=row.id, result="sent"), none)
        made = await workbooks.fulfil(book, tools.desk, tools.files, channel.limits, tools.now())
        return Done(Outcome(outbox_id=row.id, result="sent"), made)
    bulk = row.priority >= outbox.BULK
    part = _alike(row.body) if bulk else render.decode(row.body)
    if row.kind in ("strip", "edit"):
        # What was never sent has no buttons to lose, and no words to change.
        shown = await tools.shown(int(part.strip or part.edits)) if channel.limits.edits else ""
        if not shown:
            return Done(Outcome(outbox_id=row.id, result="sent", why=f"nothing_to_{row.kind}"))
        part = Part(strip=shown) if part.strip else replace(part, edits=shown)
    address = row.conversation.split(":", 2)[2]
    outgoing = Outgoing(id=row.id, address=address, part=part, bulk=bulk, contact=contact)
    platform_id = await channel.send(outgoing)
    return Done(Outcome(outbox_id=row.id, result="sent", platform_id=platform_id))


def _after(
    row: Claimed, failure: SendFailed, now: datetime, contact: Contact, window: timedelta | None
) -> Outcome:
    why, detail = failure.why.value, failure.detail
    bulk = row.priority >= outbox.BULK
    if failure.why is Why.OUTSIDE_WINDOW and not bulk:
        return _held(row, failure, contact, None)
    used_up = failure.why is Why.OVER_QUOTA and not bulk
    if failure.why is Why.THROTTLED or used_up:
        rest = USED_UP if used_up else THROTTLED
        pause = rest if failure.retry_after is None else timedelta(seconds=failure.retry_after)
        if not bulk and pause > LONG and _is_closed(contact, window, now):
            # A template that waits for the morning must not hold up an answer to somebody who writes tonight.
            return _held(row, failure, contact, now + pause)
        return Outcome(
            outbox_id=row.id, result="again", why=why, detail=detail, again_at=now + pause, spared=True
        )
    if failure.why is Why.UNREACHABLE:
        return _again(row, now, why, detail, receipts.PATIENCE, failure.retry_after)
    if failure.why is Why.UNCERTAIN:
        return Outcome(outbox_id=row.id, result="uncertain", why=why, detail=detail)
    return Outcome(
        outbox_id=row.id,
        result="failed",
        why=why,
        detail=detail,
        blocked=failure.why is Why.BLOCKED,
        conversation=row.conversation,
    )


def _held(row: Claimed, failure: SendFailed, contact: Contact, until: datetime | None) -> Outcome:
    return Outcome(
        outbox_id=row.id,
        result="held",
        why=failure.why.value,
        detail=failure.detail,
        conversation=row.conversation,
        seen=contact.interacted_at,
        again_at=until,
    )


def _is_closed(contact: Contact, window: timedelta | None, now: datetime) -> bool:
    """Whether only the person themselves can open the way for free words again."""
    return window is not None and (contact.interacted_at is None or now - contact.interacted_at > window)


def _again(
    row: Claimed, now: datetime, why: str, detail: str, most: int, retry_after: float | None = None
) -> Outcome:
    """Another try after a rest, or the end of trying."""
    if row.attempts >= most:
        return Outcome(outbox_id=row.id, result="failed", why=why, detail=detail)
    pause = receipts.wait_after(row.attempts)
    if retry_after is not None:
        pause = max(pause, timedelta(seconds=retry_after))
    return Outcome(outbox_id=row.id, result="again", why=why, detail=detail, again_at=now + pause)


def _lost(row: Claimed, outcome: Outcome, tools: Tools) -> Done:
    """Whoever waits for what was given up hears of it."""
    now = tools.now()
    if row.kind == "papers":
        order = papers.read_order(row.body)
        return Done(outcome, making.excuse(order, tools.channel.limits, now, "papers.failed"))
    if row.kind == "listing":
        wanted = broadcasts.read_listing(row.body)
        return Done(outcome, listing.excuse(wanted, tools.channel.limits, now))
    if row.kind == "workbook":
        return Done(outcome, workbooks.excuse(exports.read_order(row.body), tools.channel.limits, now))
    ref = files.read_ref(row.body)
    return Done(outcome, fetching.record(ref, FileTrouble.GONE, row.id, row.lane, now))
