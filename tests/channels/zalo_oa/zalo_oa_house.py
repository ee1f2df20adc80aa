"""What a channel of the Official Account needs around it: tokens, files, a clock, a failing inbox."""

import asyncio
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image
from pydantic import SecretStr

from bot.channels.abilities import ZALO_OA
from bot.channels.port import Channel, Contact, House, Outgoing, Part, Received, SendFailed, Why
from bot.channels.public_files import PublicFiles
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.pace import Pacer
from handlers.events import Event
from handlers.message import Template
from tests.fakes.zalo_oa_api import ZaloOaApi

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
LAN = "7000000000000000001"
PHONE = "+84912345678"
CARD_IMAGE = "https://bot.example.vn/static/card.png"


def picture(side: int = 8, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, kind)
    return out.getvalue()


FILES = {
    "web:photo": picture(),
    "web:poster": picture(1200),
    "web:broken": b"\x89PNG-before",
    "web:paper": b"%PDF-1.7 one page",
    "web:huge": b"%PDF-1.7" + b"x" * 5_000_000,
    "web:sheet": b"PK\x03\x04 a table",
    "web:voice": b"OggS",
}


async def read_file(key: str) -> bytes:
    return FILES[key]


async def until(condition: Callable[[], object], within: float = 5.0) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - what a channel logs or learns wakes nobody
            await asyncio.sleep(0.01)


class Keys:
    """Tokens as the channel knows them: the fake's newest, until it is told that they are `dead`."""

    def __init__(self, api: ZaloOaApi) -> None:
        self.api = api
        self.access_token = api.access_token_valid
        self.dead: SendFailed | None = None
        self.renewals: list[str] = []

    async def access(self) -> str:
        if self.dead is not None:
            raise self.dead
        return self.access_token

    async def renewed(self, refused: str) -> str:
        self.renewals.append(refused)
        if self.dead is not None:
            raise self.dead
        self.access_token = self.api.access_token_valid
        return self.access_token


NO_TOKEN = SendFailed(Why.THROTTLED, retry_after=300.0, detail="no access token: dead")


class Forms:
    """The approved templates of the administrator, for the purposes named; remembers what was sent."""

    def __init__(self, *purposes: str) -> None:
        self.purposes = purposes
        self.sent: list[tuple[str, str, Template, str]] = []
        self.failure: SendFailed | None = None

    def has(self, purpose: str) -> bool:
        return purpose in self.purposes

    async def send(self, address: str, phone: str, template: Template, *, key: str) -> str:
        if self.failure is not None:
            raise self.failure
        self.sent.append((address, phone, template, key))
        return "by-template"


class Ledger:
    """Events by key, as the inbox keeps them; the next `failures` commits fail, each takes `seconds`."""

    def __init__(self) -> None:
        self.kept: dict[str, Event] = {}
        self.failures = 0
        self.seconds = 0.0
        self.stored = 0
        self.now = NOW

    async def store(self, channel: Channel, received: Sequence[Received], position: str | None) -> int:
        assert position is None, "a webhook has no position"
        await asyncio.sleep(self.seconds)
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        new = [one for one in received if one.key not in self.kept]
        self.kept |= {one.key: one.event for one in received if one.key not in self.kept}
        self.stored += 1
        return len(new)

    async def offset(self, channel: Channel) -> str | None:
        raise AssertionError("a webhook has no position")

    def house(self) -> House:
        return House(store=self.store, offset=self.offset, now=lambda: self.now, read_file=read_file)

    def said(self) -> list[str]:
        return [getattr(event, "text", "") or event.kind for event in self.kept.values()]


@dataclass
class Clock:
    """Monotonic seconds, which pass when a test says so, and for the pacer without waiting."""

    seconds: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@dataclass
class Stage:
    """A channel with everything around it, as a test changes it."""

    api: ZaloOaApi
    keys: Keys
    clock: Clock
    channel: ZaloOaChannel

    def out(
        self, part: Part, *, to: str = LAN, ago: timedelta | None = timedelta(0), **more: Any
    ) -> Outgoing:
        """`ago` is how long before now the person did something last; `None` never."""
        contact = Contact(interacted_at=None if ago is None else NOW - ago, phone=PHONE)
        return Outgoing(**{"id": 1, "address": to, "part": part, "contact": contact, **more})

    async def fails(self, outgoing: Outgoing) -> SendFailed:
        """The failure a send must end with."""
        try:
            sent = await self.channel.send(outgoing)
        except SendFailed as failed:
            return failed
        raise AssertionError(f"it was sent as {sent!r}")

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The bodies that went to /message/cs."""
        return [call.json["message"] for call in self.api.calls_of("/v3.0/oa/message/cs")]


def stage(
    api: ZaloOaApi,
    *,
    public: str = "https://bot.example.vn",
    read: Callable[[str], Any] | None = read_file,
    **changes: Any,
) -> Stage:
    clock, keys = Clock(), Keys(api)
    pacer = Pacer(bulk=20.0, replies=40.0, clock=clock, sleep=clock.sleep)
    settings: dict[str, Any] = {
        "tokens": keys,
        "secret": SecretStr(api.oa_secret),
        "now": lambda: NOW,
        "files": PublicFiles("k" * 40, public, read_file, clock=lambda: NOW.timestamp()),
        "api_url": api.url,
        "limits": ZALO_OA,
        "card_image": CARD_IMAGE,
        "pacer": pacer,
        "read_file": read,
        "timeout": 1.0,
        "allow_local": True,
        "clock": clock,
        **changes,
    }
    return Stage(api, keys, clock, ZaloOaChannel(api.app_id, **settings))
