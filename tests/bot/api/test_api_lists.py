"""Programs read lists page by page, single things by their tags, and the feed from any place on."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from kit.backlog import change, wait
from kit.house import House, Phone
from kit.programs import Counter, Program, kind_of
from kit.telling import report, send
from sqlalchemy import delete

from storage import tables as t
from storage.feed import feed


@pytest.fixture
def reader(counter: Counter) -> Program:
    return counter.admits("reader", rights=["read", "feed"])


async def pages(program: Program, path: str) -> list[list[Any]]:
    """Every page, by the link to the next one."""
    found, where = [], path
    while True:
        answer = await program.asks("GET", where)
        told = answer.json()
        found.append(told["items"])
        if told["next"] is None:
            assert "link" not in answer.headers
            return found
        link, _, rel = answer.headers["link"].partition("; ")
        assert rel == 'rel="next"'
        assert f"cursor={told['next']}" in link
        where = link.strip("<>")


async def test_paging_through_a_thousand_while_new_ones_come_misses_none_and_doubles_none(
    house: House, reader: Program
) -> None:
    for number in range(1, 1001):
        wait(house, number)
    seen: list[int] = []
    path = "/initiatives?limit=97&unit=KCN"
    following: str | None = ""
    came = 1000
    while following is not None:
        told = await reader.reads(f"{path}&cursor={following}" if following else path)
        seen += [one["number"] for one in told["items"]]
        following = told["next"]
        # Meanwhile others report, and some that were read already are decided on.
        if came < 1010:
            came += 1
            wait(house, came)
            change(house, seen[0], status="valid", updated_at=house.now)
    assert seen == list(range(1, 1011))


async def test_the_list_is_narrowed_by_state_unit_programme_and_day(house: House, reader: Program) -> None:
    wait(house, 1)
    wait(house, 2, status="valid", days=3)
    wait(house, 3, unit="TOMBV", days=9)
    wait(house, 4, unit="TOMBV", unit_id=None)

    async def numbers(query: str) -> list[int]:
        return [one["number"] for one in (await reader.reads(f"/initiatives?{query}"))["items"]]

    assert await numbers("") == [1, 2, 3, 4]
    assert await numbers("status=valid") == [2]
    assert await numbers("status=valid&status=submitted") == [1, 2, 3, 4]
    assert await numbers("unit=tombv") == [3]
    assert await numbers("unit=KCN") == [1, 2, 3]
    assert await numbers("programme=test") == [1, 2, 3, 4]
    assert await numbers("programme=none") == []
    since = house.now - timedelta(days=4)
    assert await numbers(f"updated_since={since:%Y-%m-%dT%H:%M:%SZ}") == [1, 2, 4]
    assert await numbers(f"updated_since={since:%Y-%m-%dT%H:%M:%S}%2B00:00") == [1, 2, 4]
    assert (await reader.asks("GET", "/initiatives?unit=NOBODY")).status_code == 404


async def test_only_a_program_of_the_root_sees_what_belongs_to_no_unit(
    house: House, reader: Program, counter: Counter
) -> None:
    wait(house, 1, unit_id=None, unit_words="gần chợ")
    assert len((await reader.reads("/initiatives"))["items"]) == 1
    zone = counter.admits("zone", unit="KCN", rights=["read"])
    assert (await zone.reads("/initiatives"))["items"] == []
    assert (await zone.asks("GET", "/initiatives/1")).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=201", "limit=1_0", "limit=%201", "limit=1.0", "limit=", "status=none"),
        *("unit=a%00b", "unit=%F0%9F%98%80x", "stauts=valid", "updated_since=1700000000"),
        *("updated_since=2026-11-23", "updated_since=2026-13-01T00:00:00Z", "cursor=x.y", "cursor="),
        *("programme=%27%20OR%201=1--", "updated_since=2026-11-23T00:00:00"),
    ],
)
async def test_a_wrong_filter_is_named_and_never_passed_over(reader: Program, query: str) -> None:
    answer = await reader.asks("GET", f"/initiatives?{query}")
    assert (answer.status_code, kind_of(answer)) == (422, "invalid")
    (fault,) = answer.json()["errors"]
    assert (fault["in"], fault["name"]) == ("query", query.partition("=")[0])
    assert fault["detail"]


async def test_a_cursor_serves_its_own_list_and_nobody_can_make_one(house: House, reader: Program) -> None:
    for number in (1, 2, 3):
        wait(house, number)
    cursor = (await reader.reads("/initiatives?limit=1"))["next"]
    assert (await reader.asks("GET", f"/initiatives?cursor={cursor}")).status_code == 200
    for other in (f"/units?cursor={cursor}", f"/initiatives?status=valid&cursor={cursor}"):
        assert (await reader.asks("GET", other)).status_code == 422
    assert (await reader.asks("GET", f"/initiatives?cursor={cursor[:-1]}")).status_code == 422


async def test_what_a_program_has_already_is_not_sent_again(
    house: House, worker: Phone, reader: Program, counter: Counter
) -> None:
    send(report(worker))
    for path in ("/initiatives/1", "/units/MAYTL", "/units/MAYTL/targets/only"):
        first = await reader.asks("GET", path)
        tag = first.headers["etag"]
        for known in (tag, f'"other", W/{tag}', "*"):
            again = await reader.asks("GET", path, headers={"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
        assert (await reader.asks("GET", path, headers={"If-None-Match": '"x"'})).status_code == 200
    before = (await reader.asks("GET", "/initiatives/1")).headers["etag"]
    change(house, 1, portal_code="SK-1")
    after = (await reader.asks("GET", "/initiatives/1", headers={"If-None-Match": before})).headers["etag"]
    assert after != before
    assert after.partition("-")[0] == before.partition("-")[0]
    # Another program may see more of the same thing, and its tag says so.
    whole = await counter.admits("whole").asks("GET", "/initiatives/1")
    assert whole.headers["etag"] != after


async def test_the_feed_in_pages_is_the_whole_feed(house: House, worker: Phone, reader: Program) -> None:
    send(report(worker))
    whole = (await reader.reads("/feed?limit=1000"))["items"]
    assert [one["position"] for one in whole] == list(range(1, len(whole) + 1))
    read: list[Any] = []
    after, more = 0, True
    while more:
        told = await reader.reads(f"/feed?after={after}&limit=3")
        assert len(told["items"]) <= 3
        read += told["items"]
        after, more = told["next"], told["more"]
    assert read == whole
    assert after == len(whole)
    wait(house, 2)
    fresh = (await reader.reads(f"/feed?after={after}"))["items"]
    assert [(one["kind"], one["initiative"], one["unit"]) for one in fresh] == [("initiative", 2, "MAYTL")]


async def test_a_narrowed_feed_goes_on_behind_what_it_left_out(
    house: House, reader: Program, counter: Counter
) -> None:
    shrimp = counter.admits("shrimp", unit="TOMBV", rights=["feed"])
    wait(house, 1)
    told = await shrimp.reads("/feed?kinds=initiative")
    assert (told["items"], told["more"], told["next"]) == ([], False, told["newest"])
    wait(house, 2, unit="TOMBV")
    told = await shrimp.reads(f"/feed?kinds=initiative&after={told['next']}")
    assert [one["initiative"] for one in told["items"]] == [2]
    assert (await reader.asks("GET", "/feed?kinds=gossip")).status_code == 422


async def test_whoever_waits_is_told_of_a_change_as_it_comes(
    house: House, reader: Program, counter: Counter
) -> None:
    object.__setattr__(counter.api_house, "longest", 5.0)
    end = (await reader.reads("/feed"))["newest"]
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(reader.reads(f"/feed?after={end}&wait=20"))
        await asyncio.sleep(0.2)
        await asyncio.to_thread(wait, house, 1)
    assert [one["initiative"] for one in asked.result()["items"]] == [1]
    assert loop.time() - begun < 3


async def test_a_place_that_the_feed_does_not_have_is_no_empty_feed(house: House, reader: Program) -> None:
    for number in (1, 2, 3):
        wait(house, number)
    newest = (await reader.reads("/feed"))["newest"]
    ahead = await reader.asks("GET", f"/feed?after={newest + 1}")
    assert (ahead.status_code, kind_of(ahead)) == (410, "lost")
    with house.engine.begin() as connection:
        connection.execute(delete(t.changes).where(t.changes.c.position < newest))
    behind = await reader.asks("GET", "/feed?after=0")
    assert behind.status_code == 410
    assert (behind.json()["oldest"], behind.json()["newest"]) == (newest, newest)
    assert len((await reader.reads("/feed"))["items"]) == 1
    assert (await reader.reads(f"/feed?after={newest}"))["items"] == []


async def test_the_feed_tells_the_same_as_every_other_reader_of_it(
    house: House, worker: Phone, reader: Program
) -> None:
    send(report(worker))
    told = [(one["position"], one["kind"], one["id"]) for one in (await reader.reads("/feed"))["items"]]
    with house.engine.connect() as connection:
        read = [(one.position, one.kind, one.ref_id) for one in feed.read(connection, 0, 1000)]
    assert told == read
