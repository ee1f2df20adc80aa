"""Programs that speak to the API of a house, in the same process and over no wire."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from fastapi import FastAPI
from kit.house import ZONE, House, Phone
from sqlalchemy import select

from bot.api import application
from bot.api.cursors import Cursors
from bot.api.house import House as ApiHouse
from bot.api.openapi import PREFIX
from storage import tables as t
from storage.clients import clients
from storage.clients.clients import RIGHTS
from storage.database.writer import Writer


def described() -> FastAPI:
    """An application that can tell what it is, before there is anything to tell of."""
    empty: Any = None
    parts = {"engine": empty, "writer": empty, "now": empty, "zone": empty, "cursors": empty}
    return mounted(ApiHouse(**parts, render=empty, can_edit=empty, queued=empty))


def mounted(house: ApiHouse) -> FastAPI:
    app = FastAPI(title="", docs_url=None, redoc_url=None, openapi_url=None)
    application.mount(app, house)
    return app


@dataclass
class Counter:
    """Where programs come in: the API of a house, with what it was asked to send."""

    house: House
    writer: Writer
    queued: int = 0

    def __post_init__(self) -> None:
        tools = self.house.tools()
        self.api_house = ApiHouse(
            engine=self.house.engine,
            writer=self.writer,
            now=lambda: self.house.now,
            zone=ZONE,
            cursors=Cursors("a secret of sixteen letters"),
            render=tools.render,
            can_edit=tools.can_edit,
            queued=self._queue,
            longest=0.2,
        )
        self.app = mounted(self.api_house)

    def admits(
        self,
        name: str = "Province",
        *,
        unit: str = "TINH",
        rights: Iterable[str] = RIGHTS,
        officer: Phone | None = None,
        per_minute: int = 100_000,
        expires_at: datetime | None = None,
    ) -> "Program":
        """A program with a fresh token."""
        person = officer.row().id if officer is not None else None
        with self.house.engine.begin() as connection:
            unit_id = connection.scalar(select(t.units.c.id).where(t.units.c.code == unit))
            token = clients.add(
                connection,
                name=name,
                unit_id=unit_id or 0,
                rights=rights,
                now=self.house.now,
                person_id=person,
                per_minute=per_minute,
                expires_at=expires_at,
            )
        assert token is not None
        return Program(self, name, token)

    def stranger(self, token: str = "") -> "Program":
        return Program(self, "nobody", token)

    def client(self, program: "Program") -> Any:
        with self.house.engine.begin() as connection:
            return clients.named(connection, program.name)

    def _queue(self) -> None:
        self.queued += 1


@dataclass
class Program:
    """One that holds a token."""

    counter: Counter
    name: str
    token: str

    async def asks(self, method: str, path: str, **told: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= told.pop("headers", {})
        transport = httpx.ASGITransport(app=self.counter.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://api.test") as session:
            where = path if path.startswith(PREFIX) else f"{PREFIX}{path}"
            return await session.request(method, where, headers=headers, **told)

    async def reads(self, path: str, **told: Any) -> Any:
        """What stands there; it has to be there."""
        answer = await self.asks("GET", path, **told)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def decides(
        self, number: int, word: str, *, revision: Any = None, key: str = "", **told: Any
    ) -> httpx.Response:
        """On the initiative as it stands, or as it stood at `revision`."""
        seen = revision
        if seen is None:
            seen = (await self.reads(f"/initiatives/{number}"))["revision"]
        headers = {"If-Match": f'"{seen}"', **({"Idempotency-Key": key} if key else {})}
        path = f"/initiatives/{number}/decisions"
        return await self.asks("POST", path, json={"word": word, **told}, headers=headers)


def kind_of(answer: httpx.Response) -> str:
    """The name of a problem."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    return str(told["type"]).removeprefix("urn:sang-kien:")
