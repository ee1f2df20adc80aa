"""Tells another program of changes: signed letters over HTTPS, strictly in order."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, NoReturn

import aiohttp
from pydantic import SecretStr

from bot.settings import Settings
from bot.sinks import addresses, bodies, signing
from bot.sinks.sink import SinkFailed
from bot.sinks.tools import Tools
from storage.feed.feed import Change
from storage.sinks.sinks import SinkRow
from storage.vault import Unreadable, Vault

#: How long a delivery may take, in seconds, and how much of an answer is read.
TIMEOUT: Final = 15.0
MOST_READ: Final = 16 * 1024
_GONE, _THROTTLED, _UNAVAILABLE = 410, 429, 503


class WebhookSink:
    """One receiver; `config` holds its `url`, the sealed secret one or, while they are changed, two keys."""

    def __init__(self, row: SinkRow, tools: Tools) -> None:
        self._row, self._tools = row, tools
        self._url = str(row.config.get("url", ""))
        addresses.check(self._url)
        try:
            self._keys = opened(tools.settings, row.secret)
        except Unreadable:
            raise SinkFailed("unreadable", final=True) from None

    async def deliver(self, changes: Sequence[Change]) -> None:
        await self.send(*await self.letter(changes))

    async def listen(self) -> None:
        """A receiver says nothing of its own accord."""

    async def test(self) -> None:
        """A delivery without changes, under a key of its own."""
        now = self._tools.now()
        await self.send(f"msg_test_{self._row.id}_{int(now.timestamp() * 1000)}", bodies.tried(now))

    async def letter(self, changes: Sequence[Change]) -> tuple[str, str]:
        return self.key(changes), await asyncio.to_thread(self._body, changes)

    def key(self, changes: Sequence[Change]) -> str:
        """The same for every repeat of a delivery; a replay has new ones, for it is asked for in order to be
        taken again."""
        first, last = changes[0].position, changes[-1].position
        return f"msg_{self._row.id}_{self._row.round}_{first}_{last}"

    async def send(self, key: str, body: str) -> None:
        sent = body.encode()
        headers = signing.sign(self._keys, key, self._tools.now(), sent)
        headers |= {"Content-Type": "application/json", "User-Agent": "sang-kien-webhooks/1"}
        allowed = self._tools.settings.sinks_private or addresses.is_local(self._url)
        connector = aiohttp.TCPConnector(resolver=addresses.Watchful(allowed), force_close=True)
        if not allowed:
            addresses.check_figures(self._url)
        try:
            # Nothing of the environment is heard: a proxy would look the name up by itself.
            async with (
                aiohttp.ClientSession(connector=connector, trust_env=False, auto_decompress=False) as session,
                session.post(
                    self._url,
                    data=sent,
                    headers=headers,
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(total=TIMEOUT),
                ) as answer,
            ):
                # What was taken is taken, whatever else is said about it and however slowly.
                if not _is_taken(answer.status):
                    self._judge(answer, (await _beginning(answer))[:200])
        except addresses.Refused as error:
            raise SinkFailed("private", str(error)) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            if isinstance(error.__cause__, addresses.Refused):
                raise SinkFailed("private", str(error)) from error
            raise SinkFailed("unreachable", f"{type(error).__name__}: {error}") from error

    def _judge(self, answer: aiohttp.ClientResponse, detail: str) -> NoReturn:
        told = f"{answer.status} {detail}"
        match answer.status:
            case status if status == _GONE:
                raise SinkFailed("gone", told, final=True)
            case status if 300 <= status < 400:
                raise SinkFailed("redirected", told)
            case status if status in (_THROTTLED, _UNAVAILABLE):
                named = answer.headers.get("Retry-After")
                raise SinkFailed("throttled", told, retry_after=seconds(named, self._tools.now()))
            case _:
                raise SinkFailed("refused", told)

    def _body(self, changes: Sequence[Change]) -> str:
        with self._tools.engine.connect().execution_options(reading=True) as connection:
            return bodies.changed(connection, changes, self._row.path)


def opened(settings: Settings, sealed: str) -> list[str]:
    """The secrets that deliveries are signed with, the newest first. Raises `Unreadable`."""
    return Vault(settings.secret_key.get_secret_value()).open(sealed).get_secret_value().split()


def sealed(settings: Settings, keys: Sequence[str]) -> str:
    return Vault(settings.secret_key.get_secret_value()).seal(SecretStr(" ".join(keys)))


def seconds(told: str | None, now: datetime) -> float | None:
    """What Retry-After names, in seconds or as a date (RFC 9110, 10.2.3); `None` for what is neither."""
    if told is None:
        return None
    if told.strip().isdigit() and told.isascii():
        return float(told.strip()[:12])
    try:
        at = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())


def _is_taken(status: int) -> bool:
    return 200 <= status < 300


async def _beginning(answer: aiohttp.ClientResponse) -> str:
    """A receiver that never stops answering is not listened to any longer than this."""
    read = await answer.content.read(MOST_READ)
    return read.decode(errors="replace")
