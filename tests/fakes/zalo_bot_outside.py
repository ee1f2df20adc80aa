"""What the fake Zalo Bot platform does of its own accord: it pushes events and fetches photos."""

import asyncio
import ipaddress
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

if TYPE_CHECKING:
    from tests.fakes.zalo_bot_api import ZaloBotApi
    from tests.fakes.zalo_bot_people import Seen

#: Zalo Bot documentation, webhooks: what calls is a Java program and says so.
AGENT = "Java/17.0.2"


class NotFetched(Exception):
    """An address gave no picture; says why."""


class Outside:
    """The platform's own requests, all through one client that goes nowhere but this machine."""

    def __init__(self, api: "ZaloBotApi") -> None:
        self.api = api
        self.leaving = asyncio.Event()

    async def __aenter__(self) -> "Outside":
        self._client = aiohttp.ClientSession(headers={"User-Agent": AGENT})
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._client.close()

    # -- addresses ---------------------------------------------------------------------------

    def may_be_called(self, url: str) -> bool:
        """The real service refuses to call machines of its own network."""
        host = urlsplit(url).hostname or ""
        try:
            inside = not ipaddress.ip_address(host).is_global
        except ValueError:
            inside = "." not in host or host.endswith((".local", ".localhost"))
        return self.api.local_allowed or not inside

    def really(self, url: str) -> str:
        """Where a request to this public address goes; "" for one that leads nowhere."""
        for public, real in self.api.redirect.items():
            if url == public or url.startswith(public.rstrip("/") + "/"):
                return real.rstrip("/") + url[len(public.rstrip("/")) :]
        here = urlsplit(url).hostname in ("127.0.0.1", "localhost")
        return url if here and self.api.local_allowed else ""

    # -- the webhook -------------------------------------------------------------------------

    async def probe(self) -> dict[str, Any]:
        """Knocks at the webhook once, as setWebhook does, and tells how it went."""
        url = self.api.webhook["url"]
        if not self.really(url):
            return {"ok": False, "url": url, "outcome": "webhook.err.dns"}
        status = await self.post(self.api.probe_body)
        outcome = "webhook.ok" if 200 <= status < 300 else f"webhook.http.{status}"
        if status == 0:
            return {"ok": False, "url": url, "outcome": "webhook.err.conn"}
        return {"ok": status < 300, "url": url, "outcome": outcome, "status_code": status, "latency_ms": 12}

    async def post(self, body: bytes, secret: str | None = None) -> int:
        """Sends a body to the webhook and returns the status, 0 when there was none."""
        known = self.api.webhook.get("secret_token", "")
        headers = {
            "Content-Type": "application/json",
            "X-Bot-Api-Secret-Token": known if secret is None else secret,
        }
        url, patience = self.really(self.api.webhook["url"]), aiohttp.ClientTimeout(self.api.push_patience)
        if not url:
            return 0
        try:
            async with self._client.post(url, data=body, headers=headers, timeout=patience) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    async def push_forever(self) -> None:
        """Brings waiting events to the webhook in their order; one that is refused too often is lost."""
        tries = 0
        while True:
            if not (self.api.webhook and self.api.waiting):
                await self.api.changed()
                continue
            event = self.api.waiting[0]
            status = await self.post(self._enveloped(event))
            self.api.pushes.append(status)
            tries += 1
            if 200 <= status < 300 or tries > self.api.retries:
                tries = 0
                # A test may have emptied the queue meanwhile.
                if any(one is event for one in self.api.waiting):
                    self.api.take(event, lost=not 200 <= status < 300)
            else:
                await asyncio.sleep(self.api.redelivery_seconds)

    def _enveloped(self, event: dict[str, Any]) -> bytes:
        if self.api.envelope == "wrapped":
            return json.dumps({"ok": True, "result": event}).encode()
        message = event.get("message")
        more = {"message": {**message, "message_type": "CHAT_MESSAGE"}} if isinstance(message, dict) else {}
        return json.dumps({**event, **more}, ensure_ascii=False).encode()

    # -- photos ------------------------------------------------------------------------------

    async def fetch(self, url: str) -> bytes:
        """The picture at this address, or `NotFetched`."""
        real = self.really(url) if self.may_be_called(url) else ""
        if not real:
            raise NotFetched("its host is not to be found on the internet")
        try:
            async with self._client.get(real, timeout=aiohttp.ClientTimeout(10)) as answer:
                content = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotFetched(f"{type(error).__name__}") from error
        if answer.status != 200:
            raise NotFetched(f"it answered {answer.status}")
        if not answer.content_type.startswith("image/") or not content:
            raise NotFetched(f"it is {len(content)} bytes of {answer.content_type}")
        if self.api.largest_photo is not None and len(content) > self.api.largest_photo:
            raise NotFetched(f"it has {len(content)} bytes")
        return content

    async def fetch_again(self, url: str, seen: "Seen") -> None:
        """What the phone of the person does later, when the picture comes onto the screen."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.api.second_fetch_delay):
                await self.leaving.wait()
        try:
            seen.photo = await self.fetch(url)
        except NotFetched as why:
            # At the end of a test the bot may be gone before us; that is not its fault.
            if self.leaving.is_set() and isinstance(why.__cause__, aiohttp.ClientConnectorError):
                return
            seen.photo = b""
            self.api.violations.append(f"a photo could not be fetched a second time: {why}")
