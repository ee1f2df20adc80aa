"""What each answer of the Bot API means for the message that was on its way."""

import json
from typing import Any

from bot.channels.port import SendFailed, Why

DEFAULT_PAUSE = 5.0
"""Seconds to hold after a 429 that does not say how long."""

GONE_RECIPIENTS = ("chat not found", "user not found", "peer_id_invalid", "deactivated", "bot was blocked")


class CallFailed(SendFailed):
    """A call that got no "ok"; `status` is the HTTP status, `None` when there was no answer."""

    def __init__(
        self, why: Why, *, status: int | None = None, retry_after: float | None = None, detail: str = ""
    ) -> None:
        super().__init__(why, retry_after=retry_after, detail=detail, everybody=why is Why.THROTTLED)
        self.status = status


class TokenRejected(Exception):
    """Telegram does not know this bot token; nothing works until TELEGRAM_BOT_TOKEN is corrected."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def of_answer(status: int, body: bytes) -> CallFailed:
    """Read here, from status and body, because aiogram hides the status of an HTML error page and
    python-telegram-bot files a 400 under network errors."""
    answer = _parsed(body)
    detail = str(answer.get("description", ""))[:200] or f"HTTP {status}"
    parameters = answer.get("parameters")
    retry_after = parameters.get("retry_after") if isinstance(parameters, dict) else None
    why = _why(status, detail.lower())
    if why is Why.THROTTLED:
        pause = float(retry_after) if isinstance(retry_after, int | float) else DEFAULT_PAUSE
        return CallFailed(why, status=status, retry_after=pause, detail=detail)
    return CallFailed(why, status=status, detail=detail)


def is_rejected_token(failed: CallFailed) -> bool:
    """401 for a token that was revoked, 404 for one that never was; only where the method surely exists."""
    return failed.status in (401, 404)


def is_settled_strip(failed: SendFailed) -> bool:
    """Whether the buttons are gone anyway: somebody was faster, or the message no longer exists."""
    detail = failed.detail.lower()
    return any(
        words in detail
        for words in ("message is not modified", "message to edit not found", "message can't be edited")
    )


def is_stale_file(failed: SendFailed) -> bool:
    """Whether Telegram no longer takes a file by the number it gave it."""
    detail = failed.detail.lower()
    return failed.why is Why.REFUSED and any(
        words in detail for words in ("file identifier", "file reference", "file_id")
    )


def _why(status: int, detail: str) -> Why:
    if status == 429:
        return Why.THROTTLED
    if status == 504:
        # A gateway that lost patience says nothing about whether the message went through.
        return Why.UNCERTAIN
    if status >= 500:
        return Why.UNREACHABLE
    if status == 403 or (status == 400 and any(words in detail for words in GONE_RECIPIENTS)):
        return Why.BLOCKED
    return Why.REFUSED


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
