"""What only the live Zalo Bot service can tell, asked with a real token and one volunteer's chat."""

import json
from dataclasses import dataclass, field

from bot.channels.probing import Ask, Finding, wait_for
from bot.channels.zalo_bot import failures
from bot.channels.zalo_bot.failures import CallFailed
from bot.channels.zalo_bot.probe_messages import Messages
from bot.channels.zalo_bot.probe_scene import Scene, is_written
from bot.channels.zalo_bot.probe_webhook import Webhook
from bot.channels.zalo_bot.wire import Wire

#: How long a host may take to say who we are, in seconds.
_HOST_SECONDS = 15.0


@dataclass
class BotProbe:
    """Asks in the order of `questions`; each relies on what the ones before it left behind."""

    scene: Scene
    _messages: Messages = field(init=False)
    _webhook: Webhook = field(init=False)

    def __post_init__(self) -> None:
        self._messages, self._webhook = Messages(self.scene), Webhook(self.scene)

    def questions(self) -> list[tuple[str, Ask]]:
        sent, called = self._messages, self._webhook
        asked: list[tuple[str, Ask]] = [
            ("bot.host", self._ask_hosts),
            ("bot.plan", self._ask_plan),
            ("bot.webhook", self._ask_webhook),
            ("bot.empty", self._ask_empty),
            ("bot.volunteer", self._ask_volunteer),
            ("bot.action", sent.ask_action),
            ("bot.longest", sent.ask_longest),
            ("bot.over", sent.ask_over),
            ("bot.unit", sent.ask_unit),
            ("bot.stranger", sent.ask_stranger),
            ("bot.picture", sent.ask_picture),
            ("bot.picture_now", sent.ask_picture_now),
        ]
        if self.scene.public_url.startswith("https://"):
            asked += [
                ("bot.call", called.ask_call),
                ("bot.knock", called.ask_knock),
                ("bot.envelope", called.ask_envelope),
                ("bot.shown", called.ask_shown),
            ]
        return [*asked, ("bot.picture_later", sent.ask_picture_later)]

    async def close(self) -> None:
        await self._webhook.close()
        await self.scene.wire.close()

    async def _ask_hosts(self) -> Finding:
        scene = self.scene
        answers = {host: await self._ask_host(host) for host in dict.fromkeys((scene.api_url, *scene.hosts))}
        good = [host for host, told in answers.items() if told == "ok"]
        values = {"host": scene.api_url, "good": ", ".join(good), "told": answers[scene.api_url]}
        if scene.api_url in good:
            return Finding("bot.host", "all" if len(good) == len(answers) else "works", values)
        if good:
            await scene.move(good[0])
            return Finding("bot.host", "moved", values, ("ZALO_BOT_API_URL", good[0]))
        return Finding("bot.host", "refused" if "refused" in answers.values() else "dead", values)

    async def _ask_host(self, host: str) -> str:
        wire = Wire(self.scene.token, host, timeout=_HOST_SECONDS)
        try:
            told = await wire.call("getMe", {})
        except CallFailed as failed:
            return "refused" if failed.code == failures.UNAUTHORIZED else failed.detail
        finally:
            await wire.close()
        self.scene.me = self.scene.me or (told if isinstance(told, dict) else {})
        return "ok"

    async def _ask_plan(self) -> Finding:
        self.scene.needs_account()
        kind = str(self.scene.me.get("account_type", ""))
        known = "basic" if kind == "BASIC" else "other" if kind else "silent"
        return Finding("bot.plan", known, {"kind": kind, "name": self.scene.name})

    async def _ask_webhook(self) -> Finding:
        self.scene.needs_account()
        try:
            told = await self.scene.wire.call("getWebhookInfo", {})
        except CallFailed as failed:
            if failed.code != failures.NOT_FOUND:
                raise
            told = None  # others met a 404 where none was set
        url = str(told.get("url") or "") if isinstance(told, dict) else ""
        if not url:
            self.scene.pollable = True
            return Finding("bot.webhook", "free")
        values = {"url": url, "told": await self._blocked_poll()}
        if not self.scene.take_over:
            return Finding("bot.webhook", "taken", values)
        await self.scene.wire.call("deleteWebhook", {})
        self.scene.pollable = True
        return Finding("bot.webhook", "taken_over", values)

    async def _blocked_poll(self) -> str:
        """What a poll hears while a webhook is set."""
        try:
            told = await self.scene.poll_once(1)
        except CallFailed as failed:
            return failed.detail
        await self._keep(told)
        return "ok"

    async def _ask_empty(self) -> Finding:
        self.scene.needs_polls()
        for _ in range(3):
            try:
                told = await self.scene.poll_once(1)
            except CallFailed as failed:
                known = "timeout" if failed.code == failures.NOTHING_NEW else "other"
                return Finding("bot.empty", known, {"told": failed.detail})
            if not told:
                return Finding("bot.empty", "nothing", {"told": json.dumps(told)})
            await self._keep(told)
        return Finding("bot.empty", "busy")

    async def _keep(self, told: object) -> None:
        for update in told if isinstance(told, list) else [told]:
            await self.scene.keep(update)

    async def _ask_volunteer(self) -> Finding:
        self.scene.needs_polls()
        found = await wait_for(
            self.scene.guide,
            "write_bot",
            self.scene.patience,
            self.scene.polling(is_written),
            name=self.scene.name,
        )
        if found is None:
            return Finding("bot.volunteer", "nobody")
        message = found["message"]
        self.scene.chat = str(message["chat"]["id"])
        sender = message.get("from")
        same = isinstance(sender, dict) and str(sender.get("id")) == self.scene.chat
        return Finding("bot.volunteer", "same" if same else "different", {"keys": ", ".join(sorted(message))})
