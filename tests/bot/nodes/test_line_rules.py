"""Who may speak on the line, and what is not believed on it."""

import json
from pathlib import Path

import aiohttp
import pytest
from kit.nodes import Two, serving, two_places
from sqlalchemy import Engine

from bot.nodes import bodies, versions
from bot.nodes.bodies import Broken
from bot.nodes.line import Refused
from storage import tables as t
from storage.nodes import known
from storage.nodes.parcels import Ask, Page, Taken


async def ask(two: Two, **changed: str) -> tuple[int, str]:
    """A question with other headers than it should have."""
    body = bodies.pack(Ask())
    headers = {
        "Authorization": f"Bearer {two.token}",
        bodies.VERSION: versions.PROGRAM,
        bodies.HASH: bodies.hash_of(body),
    }
    url = f"http://127.0.0.1:{two.port}/sync/v1/down"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers | changed) as answer,
    ):
        told = await answer.read()
        return answer.status, "" if answer.status == 200 else json.loads(told)["why"]


async def test_only_a_known_node_of_the_same_version_with_a_whole_body_is_heard(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    async with two_places(sqlite_engine, tmp_path) as two:
        assert await ask(two) == (200, "")
        assert await ask(two, Authorization="Bearer wrong") == (401, "token")
        assert await ask(two, Authorization="") == (401, "token")
        assert await ask(two, **{bodies.VERSION: "0.1.0"}) == (426, "version")
        assert await ask(two, **{bodies.HASH: "0" * 64}) == (400, "broken")
        forwarded = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
        assert await ask(two, **forwarded) == (403, "insecure")
        assert await ask(two, **(forwarded | {"X-Forwarded-Proto": "https"})) == (200, "")
        with sqlite_engine.begin() as connection:
            known.revoke(connection, two.known.key, two.province.house.now)
        assert await ask(two) == (401, "token")


async def test_a_node_of_another_version_is_told_what_to_do(sqlite_engine: Engine, tmp_path: Path) -> None:
    async with (
        two_places(sqlite_engine, tmp_path) as two,
        serving(two.province, program="9.1.0") as port,
    ):
        with pytest.raises(Refused) as refused:
            await two.sync(f"http://127.0.0.1:{port}")
        assert "cập nhật" in refused.value.text
        assert "9.1.0" in refused.value.text


async def test_a_node_sees_nothing_of_other_branches(sqlite_engine: Engine, tmp_path: Path) -> None:
    async with two_places(sqlite_engine, tmp_path) as two:
        assert "TOMBV" not in {one.code for one in two.node.house.rows(t.units)}
        made = two.exchange()
        async with made.line as line:
            page = await line.ask("/down", Ask(walked=0), Page)
            assert page.snapshots == []
            with pytest.raises(Refused):
                await line.get(f"/files/{'0' * 64}?number=1&offset=0")


def test_a_small_body_that_would_grow_large_is_not_believed() -> None:
    bomb = bodies.pack('{"taken": 1, "roster": ' + " " * (bodies.LARGEST + 10) + "1}")
    assert len(bomb) < 200_000
    with pytest.raises(Broken):
        bodies.unpack(bomb, bodies.hash_of(bomb), Taken)
    with pytest.raises(Broken):
        bodies.unpack(b"no", bodies.hash_of(b"no"), Taken)
