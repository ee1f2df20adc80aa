"""Employers' decisions on the line: one paper stays one, and none is left behind by itself."""

from pathlib import Path

import pytest
from kit.federation import appoint
from kit.nodes import Place, Two, submit, two_places
from kit.telling import join
from sqlalchemy import Engine

from handlers.officers import effects as o
from storage import tables as t
from storage.apply import recognition

FIRST = 1_000_000


async def keep(place: Place, number: str, **more: str) -> None:
    """An officer enters one decision about everything there is, as the chat keeps it."""
    rows = place.house.rows(t.initiatives)
    unit = rows[0].establishment_id or rows[0].unit_id
    ids = tuple(row.id for row in rows)
    paper = o.KeepRecognition(initiative_ids=ids, unit_id=unit, kind="decision", number=number, **more)
    (officer,) = [one for one in place.house.rows(t.people) if one.name == "Nguyễn Thị Nhung"]
    await place.write(lambda c: recognition.keep(c, paper, officer.id, place.house.now))


def papers(place: Place) -> tuple[list[tuple[str, str]], set[int]]:
    """All papers there are, and those that an initiative names."""
    shown = [(one.number, one.signer) for one in place.house.rows(t.recognitions)]
    return shown, {one.recognition_id for one in place.house.rows(t.initiatives)}


async def two_reports(two: Two) -> None:
    appoint(two.node.house, two.node.house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    worker = join(two.node.house.person("hoa"))
    for title in ("Dưỡng may túi", "Xe chở vải"):
        submit(two.node, worker, title)


@pytest.mark.parametrize("known", [False, True])
async def test_one_decision_about_two_initiatives_is_one_at_the_province_too(
    engine: Engine, tmp_path: Path, known: bool
) -> None:
    async with two_places(engine, tmp_path) as two:
        await two_reports(two)
        if known:
            await two.sync()
        await keep(two.node, "12/QĐ")
        await two.sync()
        assert papers(two.province) == ([("12/QĐ", "")], {1})
        await keep(two.node, "12/QĐ", signer="Kim Min-jun")
        await two.sync()
        assert papers(two.province) == papers(two.node) == ([("12/QĐ", "Kim Min-jun")], {1})
        two.both()


async def test_a_decision_without_a_number_leaves_none_behind(engine: Engine, tmp_path: Path) -> None:
    async with two_places(engine, tmp_path) as two:
        await two_reports(two)
        await keep(two.node, "")
        await two.sync()
        for _ in range(2):
            shown, named = papers(two.province)
            assert len(shown) == len(named) == 2
            await two.sync()
        two.both()
