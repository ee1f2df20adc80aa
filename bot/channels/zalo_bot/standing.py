"""Whether Zalo lets this account write at all: its quota may be used up, its token refused."""

from collections.abc import Callable
from typing import Final

import structlog

from bot.channels.port import SendFailed, Why
from bot.channels.zalo_bot import failures
from bot.channels.zalo_bot.failures import CallFailed

log = structlog.get_logger(__name__)

#: Nobody outside knows whether a refused quota means this minute or this month, so the rest doubles.
FIRST_REST: Final = 60.0
LONGEST_REST: Final = 3_600.0
#: Only a human can give us another token; a try now and then finds out whether it was Zalo's mistake.
TOKEN_REST: Final = 600.0


class Standing:
    """Remembers what stops all sends of an account, so that none of them is tried in vain."""

    def __init__(self, account: str, clock: Callable[[], float]) -> None:
        self._account = account
        self._clock = clock
        self._rest = 0.0
        self._quota_until = float("-inf")
        self._token_until = float("-inf")
        self._rejected = False

    def refusal(self) -> CallFailed | None:
        """Why nothing may be sent now, with the seconds until it may be tried; `None` when it may."""
        now = self._clock()
        if self._token_until > now:
            return CallFailed(
                Why.THROTTLED,
                code=failures.UNAUTHORIZED,
                retry_after=self._token_until - now,
                detail="the token was refused",
            )
        if self._quota_until > now:
            return CallFailed(
                Why.OVER_QUOTA,
                code=failures.OVER_QUOTA,
                retry_after=self._quota_until - now,
                detail="the quota is used up",
            )
        return None

    def note(self, failed: SendFailed) -> None:
        """A call failed; what concerns the whole account is remembered, and told to the operator once."""
        code = getattr(failed, "code", None)
        if code == failures.UNAUTHORIZED:
            self._token_until = self._clock() + TOKEN_REST
            if not self._rejected:
                self._rejected = True
                log.error(
                    "zalo_bot_token_refused",
                    account=self._account,
                    hint="Nothing is sent until ZALO_BOT_TOKEN is corrected; messages wait meanwhile.",
                )
        elif failed.why is Why.OVER_QUOTA and self._clock() >= self._quota_until:
            if not self._rest:
                log.error(
                    "zalo_bot_quota_exceeded",
                    account=self._account,
                    hint="Zalo takes no more messages: the month's quota or the number of people is used up.",
                )
            self._rest = min(self._rest * 2 or FIRST_REST, LONGEST_REST)
            self._quota_until = self._clock() + self._rest

    def recognised(self) -> None:
        """Zalo answered, so it knows the token."""
        if self._rejected:
            log.warning("zalo_bot_token_accepted_again", account=self._account)
        self._rejected = False
        self._token_until = float("-inf")

    def delivered(self) -> None:
        """Zalo took a message, so there is quota left."""
        self.recognised()
        self._rest = 0.0
        self._quota_until = float("-inf")
