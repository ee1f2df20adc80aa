"""Events pushed by Zalo: checked byte for byte, stored, and answered before its patience ends."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import structlog
from fastapi import APIRouter, Request, Response

from bot.channels import posted
from bot.channels.port import House, Received
from bot.channels.zalo_oa import parsing, signature
from bot.channels.zalo_oa.signature import Judgement

if TYPE_CHECKING:
    from bot.channels.zalo_oa.channel import ZaloOaChannel

log = structlog.get_logger(__name__)

PATH: Final = "/zalo/oa"

ANSWER_SECONDS: Final = 1.5
"""Zalo waits for two; who answers later gets everything again, and may be switched off."""

QUIET_SECONDS: Final = 60.0
"""Strangers may knock as often as they like; the log says so once in this time."""

PROBE: Final = b"{}"
"""What Zalo's console sends, unsigned, when the address is saved there."""


class Doorkeeper:
    """Decides about one call after the other."""

    def __init__(
        self, channel: "ZaloOaChannel", house: House, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._channel = channel
        self._house = house
        self._clock = clock
        self._told_at = float("-inf")

    async def answer(self, request: Request) -> int:
        """The HTTP status, in time; 503 makes Zalo come again."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._judged(request)
        except TimeoutError:
            log.warning("zalo_oa_webhook_late", account=self._channel.account)
            return 503

    async def _judged(self, request: Request) -> int:
        body = await posted.read_body(request)
        if body is None:
            return 413
        if body == PROBE and signature.SIGNATURE not in request.headers:
            return 200
        told = _json(body)
        judgement = self._channel.seal.judge(body, told, request.headers, self._house.now())
        if judgement.verdict != "genuine":
            self._complain(judgement)
            return 403
        if told is None:
            return 400
        read = parsing.seen_in(told)
        # Not shielded as what people say is: a reading that is not counted costs nobody anything.
        if read:
            await self._house.seen(self._channel, read)
            return 200
        return await self._keep(self._channel.events(told, self._house.now()), request)

    async def _keep(self, received: Sequence[Received], request: Request) -> int:
        again = request.headers.get("num_retry") or request.headers.get("num-retry")
        if again:
            keys = [one.key for one in received]
            log.info("zalo_oa_repeated", account=self._channel.account, retry=again[:8], keys=keys)
        if not received:
            return 200
        # Shielded: the store goes on when the time is up, so that the repetition finds it done.
        return 200 if await asyncio.shield(self._store(received)) else 503

    async def _store(self, received: Sequence[Received]) -> bool:
        try:
            await self._house.store(self._channel, received, None)
        except Exception as error:
            # Told here, because nobody may be waiting any more; Zalo comes again.
            log.exception("events_not_stored", account=self._channel.account, error=type(error).__name__)
            return False
        return True

    def _complain(self, judgement: Judgement) -> None:
        now = self._clock()
        if judgement.would_match is None and now - self._told_at < QUIET_SECONDS:
            return
        self._told_at = now
        hint = "Is ZALO_OA_WEBHOOK_SECRET the secret key shown on the app's webhook page?"
        if judgement.would_match is not None:
            hint = f"Set ZALO_OA_SIGNED_BY={judgement.would_match}: under that it would have been right."
        elif judgement.verdict == "stale":
            hint = "Either an old call was played again, or this machine's clock is wrong."
        log.warning(
            "zalo_oa_signature_refused",
            account=self._channel.account,
            verdict=judgement.verdict,
            would_match=judgement.would_match,
            hint=hint,
        )


def router(channel: "ZaloOaChannel", house: House) -> APIRouter:
    """403 to whoever cannot sign; 200 only after the commit."""
    routes = APIRouter()
    door = Doorkeeper(channel, house)

    @routes.get(PATH, include_in_schema=False)
    async def look() -> Response:
        return Response(status_code=200)

    @routes.post(PATH, include_in_schema=False)
    async def receive(request: Request) -> Response:
        return Response(status_code=await door.answer(request))

    return routes


def _json(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
