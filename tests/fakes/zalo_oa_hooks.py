"""The fake's webhook: events signed as Zalo signs them, pushed, pushed again, echoed and confused."""

import asyncio
import hashlib
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp

if TYPE_CHECKING:
    from tests.fakes.zalo_oa_api import ZaloOaApi
    from tests.fakes.zalo_oa_people import Person

Event = dict[str, Any]


class Push(NamedTuple):
    """One delivery: the status it was answered with (0: none in time) and after how many seconds."""

    status: int
    seconds: float


@dataclass
class Delivery:
    """One body on its way to the webhook."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    attempt: int = 0


def sign(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """A plain SHA-256, no HMAC (webhook page of the Official Account documentation)."""
    return "mac=" + hashlib.sha256(app_id.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


class Hooks:
    """Pushes one event after the other; what fails comes again by the ladder `api.retry_seconds`."""

    def __init__(self, api: "ZaloOaApi") -> None:
        self.api = api
        self.deliveries: list[Delivery] = []
        self.given_up: list[Delivery] = []
        self.held: list[Event] = []
        self.pending = 0
        self._queue: asyncio.Queue[Delivery] = asyncio.Queue()
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, group: asyncio.TaskGroup, client: aiohttp.ClientSession) -> None:
        self._group, self._client = group, client
        self._start(self._push_forever())

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    # -- what is pushed ----------------------------------------------------------------------

    def sealed(self, event: Event) -> Delivery:
        """The event as bytes with the signature over exactly these."""
        # Spaced as no library does by default: only the raw bytes give the right sum.
        body = json.dumps(event, ensure_ascii=False, separators=(",", ": ")).encode()
        first = self.api.app_id if self.api.sign_with == "app_id" else self.api.oa_id
        secret = self.api.oa_secret if self.api.sign_secret == "oa" else self.api.app_secret
        headers = {"X-ZEvent-Signature": sign(first, body, event.get("timestamp", ""), secret)}
        if self.api.timestamp_header:
            headers["X-ZEvent-Timestamp"] = event.get("timestamp", "")
        return Delivery(body, headers)

    def push(self, event: Event, **headers: str) -> Event:
        """Sends an event on its way. Without a webhook, or while the fake holds events back, it waits
        for nothing: the first are lost, as the real ones, the others come when they are let go."""
        self.api.events.append(event)
        if self.api.holding:
            self.held.append(event)
        else:
            self._enqueue(event, headers)
        return event

    def push_again(self, event: Event, num_retry: int = 0) -> None:
        """Delivers an event once more, byte by byte as before."""
        self._enqueue(event, {"num_retry": str(num_retry)} if num_retry else {})

    def push_out_of_order(self, *events: Event) -> None:
        """Delivers these events (without any: those held back), the last first."""
        chosen = events or tuple(self.held)
        self.held = [event for event in self.held if event not in chosen]
        for event in reversed(chosen):
            self._enqueue(event, {})

    def push_at_once(self, *events: Event) -> None:
        """Delivers these events (without any: those held back) all in the same moment."""
        chosen = events or tuple(self.held)
        self.held = [event for event in self.held if event not in chosen]
        for event in chosen:
            self.pending += 1
            self._start(self._deliver(self.sealed(event)))

    def push_raw(self, body: bytes, headers: dict[str, str]) -> "asyncio.Task[int]":
        """Posts any bytes with any headers, once; await it for the status."""
        return self._start(self._post(Delivery(body, dict(headers))))

    def _enqueue(self, event: Event, headers: dict[str, str]) -> None:
        if not self.api.webhook_url:
            return
        delivery = self.sealed(event)
        delivery.headers |= headers
        self.pending += 1
        self._queue.put_nowait(delivery)

    # -- what follows a message of the account -----------------------------------------------

    def follow_up(self, person: "Person", number: str, kind: str, tracking: str = "") -> None:
        """The echo of a message just sent, and the receipts for it, where these are switched on."""
        to_user = {"sender": {"id": self.api.oa_id}, "recipient": {"id": person.id}}
        head = {"app_id": self.api.app_id, **to_user, "user_id_by_app": person.id_by_app}
        if self.api.echo and kind != "zns":
            message: dict[str, Any] = {"msg_id": number, "text": person.screen[-1].text}
            self.push({**head, "event_name": f"oa_send_{kind}", "message": message, **self._stamp()})
        if self.api.receipts and kind == "zns":
            delivered = {"msg_id": number, "tracking_id": tracking, "delivery_time": self.api.sent_time()}
            head |= {"recipient": {"id": person.phone}}
            event = {**head, "event_name": "user_received_message", "message": delivered, **self._stamp()}
            self.push(event, **{"X-ZEvent-Server": "ZNS"})
        elif self.api.receipts:
            received = {"event_name": "user_received_message", "message": {"msg_id": number}}
            self.push({**head, **received, **self._stamp()})
            seen = {"event_name": "user_seen_message", "message": {"msg_ids": [number]}}
            self.push({**head, **seen, **self._stamp()})

    def _stamp(self) -> dict[str, str]:
        return {"timestamp": self.api.stamp()}

    # -- deliveries --------------------------------------------------------------------------

    def _start(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        task = self._group.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _push_forever(self) -> None:
        while True:
            await self._deliver(await self._queue.get())

    async def _deliver(self, delivery: Delivery) -> None:
        """One attempt; a failure does not hold up the events behind it."""
        if await self._post(delivery) == 200 and self.api.pushes[-1].seconds <= self.api.push_timeout:
            self.pending -= 1
        elif delivery.attempt >= len(self.api.retry_seconds):
            self.given_up.append(delivery)
            self.pending -= 1
        else:
            self._start(self._retry(delivery))
        self.api.tell()

    async def _retry(self, delivery: Delivery) -> None:
        await asyncio.sleep(self.api.retry_seconds[delivery.attempt])
        attempt = delivery.attempt + 1
        headers = {**delivery.headers, "num_retry": str(attempt)}
        await self._deliver(Delivery(delivery.body, headers, attempt))

    async def _post(self, delivery: Delivery) -> int:
        self.deliveries.append(delivery)
        headers = {"Content-Type": "application/json", **delivery.headers}
        began, status = time.monotonic(), 0
        limit = aiohttp.ClientTimeout(self.api.push_timeout)
        try:
            async with self._client.post(
                self.api.webhook_url, data=delivery.body, headers=headers, timeout=limit
            ) as answer:
                await answer.read()
                status = answer.status
        except (aiohttp.ClientError, TimeoutError):
            status = 0
        self.api.pushes.append(Push(status, time.monotonic() - began))
        self.api.tell()
        return status
