"""What is done on the portal at the province is heard at a node that works without a line."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from kit.federation import appoint
from kit.nodes import Two, submit, two_places
from kit.telling import join
from sqlalchemy import Engine, update

from storage import tables as t

FIRST = 1_000_000


@pytest.fixture
async def two(engine: Engine, tmp_path: Path) -> AsyncIterator[Two]:
    async with two_places(engine, tmp_path) as opened:
        yield opened


def record(two: Two, number: int, **values: object) -> None:
    """As the portal's room leaves the row."""
    one = t.initiatives.c.number == number
    with two.province.house.engine.begin() as connection:
        connection.execute(update(t.initiatives).where(one).values(**values))


async def test_the_author_at_the_node_hears_the_code_once(two: Two) -> None:
    upper = appoint(two.province.house, two.province.house.person("binh"), "KCN", "Phan Thanh Bình")
    officer = appoint(two.node.house, two.node.house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    worker = join(two.node.house.person("hoa"))
    submit(two.node, worker, "Dưỡng may túi")
    officer.says(f"duyệt {FIRST}")
    await two.sync()
    upper.says(f"duyệt {FIRST}")
    await two.sync()
    worker.new()
    upper.says(f"mã cổng {FIRST} SK-2026-0001")
    assert two.province.row(FIRST).portal_code == "SK-2026-0001", upper.last()
    await two.sync()
    (told,) = worker.new()
    assert "SK-2026-0001" in told
    assert two.node.row(FIRST).portal_code == "SK-2026-0001"
    await two.sync()
    assert worker.new() == []
    record(two, FIRST, portal_code="SK-2026-0009")
    await two.sync()
    (told,) = worker.new()
    assert "SK-2026-0009" in told


async def test_a_code_that_went_from_one_to_another_comes_down_in_any_order(two: Two) -> None:
    worker = join(two.node.house.person("hoa"))
    for title in ("Dưỡng may túi", "Xe chở vải"):
        submit(two.node, worker, title)
    await two.sync()
    record(two, FIRST + 1, portal_code="SK-1")
    await two.sync()
    record(two, FIRST + 1, portal_code=None)
    record(two, FIRST, portal_code="SK-1", portal_refusal="")
    # It comes down before the one that had the code, too.
    record(two, FIRST + 1, portal_refusal="thiếu ảnh")
    await two.sync()
    assert [two.node.row(FIRST + one).portal_code for one in (0, 1)] == ["SK-1", None]
    assert two.node.row(FIRST + 1).portal_refusal == "thiếu ảnh"
    two.both()
