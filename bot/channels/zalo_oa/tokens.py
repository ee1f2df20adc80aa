"""The access token of the Official Account, the same one for all processes and renewed by one of them."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar, assert_never

import structlog
from pydantic import SecretStr
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.channels.port import SendFailed, Why
from bot.channels.zalo_oa import refreshing
from bot.channels.zalo_oa.refreshing import App, Granted, Later, Lost, Refused
from storage import credentials
from storage.credentials import Account, Claimed, Elsewhere, Found, Gone, Pair, Resting, Usable
from storage.database.writer import Writer
from storage.vault import Vault

log = structlog.get_logger(__name__)
T = TypeVar("T")

#: Which part of its life a token is used for before a new one is asked for: 20 of 25 hours.
USED: Final = 0.8
#: How long a message waits for a renewal before it goes back into the queue, in seconds.
PATIENCE: Final = 8.0
#: How often the row is looked at while another process renews, in seconds.
LOOK: Final = 0.2
#: The first rest after a renewal that brought nothing; it doubles each time, up to the longest.
REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=10)
#: How long messages wait before they ask again, in seconds: while a renewal is slow, and while only
#: a person can help.
SOON, DEAD = 2.0, 300.0
#: So many renewals within `WHILE` because a token was refused are enough: the new ones are no better.
ENOUGH, WHILE = 3, timedelta(minutes=10)
AGAIN_AND_AGAIN: Final = "refused again and again"
#: How long after the request itself its lease ends.
MARGIN: Final = timedelta(seconds=15)


class Tokens(Protocol):
    """Where the access token comes from. Both raise `SendFailed` (`THROTTLED`) while there is none."""

    async def access(self) -> str: ...

    async def renewed(self, refused: str) -> str:
        """Another token than this one, which Zalo did not take."""
        ...


@dataclass(kw_only=True)
class KeptTokens:
    """Tokens kept in the database; `first` is the refresh token that the settings begin with.

    A refresh token is good for one use, so a renewal under way is never given up: who waits for it
    is cancelled only after it has ended. `close` has to be awaited before the writer is closed.
    `timeout` is what Zalo is given to answer, in seconds.
    """

    writer: Writer
    name: str
    app_id: str
    app_secret: SecretStr
    first: SecretStr
    secret_key: str = field(repr=False)
    oauth_url: str
    now: Callable[[], datetime]
    timeout: float = 30.0
    _kept: Usable | None = field(init=False, default=None, repr=False)
    _renewing: asyncio.Task[Found] | None = field(init=False, default=None)
    _planted: bool = field(init=False, default=False)
    _told: str = field(init=False, default="")
    _failures: int = field(init=False, default=0)
    _closing: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._account = Account(self.name, secrets.token_hex(8), Vault(self.secret_key))
        self._app = App(oauth_url=self.oauth_url.rstrip("/"), app_id=self.app_id, secret=self.app_secret)
        self._on_demand: deque[datetime] = deque(maxlen=ENOUGH)

    async def access(self) -> str:
        """The token in use. A newer one is asked for beside the work, as long as this one is good."""
        now = self.now()
        if self._kept is None or now >= min(self._kept.look_at, self._kept.until):
            await self._look_up(now)
        if self._kept is None:
            return await self._wait("")
        return self._kept.access.get_secret_value()

    async def renewed(self, refused: str) -> str:
        kept, self._kept = self._kept, None
        if kept is not None and kept.access.get_secret_value() != refused and self.now() < kept.until:
            self._kept = kept
            return kept.access.get_secret_value()
        return await self._wait(refused)

    async def close(self) -> None:
        """Let a renewal under way end; nothing is renewed ahead of time after this."""
        self._closing = True
        if self._renewing is not None:
            await asyncio.wait({self._renewing}, timeout=self.timeout + MARGIN.total_seconds())

    async def _look_up(self, now: datetime) -> None:
        try:
            self._kept = await self._write(self._look)
        except DBAPIError as error:
            if self._kept is not None and now < self._kept.until:
                return  # good enough without asking
            raise _none_for(SOON, type(error).__name__) from None
        if self._kept is not None and now >= self._kept.look_at and not self._closing:
            self._start("", ahead=True)

    # -- waiting -----------------------------------------------------------------------------

    async def _wait(self, refused: str) -> str:
        clock = asyncio.get_running_loop().time
        until = clock() + PATIENCE
        while (left := until - clock()) > 0:
            found = await self._finish(self._start(refused), left)
            match found:
                case Usable():
                    self._kept = found
                    # A renewal that had begun before may have ended with the very token we cannot use.
                    if found.access.get_secret_value() != refused:
                        return found.access.get_secret_value()
                case Elsewhere() | None:
                    await asyncio.sleep(LOOK)
                case Resting():
                    raise _none_for((found.until - self.now()).total_seconds(), found.why)
                case Gone():
                    raise _none_for(DEAD, found.why)
                case _:
                    assert_never(found)
        raise _none_for(SOON, "renewing")

    async def _finish(self, task: "asyncio.Task[Found]", within: float) -> Found | None:
        try:
            await asyncio.wait({task}, timeout=within)
        except asyncio.CancelledError:
            # Its answer is the only way to go on, and whoever cancels us may close the database next.
            await asyncio.wait({task}, timeout=self.timeout + MARGIN.total_seconds())
            raise
        return task.result() if task.done() else None

    def _start(self, refused: str, *, ahead: bool = False) -> "asyncio.Task[Found]":
        """The renewal under way, or a new one."""
        if self._renewing is None or self._renewing.done():
            # Held here until it ends and never failing, which is what a TaskGroup would be for; the
            # sender's would cancel it with the message that happened to need it.
            self._renewing = asyncio.get_running_loop().create_task(self._renew(refused, ahead))
        return self._renewing

    # -- renewing ----------------------------------------------------------------------------

    async def _renew(self, refused: str, ahead: bool) -> Found:
        try:
            found = await self._claim(refused, ahead)
            if isinstance(found, Claimed):
                return await self._ask(found)
        except DBAPIError:
            log.exception("zalo_access_unavailable")
            return Resting(self.now() + timedelta(seconds=SOON), "database")
        except Exception:
            log.exception("zalo_access_broken")
            return Resting(self.now() + REST, "bug")
        return found

    async def _claim(self, refused: str, ahead: bool) -> Claimed | Found:
        now = self.now()
        lease = timedelta(seconds=self.timeout) + MARGIN
        enough = len(self._on_demand) == ENOUGH and now - self._on_demand[0] < WHILE

        def claim(connection: Connection) -> Claimed | Found:
            self._plant(connection, now)
            if refused and enough:
                usable = credentials.look(connection, self._account, now)
                if usable is None or usable.access.get_secret_value() == refused:
                    return Resting(self._on_demand[0] + WHILE, AGAIN_AND_AGAIN)
                return usable
            return credentials.claim(connection, self._account, now, lease, refused=refused, ahead=ahead)

        found = await self._write(claim)
        if isinstance(found, Claimed):
            if refused:
                self._on_demand.append(now)
            log.info("zalo_access", state="asking", again=found.again, refused=bool(refused))
        elif isinstance(found, Gone) or (isinstance(found, Resting) and found.why == AGAIN_AND_AGAIN):
            self._alarm(found.why)
        return found

    async def _ask(self, claimed: Claimed) -> Found:
        answer = await refreshing.ask(self._app, claimed.refresh, within=self.timeout)
        match answer:
            case Granted():
                return await self._keep(claimed.refresh, answer)
            case Refused(why):
                now = self.now()
                told = await self._write(lambda c: credentials.bury(c, self._account, why, now))
                if not told:
                    return Elsewhere(now)
                self._alarm(told)
                return Gone(told)
            case Later(why) | Lost(why):
                return await self._postpone(claimed, why, lost=isinstance(answer, Lost))
            case _:
                assert_never(answer)

    async def _keep(self, used: SecretStr, granted: Granted) -> Found:
        now = self.now()
        pair = Pair(granted.access, granted.refresh, now + granted.life, now + granted.life * USED)
        while True:
            try:
                kept = await self._write(lambda c: credentials.grant(c, self._account, used, pair, now))
                break
            except DBAPIError:
                # Nobody else has this pair: given up, it would be lost for good.
                log.exception("zalo_access_not_kept_yet")
                await asyncio.sleep(LOOK)
        self._failures = 0
        self._told = ""
        log.info("zalo_access", state="ready", expires_at=pair.expires_at.isoformat(), kept=kept)
        if not kept:
            return Elsewhere(now)
        self._kept = Usable(pair.access, pair.expires_at, pair.renew_at)
        return self._kept

    async def _postpone(self, claimed: Claimed, why: str, *, lost: bool) -> Found:
        now = self.now()
        rest = min(REST * 2**self._failures, LONGEST_REST)
        self._failures = min(self._failures + 1, 10)
        if lost and claimed.again:
            # The second chance went the way of the first; what is left is to go on asking, seldom.
            rest = LONGEST_REST
            log.error("zalo_access_unsure_still", why=why, setting="ZALO_OA_REFRESH_TOKEN")
        until = now + rest
        await self._write(lambda c: credentials.postpone(c, self._account, why, until, now, lost=lost))
        state = "unsure" if lost or claimed.again else "ready"
        log.warning("zalo_access", state=state, why=why, rest=rest.total_seconds())
        return Resting(until, why)

    # -- the database ------------------------------------------------------------------------

    def _look(self, connection: Connection) -> Usable | None:
        now = self.now()
        self._plant(connection, now)
        return credentials.look(connection, self._account, now)

    def _plant(self, connection: Connection, now: datetime) -> None:
        """Once per process: later another may have been given a newer key by its settings."""
        if not self._planted and credentials.plant(connection, self._account, self.first, now):
            log.info("zalo_access", state="ready", began_afresh=True)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        done = await asyncio.wrap_future(self.writer.submit(work))
        self._planted = True
        return done

    def _alarm(self, why: str) -> None:
        """Once for each cause: a person has to get a new pair of tokens from Zalo and put it into the
        settings, or to give the app its consent again."""
        if why == self._told:
            return
        self._told = why
        setting = "SECRET_KEY" if why == credentials.UNREADABLE else "ZALO_OA_REFRESH_TOKEN"
        log.error("zalo_access_dead", why=why, setting=setting)


def _none_for(seconds: float, why: str) -> SendFailed:
    return SendFailed(Why.THROTTLED, retry_after=max(seconds, 1.0), detail=f"no access token: {why}")
