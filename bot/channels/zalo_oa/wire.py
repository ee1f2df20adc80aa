"""The one HTTP connection to the Official Account API, which puts the access token on every call."""

import ssl
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import certifi
from pydantic import SecretStr

from bot.channels.port import SendFailed, Why
from bot.channels.zalo_oa import failures
from bot.channels.zalo_oa.failures import CallFailed

if TYPE_CHECKING:
    from bot.channels.zalo_oa.tokens import Tokens

CONNECT_SECONDS: Final = 10.0
#: How many requests a minute an app may make, as documented; the answers tell how many are left.
PER_MINUTE: Final = 4_000


class Wire:
    """Calls by path. Raises `SendFailed`, mostly `CallFailed`, and nothing else; a token is in none.

    Paths that begin with a version (``/v3.0/...``) are the account's own and go to `api_url`, all
    others (``/message/template``) belong to the host for templates by phone, `business_url`.
    `slow_down` is told for how many seconds nothing should be sent when the rate is nearly used up.
    """

    def __init__(
        self,
        tokens: "Tokens",
        api_url: str,
        business_url: str = "",
        timeout: float = 30.0,
        *,
        slow_down: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self._tokens = tokens
        self._api_url = api_url.rstrip("/")
        self._business_url = business_url.rstrip("/") or self._api_url
        self._timeout = timeout
        self._slow_down = slow_down
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        data: Callable[[], aiohttp.FormData] | None = None,
        params: Mapping[str, str] | None = None,
        within: float | None = None,
    ) -> dict[str, Any]:
        """The `data` of a successful answer; `within` is in seconds. A form is made anew for a second
        try, which follows when the token was refused: then surely nothing was done."""
        body = {"json": json, "params": params}
        token = SecretStr(await self._tokens.access())
        answer = await self._exchange(method, path, token, body, data, within)
        if isinstance(answer, CallFailed) and answer.code in failures.STALE_TOKEN:
            token = SecretStr(await self._tokens.renewed(token.get_secret_value()))
            answer = await self._exchange(method, path, token, body, data, within)
        if isinstance(answer, SendFailed):
            raise answer
        return answer

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _exchange(
        self,
        method: str,
        path: str,
        token: SecretStr,
        body: Mapping[str, Any],
        form: Callable[[], aiohttp.FormData] | None,
        within: float | None,
    ) -> dict[str, Any] | CallFailed:
        """A failure is returned, not raised: aiohttp's exceptions hold the request with its headers, and
        would stay behind ours as its context."""
        host = self._api_url if path.startswith("/v") else self._business_url
        try:
            async with self._open().request(
                method,
                host + path,
                headers={"access_token": token.get_secret_value()},
                data=form() if form is not None else None,
                timeout=aiohttp.ClientTimeout(total=within or self._timeout, connect=CONNECT_SECONDS),
                allow_redirects=False,  # the token goes to nobody else
                **body,
            ) as response:
                answer = failures.read(response.status, await response.read())
                if isinstance(answer, CallFailed) and answer.is_crowd:
                    self._slow_down(failures.PAUSE)
                else:
                    self._mind_the_rate(response.headers)
                return answer
        except (aiohttp.ClientError, OSError) as error:  # a TimeoutError is an OSError
            return _not_answered(error)

    def _mind_the_rate(self, headers: Mapping[str, str]) -> None:
        """Whether the number is exact or starts anew at the minute is not documented: a short rest each
        time it is low spreads what is left."""
        left = _count(headers.get("X-RateLimit-Remain"))
        most = _count(headers.get("X-RateLimit-Limit")) or PER_MINUTE
        if left is None or left > most // 50:
            return
        self._slow_down(10.0 if left <= 0 else 2.0)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            # certifi, as everywhere: a slim image may have no certificates of its own.
            context = ssl.create_default_context(cafile=certifi.where())
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=context, limit=100, ttl_dns_cache=600),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _not_answered(error: Exception) -> CallFailed:
    name = type(error).__name__
    if isinstance(error, aiohttp.InvalidURL):
        return CallFailed(Why.REFUSED, detail=name)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return CallFailed(Why.UNREACHABLE, detail=name)
    return CallFailed(Why.UNCERTAIN, detail=name)


def _count(value: str | None) -> int | None:
    try:
        return None if value is None else int(value)
    except ValueError:
        return None
