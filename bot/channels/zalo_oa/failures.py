"""What each answer of the Official Account API means for the message that was on its way."""

import json
import re
from typing import Any, Final

from bot.channels.port import SendFailed, Why

#: Seconds to hold after "too many requests", which never says how long.
PAUSE: Final = 5.0
#: Seconds until a message is tried again that waits for a human to put something right.
UNTIL_REPAIRED: Final = 600.0
#: Seconds until a message is tried again that may not go out at night.
UNTIL_MORNING: Final = 1_800.0

EXPIRED: Final = -100
"""An upload is older than seven days."""

STALE_TOKEN: Final = frozenset({-216, -220, -124})
NO_BUTTONS: Final = frozenset({-201, -233})
"""How an account answers that takes no buttons; -201 may as well mean any other field."""

_TOO_MANY: Final = -32
_WINDOW: Final = frozenset({-230, -232, -213})
_USED_UP: Final = frozenset({-211, -218, -311, -144, -147, -1441})
_NIGHT: Final = frozenset({-133, -234})
_GONE: Final = frozenset({-217, -227})
_PASSING: Final = frozenset({-200})

#: What only a human can put right, and what to do about it.
HINTS: Final = {
    -204: "The Official Account is disabled: look at it on oa.zalo.me.",
    -205: "The Official Account does not exist any more.",
    -209: "The app may not use this API: ask for the permission on developers.zalo.me.",
    -212: "The app is not registered for this API: do so on developers.zalo.me.",
    -216: "The access token is refused even when it is new: give the app its consent again.",
    -219: "The app was removed from the Official Account: give it its consent again.",
    -220: "The access token is refused even when it is new: give the app its consent again.",
    -221: "The Official Account has to be verified first.",
    -223: "The Official Account has not authorised the app: give it its consent again.",
    -224: "The package of the Official Account is too small for this: see its price page.",
    -235: "This kind of Official Account may not do this.",
    -242: "The app demands appsecret_proof: switch that off on developers.zalo.me.",
    -320: "The app is not linked to a Zalo Cloud Account.",
    -321: "The Zalo Cloud Account has no money, or is locked.",
    -115: "The Zalo Cloud Account has no money left.",
    -124: "The access token is refused even when it is new: give the app its consent again.",
    -135: "The Official Account may not send templates (its package, or its verification).",
    -1351: "The Official Account may not send templates (it was warned or blocked).",
    -136: "The app is not linked to a Zalo Cloud Account.",
    -137: "Zalo could not charge the Zalo Cloud Account.",
    -1241: "The app demands appsecret_proof: switch that off on developers.zalo.me.",
}

_LONG_NUMBER: Final = re.compile(r"\d[\d .-]{6,}\d")
_LONG_WORD: Final = re.compile(r"\S{24,}")


class CallFailed(SendFailed):
    """A call that was not answered with error 0; `code` is Zalo's, 0 where it gave none."""

    def __init__(
        self, why: Why, *, code: int = 0, retry_after: float | None = None, detail: str = ""
    ) -> None:
        super().__init__(why, retry_after=retry_after, detail=detail)
        self.code = code

    @property
    def hint(self) -> str:
        """What the administrator has to do; "" when nobody has to do anything."""
        return HINTS.get(self.code, "")

    @property
    def is_crowd(self) -> bool:
        """Whether the platform asks the whole account to slow down."""
        return self.why is Why.THROTTLED and self.retry_after == PAUSE


def read(status: int, body: bytes) -> dict[str, Any] | CallFailed:
    """The `data` of a successful answer. Errors come with HTTP 200 and a negative number."""
    answer = _parsed(body)
    code = _number(answer.get("error"))
    if code is not None and code != 0:
        return of_code(code, str(answer.get("message", "")))
    if code == 0 and 200 <= status < 300:
        data = answer.get("data")
        return data if isinstance(data, dict) else {}
    return _of_status(status)


def of_code(code: int, message: str = "") -> CallFailed:
    """The numbers are those of the Official Account and of its templates, which share one list."""
    detail = f"{code} {_harmless(message)}".strip()
    why, pause = _meaning(code)
    return CallFailed(why, code=code, retry_after=pause, detail=detail)


def _meaning(code: int) -> tuple[Why, float | None]:
    if code == _TOO_MANY:
        return Why.THROTTLED, PAUSE
    if code in HINTS:
        # People's answers wait until it is repaired: they are not to blame.
        return Why.THROTTLED, UNTIL_REPAIRED
    if code in _NIGHT:
        return Why.THROTTLED, UNTIL_MORNING
    for codes, why in (
        (_WINDOW, Why.OUTSIDE_WINDOW),
        (_USED_UP, Why.OVER_QUOTA),
        (_GONE, Why.BLOCKED),
        (_PASSING, Why.UNREACHABLE),
    ):
        if code in codes:
            return why, None
    return Why.REFUSED, None


def _of_status(status: int) -> CallFailed:
    detail = f"HTTP {status}"
    if status == 429:
        return CallFailed(Why.THROTTLED, retry_after=PAUSE, detail=detail)
    if status >= 500 or 200 <= status < 300:
        # A gateway that broke or lost patience, or an answer nobody can read: it may have gone out.
        return CallFailed(Why.UNCERTAIN, detail=detail)
    # Also 403: a page of the gateway says something about our address, not about this message.
    return CallFailed(Why.UNREACHABLE, detail=detail)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _number(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None


def _harmless(message: str) -> str:
    """Zalo's own words without what it may quote of ours: numbers of phones and people, tokens, addresses."""
    return _LONG_WORD.sub("...", _LONG_NUMBER.sub("...", message))[:120]
