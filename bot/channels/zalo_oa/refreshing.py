"""Asks Zalo for a new pair of tokens, and says what is known afterwards of the old one."""

import json
import ssl
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import aiohttp
import certifi
from pydantic import SecretStr

PATH: Final = "/v4/oa/access_token"
CONNECT_SECONDS: Final = 10.0
#: "Too many requests", which Zalo says with HTTP 200.
_TOO_MANY: Final = -32
#: Zalo Official Account documentation: an access token is good for 25 hours.
LIFE: Final = timedelta(hours=25)
#: No answer makes us renew more often than this.
SHORTEST: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Granted:
    """The new pair; the old refresh token is used up. `life` is that of the access token."""

    access: SecretStr
    refresh: SecretStr
    life: timedelta


@dataclass(frozen=True, slots=True)
class Refused:
    """Zalo does not take this refresh token, and never will."""

    why: str


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing was done: Zalo was not reached, or had no time."""

    why: str


@dataclass(frozen=True, slots=True)
class Lost:
    """The request left and no answer came that could be read: the token may be used up."""

    why: str


Answer = Granted | Refused | Later | Lost


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Who asks, and where."""

    oauth_url: str
    app_id: str
    secret: SecretStr


async def ask(app: App, refresh: SecretStr, *, within: float) -> Answer:
    """One request, never repeated here; `within` is in seconds.

    A failure is returned, not raised: no traceback can then show a frame that knows the tokens.
    """
    form = {
        "refresh_token": refresh.get_secret_value(),
        "app_id": app.app_id,
        "grant_type": "refresh_token",
    }
    # certifi, as for the other channels: a slim image may have no certificates of its own.
    context = ssl.create_default_context(cafile=certifi.where())
    try:
        async with (
            # A connection of its own: one kept open from yesterday may be cut just as it is used.
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context)) as session,
            session.post(
                app.oauth_url + PATH,
                data=form,
                headers={"secret_key": app.secret.get_secret_value()},
                timeout=aiohttp.ClientTimeout(total=within, connect=CONNECT_SECONDS),
                allow_redirects=False,
            ) as response,
        ):
            return _read(response.status, await response.read(), refresh)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return _not_answered(error)


def _not_answered(error: Exception) -> Answer:
    name = type(error).__name__
    never_left = aiohttp.InvalidURL | aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError
    return Later(name) if isinstance(error, never_left) else Lost(name)


def _read(status: int, body: bytes, used: SecretStr) -> Answer:
    if status == 429 or status >= 500:
        return Later(f"HTTP {status}")
    answer = _parsed(body)
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    if isinstance(access, str) and access:
        # OAuth 2.0 lets a server leave out a refresh token that stays the same.
        kept = SecretStr(refresh) if isinstance(refresh, str) and refresh else used
        return Granted(SecretStr(access), kept, _life(answer.get("expires_in")))
    code = _number(answer.get("error"))
    if code == _TOO_MANY:
        return Later(f"error {code}")
    if code:
        return Refused(f"error {code}")
    # Not in Zalo's words: a proxy's page, or half an answer.
    return Lost(f"HTTP {status}") if 200 <= status < 300 else Later(f"HTTP {status}")


def _life(told: Any) -> timedelta:
    """`expires_in` comes as a string of seconds."""
    seconds = _number(told)
    return LIFE if seconds is None else min(max(timedelta(seconds=min(seconds, 10**6)), SHORTEST), LIFE)


def _number(told: Any) -> int | None:
    try:
        return int(told)
    except (TypeError, ValueError):
        return None


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
