"""How Zalo Bot calls a webhook, and how it comes for a picture of ours."""

import asyncio
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from bot.channels.port import SendFailed, Why
from bot.channels.probing import Finding, Knock, Listener, Skipped, wait_for
from bot.channels.zalo_bot import parsing, webhook
from bot.channels.zalo_bot.failures import CallFailed
from bot.channels.zalo_bot.probe_scene import Scene, is_written


@dataclass
class Webhook:
    """One question each; the first opens the door that the others listen at."""

    scene: Scene
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    listener: Listener | None = None
    is_set: bool = False

    async def close(self) -> None:
        """Leave neither a webhook of ours nor an open door behind."""
        try:
            if self.is_set:
                await self.scene.wire.call("deleteWebhook", {})
        except SendFailed:
            self.scene.guide.says("webhook_left")
        finally:
            if self.listener is not None:
                await self.listener.close()

    async def ask_call(self) -> Finding:
        self.scene.needs_polls()
        door = Listener(self.scene.web_host, self.scene.web_port, webhook.PATH, self._decide)
        await door.open()
        self.listener = door
        url = self.scene.public_url.rstrip("/") + webhook.PATH
        self.is_set = True  # also when its answer is lost
        try:
            told = await self.scene.wire.call(
                "setWebhook", {"url": url, "secret_token": SecretStr(self.secret)}
            )
        except CallFailed as failed:
            if failed.why is not Why.REFUSED:
                raise
            self.is_set = False
            return Finding("bot.call", "refused", {"told": failed.detail})
        found = told.get("verification") if isinstance(told, dict) else None
        if not isinstance(found, dict):
            return Finding("bot.call", "silent")
        outcome = str(found.get("outcome", ""))[:60]
        return Finding("bot.call", "reached" if found.get("ok") is True else "unreached", {"told": outcome})

    async def ask_knock(self) -> Finding:
        knocks = self._door().knocks
        if not knocks:
            return Finding("bot.knock", "none")
        body, agent = knocks[0].body, knocks[0].headers.get("user-agent", "")[:40]
        shown = body[:60].decode("utf-8", "replace")
        return Finding("bot.knock", "words" if body.strip() else "empty", {"body": shown, "agent": agent})

    async def ask_envelope(self) -> Finding:
        door = self._door()
        self.scene.needs_chat()
        found = await wait_for(
            self.scene.guide, "write_again", self.scene.patience, lambda over: door.find(self._written, over)
        )
        if found is None:
            return Finding("bot.envelope", "nobody")
        known = "wrapped" if isinstance(found.get("result"), dict) else "flat"
        keys = ", ".join(sorted(parsing.unwrapped(found).get("message", {})))
        return Finding("bot.envelope", known, {"keys": keys})

    async def ask_shown(self) -> Finding:
        door = self._door()
        self.scene.needs_chat()
        url = self.scene.public_url.rstrip("/") + door.picture_path
        began = asyncio.get_running_loop().time()
        try:
            await self.scene.wire.call("sendPhoto", {"chat_id": self.scene.chat, "photo": url}, within=150.0)
        except CallFailed as failed:
            if failed.why is not Why.REFUSED:
                raise
            return Finding("bot.shown", "refused", {"told": failed.detail, "count": len(door.fetches)})
        self.scene.spent += 1
        await asyncio.sleep(self.scene.linger)
        last = round(max(door.fetches, default=began) - began, 1)
        known = "fetched" if door.fetches else "unfetched"
        return Finding("bot.shown", known, {"count": len(door.fetches), "seconds": last})

    def _door(self) -> Listener:
        if self.listener is None or not self.is_set:
            raise Skipped("no_webhook")
        return self.listener

    async def _decide(self, knock: Knock) -> int:
        given = knock.headers.get("x-bot-api-secret-token", "").encode("latin-1", "replace")
        if not hmac.compare_digest(given, self.secret.encode()):
            return 403
        raw = _json(knock)
        update = parsing.unwrapped(raw)
        if isinstance(update.get("message"), dict) and not self._is_written(update):
            await self.scene.keep(raw)
        return 200

    def _written(self, knock: Knock) -> dict[str, Any] | None:
        raw = _json(knock)
        return raw if self._is_written(parsing.unwrapped(raw)) else None

    def _is_written(self, update: dict[str, Any]) -> bool:
        return bool(self.scene.chat) and self.scene.is_theirs(update) and is_written(update)


def _json(knock: Knock) -> dict[str, Any]:
    try:
        told = json.loads(knock.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
