"""A volunteer, and the probes run against the fakes with everything a test may want to change."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from fakes.zalo_bot_api import ZaloBotApi
from fakes.zalo_oa_api import ZaloOaApi
from pydantic import SecretStr

from bot.channels.probing import Finding, ask_all
from bot.channels.zalo_bot.probe_scene import Scene
from bot.channels.zalo_bot.probing import BotProbe
from bot.channels.zalo_oa.probe_webhook import Doorstep
from bot.channels.zalo_oa.probing import OaProbe
from bot.channels.zalo_oa.tokens import KeptTokens
from bot.commands.probe import words_of
from messages.catalog import DEFAULT, texts
from storage.database.writer import Writer

PUBLIC = "https://sangkien.example.vn"
JPEG = b"\xff\xd8\xff\xe0 a picture"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@dataclass
class Volunteer:
    """Does what is asked for where the test says how, and skips everything else."""

    acts: dict[str, Callable[[], object]] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def says(self, text_id: str, /, **values: object) -> None:
        self.heard.append(text_id)

    def asks(self, question: str) -> None:
        self.asked.append(question)

    @contextmanager
    def waiting(self, text_id: str, seconds: float, /, **values: object) -> Iterator[asyncio.Event]:
        self.heard.append(text_id)
        over = asyncio.Event()
        act = self.acts.get(text_id)
        if act is None:
            over.set()
        else:
            act()
        yield over


def answers(found: list[Finding]) -> dict[str, str]:
    return {one.question: one.answer for one in found}


def settings_of(found: list[Finding]) -> dict[str, str]:
    return dict(one.setting for one in found if one.setting is not None)


def check_words(found: list[Finding]) -> None:
    """Everything that was found can be told, and nothing of it is a secret."""
    for one in found:
        assert f"probe.{one.question}.asked" in texts(DEFAULT)
        told = " ".join(words_of(one))
        assert "never-be-printed" not in told
        assert "{" not in words_of(one)[1]


@dataclass
class BotTrial:
    api: ZaloBotApi
    volunteer: Volunteer = field(default_factory=Volunteer)
    kept: list[Any] = field(default_factory=list)
    spent: int = 0

    def __post_init__(self) -> None:
        self.ba = self.api.person("ba-1", "Anh Ba")
        self.volunteer.acts = {
            "write_bot": lambda: self.ba.says("Thử"),
            "send_picture": lambda: self.ba.sends_photo(JPEG),
            "write_again": lambda: self.ba.says("thu"),
        }

    async def run(self, **more: Any) -> list[Finding]:
        async def keep(raw: Any) -> None:
            self.kept.append(raw)

        scene = Scene(
            token=SecretStr(more.pop("token", self.api.token)),
            api_url=more.pop("api_url", self.api.url),
            hosts=more.pop("hosts", ()),
            guide=self.volunteer,
            keep=keep,
            patience=5.0,
            linger=0.2,
            allow_local=True,
            **more,
        )
        probe, found = BotProbe(scene), list[Finding]()
        try:
            await ask_all(self.volunteer, probe.questions(), found)
        finally:
            await probe.close()
        self.spent = scene.spent
        check_words(found)
        self.api.violations.clear()  # asking for what is refused is the point
        return found


@dataclass
class OaTrial:
    api: ZaloOaApi
    writer: Writer
    volunteer: Volunteer = field(default_factory=Volunteer)
    kept: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ba = self.api.person("7000000000000000001", "Anh Ba")
        self.volunteer.acts = {
            "write_oa": lambda: self.ba.says("Thử"),
            "press": lambda: self.ba.presses("Bấm vào đây"),
        }

    async def run(self, **more: Any) -> list[Finding]:
        async def keep(raw: Any) -> None:
            self.kept.append(raw)

        port = free_port()
        self.api.webhook_url = f"http://127.0.0.1:{port}/zalo/oa"
        door = Doorstep(
            guide=self.volunteer,
            app_id=self.api.app_id,
            secret=SecretStr(more.pop("secret", self.api.oa_secret)),
            app_secret=SecretStr(self.api.app_secret),
            signed_by=more.pop("signed_by", "app_id"),
            keep=keep,
            public_url=PUBLIC,
            web_host="127.0.0.1",
            web_port=port,
            patience=5.0,
        )
        async with self.tokens() as tokens:
            probe = OaProbe(door=door, tokens=tokens, api_url=self.api.url, now=lambda: self.api.now, **more)
            found: list[Finding] = []
            try:
                await ask_all(self.volunteer, probe.questions(), found)
            finally:
                await probe.close()
        await self.api.settled()
        check_words(found)
        self.api.violations.clear()  # a title that is too long is the point
        return found

    @asynccontextmanager
    async def tokens(self) -> AsyncIterator[KeptTokens]:
        kept = KeptTokens(
            writer=self.writer,
            name=f"zalo_oa:{self.api.app_id}",
            app_id=self.api.app_id,
            app_secret=SecretStr(self.api.app_secret),
            first=SecretStr(self.api.refresh_token),
            secret_key="k" * 32,
            oauth_url=self.api.url,
            now=lambda: self.api.now,
        )
        try:
            yield kept
        finally:
            await kept.close()
