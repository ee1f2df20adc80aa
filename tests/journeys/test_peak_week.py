"""A whole Peak Week on two channels and three levels of units, with a restart every day."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fakes.telegram_api import TelegramApi
from fakes.zalo_bot_api import ZaloBotApi
from fakes.zalo_oa_api import ZaloOaApi
from kit.federation import found
from kit.story import ANSWERS, IDEA, Watch
from kit.talkers import Talker, TelegramTalker
from kit.zalo_stage import settings_for
from kit.zalo_talkers import ZaloBotTalker
from sqlalchemy import Engine, func, insert, select

from bot.app import App
from bot.server import opened
from bot.settings import Settings
from handlers.broadcasts.audience import EVERYBODY, Audience, Did
from handlers.broadcasts.content import ANYBODY, Reminder, Text
from handlers.campaigns.campaign import Courtesy
from handlers.campaigns.schedule import BeforeClose, FromStart, Once
from storage import tables as t
from storage.broadcasts import outcomes
from storage.campaigns import campaigns, entries

pytestmark = pytest.mark.slow

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = date(2026, 11, 23)
SLOGAN = "Tự hào trí tuệ lao động Việt Nam"
THANKS = Text(
    (
        (Did.SENT.value, "Cảm ơn anh/chị đã gửi sáng kiến."),
        (Did.RETURNED.value, "Sáng kiến của anh/chị chỉ thiếu một chút."),
        (ANYBODY, "Cuối tuần này là hạn cuối."),
    )
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@dataclass
class Week:
    """What outlives a restart: the database, the platforms and the watch."""

    engine: Engine
    settings: Settings
    watch: Watch

    @asynccontextmanager
    async def day(self, moment: datetime) -> AsyncIterator[App]:
        """One life of the bot, from that moment on."""
        self.watch.set(moment)
        app = App(self.settings, self.engine, self.watch.now)
        async with opened(app):
            for sender in app.senders:
                # A platform's pace would stretch the week's seconds to minutes.
                pacer: Any = getattr(sender.channel, "_pacer", None)
                if pacer is not None:
                    pacer._allowance, pacer._replies, pacer._bulk = 500, 500.0, 500.0
            yield app

    async def comes(self, app: App, moment: datetime) -> None:
        """The clock strikes: whatever is due then goes out to its end."""
        self.watch.set(moment)
        await app.clock.recover()
        await app.clock.look()
        async with asyncio.timeout(20):
            while True:
                await app.fanout.spread()
                if not self._open():
                    return
                await asyncio.sleep(0.05)

    def _open(self) -> bool:
        now = self.watch.now()
        with self.engine.connect() as connection:
            leaving = select(func.count()).where(
                t.outbox.c.state.in_(["queued", "sending"]), t.outbox.c.due_at <= now
            )
            going = select(func.count()).where(
                t.broadcasts.c.state.in_(["due", "preparing", "sending"]), t.broadcasts.c.begins_at <= now
            )
            return bool(connection.scalar(leaving) or connection.scalar(going))

    def given(self, person: int) -> list[tuple[int, str]]:
        """The days on which this person was sent something by the campaign, with its first words."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(t.outbox.c.queued_at, t.outbox.c.body)
                .where(t.outbox.c.person_id == person, t.outbox.c.broadcast_id.is_not(None))
                .where(t.outbox.c.state == "sent")
                .order_by(t.outbox.c.id)
            ).all()
        return [(row.queued_at.astimezone(ZONE).day, row.body) for row in rows]


def plan(engine: Engine) -> None:
    """T-7, the eve, the first and third day, the last three days, a late word, and the last day."""
    with engine.begin() as connection:
        zone_union = connection.scalar(select(t.units.c.id).where(t.units.c.code == "KCN"))
        campaign = campaigns.create(
            connection,
            name="Tuần cao điểm",
            slogan=SLOGAN,
            kind="peak_week",
            starts=MONDAY,
            ends=MONDAY + timedelta(days=6),
            closes_at=at(29, 17),
            unit_ids=[zone_union or 0],
            courtesy=Courtesy(per_week=5),
            now=at(15, 20),
        )
        whoever, urged = Audience(unit_ids=(), did=EVERYBODY), Audience(unit_ids=())
        soon = Text(((ANYBODY, "Sắp đến tuần cao điểm sáng kiến."),))
        for rule, audience, content in (
            (FromStart(-7, time(11, 45)), urged, soon),
            (FromStart(-1, time(19)), urged, soon),
            (FromStart(0, time(11, 45)), urged, Reminder()),
            (FromStart(2, time(11, 45)), urged, Reminder()),
            (BeforeClose(72), urged, Reminder()),
            (Once(date(2026, 11, 27), time(22)), whoever, THANKS),
            (FromStart(6, time(9)), urged, Reminder()),
        ):
            entries.add(connection, campaign, rule, audience, content)


def hire(engine: Engine, lane: str, address: str, name: str, unit: str, *, campaigns: bool = True) -> int:
    """Somebody whose first contact is over; their id."""
    key, began = f"{lane}:{address}", at(14, 8)
    with engine.begin() as connection:
        unit_id = connection.scalar(select(t.units.c.id).where(t.units.c.code == unit))
        known = {"name": name, "phone": "+84912345678", "handling": True, "campaigns": campaigns}
        person: int = connection.execute(
            insert(t.people)
            .values(**known, unit_id=unit_id, conversation=key, created_at=began)
            .returning(t.people.c.id)
        ).scalar_one()
        place = {"key": key, "lane": lane, "burst_at": began, "last_at": began, "interacted_at": began}
        connection.execute(insert(t.conversations).values(**place, person_id=person))
    return person


def appoint(engine: Engine, person: int) -> None:
    with engine.begin() as connection:
        unit = connection.scalar(select(t.people.c.unit_id).where(t.people.c.id == person))
        post = {"person_id": person, "unit_id": unit, "role": "grassroots", "since": at(14, 8)}
        connection.execute(insert(t.officers).values(**post))


async def tell(talker: Talker, watch: Watch) -> None:
    """The rest of the report that the idea began, to its end."""
    for question, answer in ANSWERS[1:]:
        await talker.hears(question)
        watch.passes()
        await talker.says(answer)
    await talker.hears("xem lại")
    await talker.says("gửi")
    await talker.hears("NT-000001")


async def test_a_week_reaches_each_with_the_words_for_what_they_have_done(
    engine: Engine, tmp_path: Path
) -> None:
    found(engine)
    plan(engine)
    async with AsyncExitStack() as stack:
        zalo = await stack.enter_async_context(ZaloBotApi())
        oa = await stack.enter_async_context(ZaloOaApi())
        telegram = await stack.enter_async_context(TelegramApi())
        settings = settings_for(tmp_path, zalo, oa, telegram, {"telegram", "zalo_bot"})
        week = Week(engine, settings, Watch(at(15, 20)))
        account = zalo.token.partition(":")[0]
        bot_lane, tele_lane = f"zalo_bot:{account}", f"telegram:{telegram.me['id']}"
        people = {name: zalo.person(name) for name in ("binh", "hoa", "tam")}
        binh = hire(engine, bot_lane, people["binh"].id, "Bình", "MAYTL")
        hoa = hire(engine, bot_lane, people["hoa"].id, "Hoa", "TOMBV")
        lan = hire(engine, tele_lane, "501", "Lan", "MAYTL")
        minh = hire(engine, tele_lane, "502", "Minh", "TOMBV")
        quiet = hire(engine, tele_lane, "503", "Yên", "TOMBV", campaigns=False)
        appoint(engine, hire(engine, tele_lane, "504", "Hạnh", "MAYTL"))
        outside = hire(engine, tele_lane, "505", "Ngoài", "TINH")
        lans, hanhs = (
            TelegramTalker(telegram.person(number, name)) for number, name in ((501, "Lan"), (504, "Hạnh"))
        )
        for number in (501, 502, 503, 504, 505):
            telegram.person(number, str(number)).has_begun = True
        for person in people.values():
            person.has_begun = True

        async with week.day(at(16, 8)) as app:
            await week.comes(app, at(16, 11, 45))
            await week.comes(app, at(16, 12))
        async with week.day(at(22, 8)) as app:
            await week.comes(app, at(22, 19))
        async with week.day(at(23, 8)) as app:
            await week.comes(app, at(23, 11, 45))
            await lans.hears("đã bắt đầu")
            await lans.says(IDEA)
            await lans.hears("giữ kín")
            week.watch.passes()
            await lans.says("không")
            await lans.hears("tên cho sáng kiến")
        async with week.day(at(24, 8)) as app:
            ways = ZaloBotTalker(people["binh"])
            await ways.says("DỪNG")
            await ways.hears("đã ngừng nhắn tin")
            await week.comes(app, at(24, 12))
        async with week.day(at(25, 8)) as app:
            await week.comes(app, at(25, 11, 45))
            await lans.hears("đang kể dở")
            await lans.says("tiếp tục")
            await tell(lans, week.watch)
        async with week.day(at(26, 8)) as app:
            await week.comes(app, at(26, 17))
            await hanhs.says("tra 1 thieu quyet dinh cua giam doc")
            await hanhs.hears("Đã trả lại")
        async with week.day(at(27, 8)) as app:
            await week.comes(app, at(27, 22))
        async with week.day(at(28, 6)) as app:
            await week.comes(app, at(28, 6, 59))
            assert [day for day, _ in week.given(minh)] == [16, 22, 23, 25, 26]
            await week.comes(app, at(28, 7))
        async with week.day(at(29, 8)) as app:
            await week.comes(app, at(29, 9))
            await week.comes(app, at(29, 18))

    assert [day for day, _ in week.given(lan)] == [16, 22, 23, 25, 28, 29]
    assert "chỉ thiếu một chút" in week.given(lan)[4][1]
    assert "chỉ còn thiếu một chút" in week.given(lan)[5][1]
    assert [day for day, _ in week.given(binh)] == [16, 22, 23]
    assert [day for day, _ in week.given(hoa)] == [16, 22, 23, 25, 26, 28]
    assert [day for day, _ in week.given(minh)] == [16, 22, 23, 25, 26, 28]
    assert week.given(quiet) == week.given(outside) == []
    # What the platforms showed is what the ledger says.
    shown = [seen.text for seen in telegram.person(502, "Minh").sees()]
    assert len(shown) == 6
    assert len([seen for seen in people["hoa"].sees() if "DỪNG" in seen.text]) == 6
    with engine.connect() as connection:
        numbers = connection.scalars(select(t.broadcasts.c.id).order_by(t.broadcasts.c.begins_at)).all()
        counted = [outcomes.count(connection, number) for number in numbers]
    assert [one.total for one in counted] == [one.expected for one in counted]
    assert [one.sent for one in counted] == [5, 5, 5, 4, 3, 4, 1]
    assert counted[-1].skipped["cap"] == 3
    assert max(one.unknown for one in counted) == 0
