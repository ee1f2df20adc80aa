"""What each answer of the Zalo Bot API means for the message that was on its way."""

import re
from typing import Any, Final

import aiohttp

from bot.channels.port import SendFailed, Why

#: Seconds to rest after the page of a crowded front server, which never says how long.
CROWDED_PAUSE: Final = 10.0
#: Seconds to rest after code 403, which the documentation calls "Internal server error".
TROUBLED_PAUSE: Final = 30.0

NOTHING_NEW: Final = 408
UNAUTHORIZED: Final = 401
NOT_FOUND: Final = 404
OVER_QUOTA: Final = 429

#: The form a token has in an address, also when it was escaped.
_ADDRESS: Final = re.compile(r"bot\d+(?::|%3[Aa])[^\s/?#\"'<>&]*")
_RECIPIENT: Final = re.compile(r"chat|recipient", re.IGNORECASE)
_UNKNOWN: Final = re.compile(r"invalid|not (?:be )?found|does(?: not|n't) exist", re.IGNORECASE)


class CallFailed(SendFailed):
    """A call that got no "ok"; `code` is Zalo's own number, `None` where the answer was not Zalo's."""

    def __init__(
        self, why: Why, *, code: int | None = None, retry_after: float | None = None, detail: str = ""
    ) -> None:
        super().__init__(why, retry_after=retry_after, detail=detail)
        self.code = code


class TokenRejected(Exception):
    """Zalo does not know this bot token; nothing works until ZALO_BOT_TOKEN is corrected."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def of_answer(status: int, answer: dict[str, Any]) -> CallFailed:
    """Zalo said no, which mostly comes with HTTP 200 (measured by others against the live service).

    Raises nothing; the description is masked and short.
    """
    code = _number(answer.get("error_code")) or _number(answer.get("errorCode"))
    code = code or (status if status >= 400 else 0)
    detail = masked(str(answer.get("description") or f"code {code}"))[:200]
    match code:
        case 401:
            return CallFailed(Why.THROTTLED, code=code, detail=detail)
        case 403:
            # Somebody's client takes it for a block, the documentation for its own trouble: a person
            # is never given up because of it.
            return CallFailed(Why.UNREACHABLE, code=code, retry_after=TROUBLED_PAUSE, detail=detail)
        case 408:
            return CallFailed(Why.UNCERTAIN, code=code, detail=detail)
        case 429:
            return CallFailed(Why.OVER_QUOTA, code=code, detail=detail)
        case 400 | 404 if _RECIPIENT.search(detail) and _UNKNOWN.search(detail):
            return CallFailed(Why.BLOCKED, code=code, detail=detail)
    if 400 <= code < 500:
        return CallFailed(Why.REFUSED, code=code, detail=detail)
    return CallFailed(Why.UNCERTAIN if code >= 500 else Why.UNREACHABLE, code=code, detail=detail)


def of_page(status: int) -> CallFailed:
    """Something in front of Zalo answered, in HTML or not at all; its words are not kept."""
    detail = f"HTTP {status}, no JSON"
    if status == 429:
        return CallFailed(Why.THROTTLED, retry_after=CROWDED_PAUSE, detail=detail)
    if status in (400, 413, 414):
        return CallFailed(Why.REFUSED, detail=detail)
    if status < 300 or status == 408 or status >= 500:
        # The call may have gone through before the machine in front lost patience.
        return CallFailed(Why.UNCERTAIN, detail=detail)
    return CallFailed(Why.UNREACHABLE, detail=detail)


def not_answered(error: Exception) -> CallFailed:
    """The line broke. Only its name is kept: aiohttp's errors carry the address."""
    name = type(error).__name__
    if isinstance(error, aiohttp.InvalidURL):
        return CallFailed(Why.REFUSED, detail=name)
    unmade = aiohttp.ClientConnectorError | aiohttp.ClientSSLError | aiohttp.ConnectionTimeoutError
    return CallFailed(Why.UNREACHABLE if isinstance(error, unmade) else Why.UNCERTAIN, detail=name)


def masked(text: str) -> str:
    """Without anything that looks like the part of an address a token stands in."""
    return _ADDRESS.sub("bot[hidden]", text)


def _number(code: Any) -> int:
    """Numbers today; one page of the documentation and some clients have them as text."""
    if isinstance(code, str) and code.strip().lstrip("-").isdecimal():
        return int(code)
    return code if isinstance(code, int) else 0
