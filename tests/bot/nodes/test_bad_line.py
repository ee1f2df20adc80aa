"""Whatever a line does, both sides have one history in the end, and nobody hears anything twice."""

import asyncio
import os
import tempfile
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from fakes.bad_line import BadLine, Fault, faults
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit.databases import fresh_postgres, fresh_sqlite
from kit.federation import appoint
from kit.hearing import Ledger
from kit.house import Phone
from kit.nodes import Two, accounted, own_steps, resend, submit, two_places, withdraw
from kit.telling import join
from sqlalchemy import Engine

from bot.nodes.line import LineCut
from storage import tables as t

#: Set to run long: BAD_LINE_DEEP=1.
DEEP = bool(os.environ.get("BAD_LINE_DEEP"))
FIRST = 1_000_000
_SAID = count(1)
#: What people do, by who does it; "{}" is an initiative's number.
ACTS = (
    ("officer", "duyệt {}"),
    ("officer", "trả lại {} ảnh mờ"),
    ("officer", "ghi chú {} đã xem"),
    ("officer", "mở lại {} xem lại"),
    ("upper", "duyệt {}"),
    ("upper", "trả lại {} thiếu số liệu"),
    ("upper", "loại {} không mới"),
    ("upper", "mở lại {} xem lại giúp"),
    ("upper", "nhắn {} xin thêm ảnh"),
    ("worker", "trả lời {} đã gửi thêm"),
    ("worker", "report"),
    ("stranger", "report"),
    ("worker", "mend"),
    ("worker", "withdraw"),
    ("stranger", "mend"),
    ("stranger", "withdraw"),
    ("line", "sync"),
    ("line", "sync"),
    ("line", "sync"),
)


def cast(two: Two) -> dict[str, Phone]:
    province, node = two.province.house, two.node.house
    return {
        "upper": appoint(province, province.person("binh"), "KCN", "Phan Thanh Bình"),
        "officer": appoint(node, node.person("nhung"), "MAYTL", "Nguyễn Thị Nhung"),
        "worker": join(node.person("hoa")),
        "stranger": join(province.person("mai"), name="Trần Thị Mai"),
    }


async def act(two: Two, phones: dict[str, Phone], url: str, who: str, what: str, place: int) -> None:
    if who == "line":
        with suppress(LineCut):
            await two.sync(url)
        return
    two.even_clocks()
    where = two.province if who in ("upper", "stranger") else two.node
    if what == "report":
        submit(where, phones[who], f"Cải tiến số {len(where.numbers()) + 1} ở tổ {who}")
        return
    numbers = where.numbers()
    if numbers and what in ("mend", "withdraw"):
        (resend if what == "mend" else withdraw)(where, phones[who], numbers[place % len(numbers)])
    elif numbers:
        said = what.format(numbers[place % len(numbers)])
        # Nobody says the same twice, so that whoever hears the same twice was told twice.
        phones[who].says(said if said.startswith("duyệt") else f"{said} {next(_SAID)}")


async def live(engine: Engine, folder: Path, seed: int, acts: list[tuple[int, int]]) -> None:
    """A life of the two on a bad line, and one exchange on a good one."""
    taken: set[int] = set()
    async with two_places(engine, folder) as two, BadLine(two.port) as line:
        phones = cast(two)
        ledger = Ledger(two, phones)
        submit(two.node, phones["worker"], "Dưỡng may túi")
        line.reset(faults(seed))
        for which, place in acts:
            who, what = ACTS[which]
            await act(two, phones, line.url, who, what, place)
            taken |= own_steps(two)
            ledger.watch()
        line.reset(lambda _: Fault())
        await line.settle()
        await two.sync()
        await line.settle()
        two.both()
        ledger.watch()
        ledger.check()
        assert accounted(two) == taken
        assert len(two.province.house.rows(t.clashes)) == len(two.node.house.rows(t.clashes))
        calm = [one.last() for one in phones.values()]
        carried = await two.sync()
        assert not any(count for _, count in carried.counts())
        assert calm == [one.last() for one in phones.values()]


@settings(
    max_examples=150 if DEEP else 12,
    deadline=None,
    derandomize=not DEEP,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 10_000),
    acts=st.lists(st.tuples(st.integers(0, len(ACTS) - 1), st.integers(0, 5)), min_size=4, max_size=16),
)
def test_both_sides_agree_after_whatever_the_line_did(seed: int, acts: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "d").mkdir()
        with fresh_sqlite(place / "d") as engine:
            asyncio.run(live(engine, place, seed, acts))


@pytest.mark.postgres
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_with_the_province_on_postgresql(postgres_url: str, tmp_path: Path, seed: int) -> None:
    acts = [(place * 5 % len(ACTS), place) for place in range(20)]
    with fresh_postgres(postgres_url) as engine:
        asyncio.run(live(engine, tmp_path, seed, acts))
