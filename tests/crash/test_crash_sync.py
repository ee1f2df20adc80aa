"""Either side of the line is killed in the middle of an exchange, and the next one ends it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from kit.federation import appoint
from kit.hearing import Ledger
from kit.house import House
from kit.nodes import Place, Two, accounted, own_steps, serving, submit, two_places
from kit.telling import join
from sqlalchemy import Connection, Engine

from bot.nodes.line import LineCut, Refused
from storage import tables as t
from storage.database.engine import open_engine
from storage.database.writer import Writer
from storage.nodes.known import find

ROOT = Path(__file__).parents[2]
FIRST = 1_000_000


def die_at(write: Callable[..., Any], at: int, committed: bool) -> Callable[..., Any]:
    """Runs work as before, but kills this process in its transaction of that number, or right after it."""
    left = at

    async def written(work: Callable[[Connection], Any]) -> Any:
        nonlocal left
        left -= 1
        deadly = left == 0

        def inside(connection: Connection) -> Any:
            result = work(connection)
            if deadly and not committed:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        result = await write(inside)
        if deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return written


async def be_node(place: Place, order: dict[str, Any]) -> None:
    with open_engine(order["province"]).connect() as connection:
        known = find(connection, order["token"])
    assert known is not None
    two = Two(place, place, known, order["token"], order["port"])
    made = two.exchange()
    made.submit = die_at(place.write, order["at"], order["committed"])
    async with made.line:
        await made.run()


async def be_province(place: Place, order: dict[str, Any]) -> None:
    class Deadly(Writer):
        left = order["at"]

        def submit(self, work: Callable[[Connection], Any]) -> Any:
            Deadly.left -= 1
            deadly = Deadly.left == 0

            def inside(connection: Connection) -> Any:
                result = work(connection)
                if deadly and not order["committed"]:
                    os.kill(os.getpid(), signal.SIGKILL)
                return result

            done = super().submit(inside)
            if deadly:
                done.add_done_callback(lambda _: os.kill(os.getpid(), signal.SIGKILL))
            return done

    place.writer = Deadly(place.house.engine)
    async with serving(place) as port:
        print(port, flush=True)
        await asyncio.sleep(60)


def child(order: dict[str, Any]) -> None:
    engine = open_engine(order[order["role"]])
    place = Place(
        House(engine, now=datetime.fromisoformat(order["now"])), Path(order["folder"]), Writer(engine)
    )
    asyncio.run({"node": be_node, "province": be_province}[order["role"]](place, order))


def order_of(two: Two, role: str, at: int, committed: bool) -> dict[str, Any]:
    place = two.node if role == "node" else two.province
    two.even_clocks()
    return {
        "role": role,
        "at": at,
        "committed": committed,
        "node": two.node.house.engine.url.render_as_string(hide_password=False),
        "province": two.province.house.engine.url.render_as_string(hide_password=False),
        "folder": str(place.folder),
        "now": place.house.now.isoformat(),
        "token": two.token,
        "port": two.port,
    }


def start(order: dict[str, Any]) -> subprocess.Popen[str]:
    """This file is also the process that is killed."""
    words = [sys.executable, __file__, json.dumps(order)]
    paths = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=paths)


async def work(two: Two) -> tuple[set[int], Ledger]:
    """Something new on both sides, and a step of each on the same initiative; the node's steps, and who
    has to hear of what."""
    upper = appoint(two.province.house, two.province.house.person("binh"), "KCN", "Phan Thanh Bình")
    officer = appoint(two.node.house, two.node.house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    worker = join(two.node.house.person("hoa"))
    ledger = Ledger(two, {"upper": upper, "officer": officer, "worker": worker})
    for title in ("Dưỡng may túi", "Xe chở vải"):
        submit(two.node, worker, title)
    await two.sync()
    two.even_clocks()
    officer.says(f"duyệt {FIRST}")
    officer.says(f"duyệt {FIRST + 1}")
    upper.says(f"trả lại {FIRST} ảnh mờ")
    upper.says(f"nhắn {FIRST} xin thêm ảnh")
    submit(two.node, worker, "Giá treo kéo")
    return own_steps(two), ledger


async def check(two: Two, taken: set[int], ledger: Ledger) -> None:
    await two.sync()
    two.both()
    ledger.check()
    assert accounted(two) == taken
    assert len(two.province.house.rows(t.clashes)) == len(two.node.house.rows(t.clashes)) == 1


# What a node does in one exchange: it takes a batch, has its answer, looks at its people, asks, lays, ends.
@pytest.mark.parametrize(("at", "committed"), [(1, True), (2, False), (2, True), (6, False), (6, True)])
async def test_the_node_is_killed_in_the_middle_of_an_exchange(
    sqlite_engine: Engine, tmp_path: Path, at: int, committed: bool
) -> None:
    async with two_places(sqlite_engine, tmp_path) as two:
        taken, ledger = await work(two)
        killed = start(order_of(two, "node", at, committed))
        code = await asyncio.to_thread(killed.wait, 60)
        killed.stdout.close()  # type: ignore[union-attr]
        assert code == -signal.SIGKILL
        await check(two, taken, ledger)


@pytest.mark.parametrize(("at", "committed"), [(1, False), (1, True), (2, True)])
async def test_the_province_is_killed_in_the_middle_of_an_exchange(
    engine: Engine, tmp_path: Path, at: int, committed: bool
) -> None:
    async with two_places(engine, tmp_path) as two:
        taken, ledger = await work(two)
        killed = start(order_of(two, "province", at, committed))
        port = await asyncio.to_thread(killed.stdout.readline)  # type: ignore[union-attr]
        with suppress(LineCut, Refused):
            await two.sync(f"http://127.0.0.1:{port.strip()}")
        code = await asyncio.to_thread(killed.wait, 60)
        killed.stdout.close()  # type: ignore[union-attr]
        assert code == -signal.SIGKILL
        await check(two, taken, ledger)


if __name__ == "__main__":
    child(json.loads(sys.argv[1]))
