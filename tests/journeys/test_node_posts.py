"""Posts of a node's officers that end, at the province or at the node itself."""

from datetime import timedelta
from pathlib import Path

from kit.federation import appoint
from kit.nodes import Place, submit, two_places
from kit.telling import join
from sqlalchemy import Engine, select, update

from storage import tables as t

FIRST = 1_000_000


def end(place: Place, name: str) -> None:
    place.house.now += timedelta(seconds=20)
    person = select(t.people.c.id).where(t.people.c.name == name).scalar_subquery()
    with place.house.engine.begin() as connection:
        post = update(t.officers).where(t.officers.c.person_id == person)
        connection.execute(post.values(until=place.house.now))


async def test_who_was_relieved_at_the_province_decides_nothing_at_the_node_either(
    engine: Engine, tmp_path: Path
) -> None:
    async with two_places(engine, tmp_path) as two:
        officer = appoint(two.node.house, two.node.house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
        submit(two.node, join(two.node.house.person("hoa")), "Dưỡng may túi")
        await two.sync()
        end(two.province, "Nguyễn Thị Nhung")
        await two.sync()
        (post,) = two.node.house.rows(t.officers)
        assert post.until is not None
        officer.says(f"duyệt {FIRST}")
        assert two.node.row(FIRST).status == "submitted"
        assert two.node.house.rows(t.decisions) == []


async def test_who_took_a_post_up_again_at_the_node_holds_it(engine: Engine, tmp_path: Path) -> None:
    async with two_places(engine, tmp_path) as two:
        appoint(two.node.house, two.node.house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
        await two.sync()
        end(two.node, "Nguyễn Thị Nhung")
        await two.sync()
        assert two.province.house.rows(t.officers)[0].until is not None
        two.node.house.now += timedelta(days=1)
        with two.node.house.engine.begin() as connection:
            connection.execute(update(t.officers).values(until=None, since=two.node.house.now))
        for _ in range(2):
            await two.sync()
            for place in (two.node, two.province):
                assert place.house.rows(t.officers)[0].until is None
