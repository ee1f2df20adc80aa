"""The page for a projector: what a hall sees, and what nobody is told there."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from kit.backlog import change
from kit.federation import SEWING
from kit.house import ZONE, House
from kit.walls import NAME, SECRET, agrees, aim, approved, begin, hall_on, served
from sqlalchemy import Engine, event, update

from bot.wall_page import router, views
from bot.wall_page.figures import FRESH, Figures
from handlers.results import ranking
from storage import tables as t
from storage.apply import walls as opened
from storage.results import boards
from storage.walls import walls
from storage.walls.walls import Wall

pytestmark = pytest.mark.slow


@pytest.fixture
def hall(engine: Engine) -> House:
    return hall_on(engine)


@pytest.fixture
def address(hall: House) -> Iterator[str]:
    with served(hall) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def seen(house: House, secret: str = SECRET) -> Wall:
    with house.engine.connect() as connection:
        found = walls.look(connection, secret, house.now, ZONE)
    assert found is not None
    return found


def told(house: House) -> dict[str, Any]:
    return views.now_of("vi", seen(house), house.now, ZONE)


async def test_the_page_says_the_slogan_and_keeps_nothing_of_whoever_looks(
    client: aiohttp.ClientSession, address: str
) -> None:
    async with client.get(f"{address}/w/{SECRET}") as answer:
        text = await answer.text()
        assert answer.status == 200
        assert "Tự hào trí tuệ lao động Việt Nam" in text
        assert NAME in text
        assert "Set-Cookie" not in answer.headers
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert answer.headers["X-Robots-Tag"].startswith("noindex")
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "http://" not in text
        assert "https://" not in text
        assert " style=" not in text
    for name in ("wall.css", "wall.js"):
        async with client.get(f"{address}/wall/{name}") as asset:
            assert asset.status == 200
            assert "://" not in await asset.text()
    async with client.get(f"{address}/w/{SECRET}/qr.svg") as drawn:
        assert drawn.headers["Content-Type"].startswith("image/svg+xml")


@pytest.mark.parametrize("path", ["", "/now", "/qr.svg"])
async def test_a_wrong_secret_opens_nothing(
    client: aiohttp.ClientSession, address: str, hall: House, path: str
) -> None:
    async with client.get(f"{address}/w/{SECRET[:-1]}x{path}") as answer:
        assert answer.status == 404
        assert NAME not in await answer.text()


async def test_whoever_guesses_is_slowed_down_and_the_hall_is_not(
    client: aiohttp.ClientSession, address: str
) -> None:
    found = []
    for number in range(router.STRANGERS + 2):
        async with client.get(f"{address}/w/guess-number-{number:08}/now") as answer:
            found.append(answer.status)
    assert found[:2] == [404, 404]
    assert found[-1] == 429
    async with client.get(f"{address}/w/{SECRET}/now") as answer:
        assert answer.status == 200


async def test_the_page_dies_when_it_is_shut_or_its_campaign_stopped(hall: House) -> None:
    other = begin(hall, secret="another-secret-of-letters")
    with hall.engine.begin() as connection:
        assert opened.shut(connection, 1)
        assert not opened.shut(connection, 1)
        connection.execute(update(t.campaigns).where(t.campaigns.c.id == other).values(stopped_at=hall.now))
        assert walls.look(connection, SECRET, hall.now, ZONE) is None
        assert walls.look(connection, "another-secret-of-letters", hall.now, ZONE) is None


async def test_long_after_the_end_the_link_opens_nothing(hall: House) -> None:
    seen(hall)
    hall.now += timedelta(days=40)
    with hall.engine.connect() as connection:
        assert walls.look(connection, SECRET, hall.now, ZONE) is None


async def test_the_same_figures_are_not_sent_twice(
    client: aiohttp.ClientSession, address: str, hall: House
) -> None:
    async with client.get(f"{address}/w/{SECRET}/now") as answer:
        tag, first = answer.headers["ETag"], json.loads(await answer.text())
        assert answer.headers["X-Now"].isdigit()
    async with client.get(f"{address}/w/{SECRET}/now", headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304
        assert answer.headers["X-Now"].isdigit()
        assert await answer.text() == ""
    approved(hall, 1)
    hall.now += FRESH
    async with client.get(f"{address}/w/{SECRET}/now", headers={"If-None-Match": tag}) as answer:
        assert answer.status == 200
        assert (first["valid"], json.loads(await answer.text())["valid"]) == ("0", "1")


async def test_two_hundred_screens_cost_one_reading(hall: House) -> None:
    house = router.House(engine=hall.engine, now=lambda: hall.now, zone=ZONE, chat="")
    figures = Figures(house.read, house.now)
    counted = []
    event.listen(hall.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    await asyncio.gather(*(figures.of(SECRET) for _ in range(200)))
    once = len(counted)
    assert 0 < once < 15
    hall.now += FRESH / 2
    await figures.of(SECRET)
    assert len(counted) == once
    hall.now += FRESH
    await figures.of(SECRET)
    assert len(counted) == 2 * once


async def test_only_whoever_agreed_is_named(hall: House) -> None:
    for number, public in ((1, True), (2, False), (3, None)):
        approved(hall, number)
        agrees(hall, number, f"Người {number}", public)
    text = json.dumps(told(hall), ensure_ascii=False)
    assert "Người 1" in text
    assert "Người 2" not in text
    assert "Người 3" not in text
    assert text.count("một anh/chị ở ") == 2


async def test_a_confidential_one_shows_neither_its_title_nor_its_author(hall: House) -> None:
    approved(hall, 1, title="Bí quyết nhuộm", answers={"title": "Bí quyết nhuộm", "confidential": "yes"})
    agrees(hall, 1, "Lê Kín", True)
    approved(hall, 2, answers={"confidential": "no"})
    (second, first) = seen(hall).latest
    assert (first.title, first.author) == ("", "")
    assert second.title == "Dưỡng số 2"
    text = json.dumps(told(hall), ensure_ascii=False)
    assert "Bí quyết" not in text
    assert "Lê Kín" not in text
    assert "Nội dung cần giữ kín" in text


async def test_figures_are_those_of_the_campaigns_days_and_units(hall: House) -> None:
    approved(hall, 1)
    approved(hall, 2, days=1.5)
    approved(hall, 3, days=5)  # before its first day
    approved(hall, 4, status="submitted")
    approved(hall, 5, status="withdrawn")
    approved(hall, 6, status="merged")
    approved(hall, 7, unit="TINH")  # not below the zone
    change(hall, 2, updated_at=hall.now)
    wall = seen(hall)
    assert (wall.submitted, wall.valid) == (3, 2)
    assert (wall.submitted_today, wall.valid_today) == (2, 2)
    assert (wall.reached, wall.target) == (2, 40)
    assert told(hall)["target"] == "5% chỉ tiêu 40"
    assert [one.id for one in wall.latest] == [2, 1]


async def test_units_are_ranked_by_their_share_of_the_target(hall: House) -> None:
    for number in range(1, 5):
        approved(hall, number, unit="MAYTL" if number < 4 else "TOMBV")
    assert [(one.unit.code, one.valid) for one in seen(hall).ranking] == [("MAYTL", 3), ("TOMBV", 1)]
    assert told(hall)["ranking_heading"] == "Xếp hạng theo số hợp lệ"
    phase = aim(hall, {"MAYTL": 30, "TOMBV": 5, "KCN": 50})
    with hall.engine.begin() as connection:
        connection.execute(update(t.campaigns).values(phase_id=phase, target=None))
    approved(hall, 5, unit="TOMBV", days=20)  # in the phase, before the campaign
    wall = seen(hall)
    assert [(one.place, one.unit.code, one.percent) for one in wall.ranking] == [
        (1, "TOMBV", 40.0),
        (2, "MAYTL", 10.0),
    ]
    assert (wall.reached, wall.target, wall.valid) == (5, 50, 4)
    shown = told(hall)
    assert shown["ranking_heading"] == "Xếp hạng theo chỉ tiêu"
    assert shown["ranking"][0]["percent"] == "40%"
    assert shown["target"] == "10% chỉ tiêu 50"


async def test_the_ranking_is_the_one_of_every_other_report(hall: House) -> None:
    phase = aim(hall, {"MAYTL": 30, "TOMBV": 5, "KCN": 50})
    with hall.engine.begin() as connection:
        connection.execute(update(t.campaigns).values(phase_id=phase))
    for number in range(1, 6):
        approved(hall, number, unit="MAYTL" if number < 4 else "TOMBV", days=number * 9)
    with hall.engine.connect() as connection:
        zone = connection.execute(t.units.select().where(t.units.c.code == "KCN")).one()
        board = boards.board(connection, zone.id, now=hall.now, zone=ZONE, phase_id=phase)
    assert board is not None
    shown = [(one.place, one.line.unit.code, one.line.figures.valid) for one in ranking.ranked(board)]
    assert [(one.place, one.unit.code, one.valid) for one in seen(hall).ranking] == shown
    with hall.engine.begin() as connection:
        connection.execute(update(t.targets).values(assigned=1000))
    approved(hall, 9, unit="TOMBV")
    assert [one.place for one in seen(hall).ranking] == [1, 1]


async def test_a_campaign_of_one_factory_ranks_nobody_and_its_code_knows_the_factory(hall: House) -> None:
    begin(hall, units=("MAYTL",), secret="the-factory-of-tan-lam", kind="update_day")
    approved(hall, 1)
    wall = seen(hall, "the-factory-of-tan-lam")
    assert wall.ranking == ()
    assert wall.scan is not None
    assert wall.scan.name == SEWING
    assert router._payload(wall) == "r_MAYTL"
    assert router._payload(seen(hall)) == ""  # an office above is nobody's workplace


async def test_before_during_and_after_the_page_says_how_things_stand(hall: House) -> None:
    assert told(hall)["state"] == "open"
    assert told(hall)["closes"] == "Nhận đến hết 29/11/2026"
    hall.now -= timedelta(days=4)
    assert (told(hall)["state"], told(hall)["closes"]) == ("ahead", "Bắt đầu ngày 21/11/2026")
    hall.now += timedelta(days=12)
    assert told(hall)["state"] == "closed"


async def test_words_that_look_like_a_page_are_only_words(
    client: aiohttp.ClientSession, address: str, hall: House
) -> None:
    approved(hall, 1, title="</script><script>alert(1)</script>")
    hall.now += FRESH
    async with client.get(f"{address}/w/{SECRET}") as answer:
        text = await answer.text()
    assert "<script>alert" not in text
    assert "\\u003cscript>alert" in text
