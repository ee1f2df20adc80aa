"""A broadcast is posted once in each group of its units."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from fakes.federation import PROVINCE, SEWING, SHOES, found, hire
from sqlalchemy import Engine, select, update

from bot.channels import render
from bot.fanout import Fanout
from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import ANYBODY, Text
from storage.broadcasts import broadcasts, outcomes
from storage.campaigns import groups
from storage.database.writer import Writer
from storage.tables import broadcasts as broadcast_rows
from storage.tables import conversations
from storage.tables import outbox as rows

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LUNCH = datetime(2026, 5, 4, 11, 45, tzinfo=ZONE)
NIGHT = LUNCH.replace(hour=22)
WORDS = Text(((ANYBODY, "Ngày hội sáng kiến bắt đầu lúc 8 giờ."),))


@pytest.fixture
def fanout(writer: Writer) -> Fanout:
    door = "https://t.me/sang_kien_bot?start={payload}"
    return Fanout(writer, ZONE, lambda: LUNCH, door=lambda lane: door)


def begin(engine: Engine, *, unit: int = PROVINCE, groups_too: bool = True, role: str = "") -> int:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        for number, at in ((1, SEWING), (2, SHOES)):
            groups.add(connection, f"telegram:4242:-{number}", f"Group {number}", at, None, LUNCH)
        whom = Audience(unit_ids=(unit,))
        return broadcasts.make(
            connection,
            title="Fair",
            audience=replace(whom, role="officer") if role else whom,
            content=WORDS,
            now=LUNCH,
            groups=groups_too,
            state="due",
            begins_at=LUNCH,
        )


def posted(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = select(rows.c.conversation).where(rows.c.person_id.is_(None)).order_by(rows.c.id)
        return list(connection.scalars(found))


async def test_every_group_below_gets_it_once_and_no_sum_counts_it(fanout: Fanout, engine: Engine) -> None:
    broadcast_id = begin(engine)
    assert await fanout.spread() == 3
    assert await fanout.spread() == 0
    assert posted(engine) == ["telegram:4242:-1", "telegram:4242:-2"]
    with engine.begin() as connection:
        counted = outcomes.count(connection, broadcast_id)
    assert (counted.expected, counted.queued, counted.total) == (1, 1, 1)


async def test_a_post_has_no_way_out_and_two_links(fanout: Fanout, engine: Engine) -> None:
    begin(engine, unit=SEWING)
    await fanout.spread()
    with engine.connect() as connection:
        body = connection.scalar(select(rows.c.body).where(rows.c.person_id.is_(None)))
    part = render.decode(body or "")
    assert part.text == "Ngày hội sáng kiến bắt đầu lúc 8 giờ."
    enter, share = (button for row in part.rows for button in row)
    assert (enter.label, enter.data) == ("Báo sáng kiến", f"https://t.me/sang_kien_bot?start=u_U{SEWING}")
    asked = parse_qs(urlsplit(share.data).query)
    assert share.data.startswith("https://t.me/share/url?")
    assert asked["url"] == [enter.data]
    assert "Tự hào trí tuệ lao động Việt Nam" in asked["text"][0]


async def test_only_groups_of_the_units_that_are_meant(fanout: Fanout, engine: Engine) -> None:
    begin(engine, unit=SHOES)
    await fanout.spread()
    assert posted(engine) == ["telegram:4242:-2"]


@pytest.mark.parametrize("how", ["not wanted", "for officers", "taken out", "shut out"])
async def test_a_group_is_left_in_peace(how: str, fanout: Fanout, engine: Engine) -> None:
    begin(
        engine, unit=SEWING, groups_too=how != "not wanted", role="officer" if how == "for officers" else ""
    )
    with engine.begin() as connection:
        if how == "taken out":
            assert groups.remove(connection, "telegram:4242:-1", LUNCH)
        if how == "shut out":
            connection.execute(
                conversations.insert().values(
                    key="telegram:4242:-1",
                    lane="telegram:4242",
                    person_id=1,
                    reachable=False,
                    last_at=LUNCH,
                    burst_at=LUNCH,
                )
            )
    await fanout.spread()
    assert posted(engine) == []


async def test_in_the_quiet_hours_groups_sleep_too(fanout: Fanout, engine: Engine) -> None:
    begin(engine)
    fanout.now = lambda: NIGHT
    await fanout.spread()
    assert posted(engine) == []
    fanout.now = lambda: LUNCH.replace(day=5)
    await fanout.spread()
    assert len(posted(engine)) == 2


async def test_a_stopped_broadcast_is_not_posted(fanout: Fanout, engine: Engine) -> None:
    broadcast_id = begin(engine)
    with engine.begin() as connection:
        stopped = update(broadcast_rows).where(broadcast_rows.c.id == broadcast_id)
        connection.execute(stopped.values(state="stopped"))
    await fanout.spread()
    assert posted(engine) == []
