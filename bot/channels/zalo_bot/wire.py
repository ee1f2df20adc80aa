"""The one HTTP connection to the Zalo Bot API, and the only holder of the token."""

import json
import ssl
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import aiohttp
import certifi
from pydantic import SecretStr

from bot.channels.zalo_bot import failures
from bot.channels.zalo_bot.failures import CallFailed

#: Zalo Bot documentation, call_api; an older host still answers for some.
API_URL: Final = "https://bot-api.zaloplatforms.com"
CONNECT_SECONDS: Final = 10.0
LARGEST_ANSWER: Final = 1_000_000


def account_of(token: SecretStr) -> str:
    """The bot's own number, which is the part of a token that is no secret."""
    return token.get_secret_value().partition(":")[0]


class Wire:
    """Calls by method name. Raises `CallFailed` and nothing else, never with an address in it."""

    def __init__(self, token: SecretStr, api_url: str = API_URL, *, timeout: float = 30.0) -> None:
        self._token = token
        self._api_url = api_url.rstrip("/")
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, payload: Mapping[str, object], within: float | None = None) -> Any:
        """The result of an answer that says ok, `None` where it has none; `within` is in seconds.

        A `SecretStr` in the payload is opened only on the way out.
        """
        outcome = await self._exchange(method, payload, within or self._timeout)
        if isinstance(outcome, CallFailed):
            raise outcome
        return outcome

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _exchange(self, method: str, payload: Mapping[str, object], within: float) -> Any | CallFailed:
        """A failure is returned, not raised: aiohttp's exceptions carry the address, and with it the
        token, and a frame that knows the address would stay visible in the traceback."""
        try:
            async with self._open().post(
                f"{self._api_url}/bot{self._token.get_secret_value()}/{method}",
                data=json.dumps(payload, default=_opened).encode(),
                headers={"Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=within, connect=CONNECT_SECONDS),
                allow_redirects=False,
            ) as response:
                return self._understood(response.status, await _read(response))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return failures.not_answered(error)

    def _understood(self, status: int, body: bytes) -> Any | CallFailed:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            return failures.of_page(status)
        if not isinstance(answer, dict) or "ok" not in answer:
            return failures.of_page(status)
        if answer["ok"] is True and status < 300:
            return answer.get("result")
        told = self._without_token(str(answer.get("description") or ""))
        return failures.of_answer(status, answer | {"description": told})

    def _without_token(self, text: str) -> str:
        """An error may repeat the address it was asked at."""
        token = self._token.get_secret_value()
        for form in (token, quote(token, safe=""), token.partition(":")[2]):
            text = text.replace(form, "[hidden]")
        return text

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            # certifi, as everywhere: a slim image may have no certificates of its own.
            context = ssl.create_default_context(cafile=certifi.where())
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=context, ttl_dns_cache=600),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            return b""
    return bytes(body)


def _opened(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    raise TypeError(type(value).__name__)
