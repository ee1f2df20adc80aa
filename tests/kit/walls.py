"""A campaign of the small federation with its page for a projector, on a real server."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import uvicorn
from fastapi import FastAPI
from kit.backlog import wait
from kit.federation import found
from kit.house import START, ZONE, House
from sqlalchemy import Engine, select, update

from bot.wall_page import router
from handlers.employer.requests import hash_of
from storage import tables as t
from storage import units
from storage.apply import walls as opened
from storage.campaigns import campaigns

SECRET = "A-secret_of-22-letters"
NAME = "Tuần cao điểm sáng kiến"
TITLES = (
    "Dưỡng mica để rập đường may túi áo không cần vẽ phấn",
    "Đèn báo sắp hết chỉ ở cuối chuyền may",
    "Xe đẩy hàng hai tầng cho khâu đóng gói thành phẩm xuất khẩu, bớt một người kéo và không còn rơi thùng",
    "Khay chia tôm theo cỡ",
    "Tận dụng nước ngưng điều hoà để rửa sàn",
)
AUTHORS = ("Nguyễn Thị Ánh", "Lê Văn Toàn", "Trần Mỹ Duyên", "Phạm Quốc Khánh")
FACTORIES = (
    "Công đoàn cơ sở Công ty TNHH Dệt Nhuộm Hoà Phú Quốc tế Việt Nam",
    "Công đoàn cơ sở Công ty Cổ phần Gỗ An Lạc",
    "Công đoàn cơ sở Công ty TNHH Điện tử Kiến Minh",
    "Công đoàn cơ sở Công ty TNHH Giày Đông Thành",
    "Công đoàn cơ sở Công ty TNHH Nhựa Tân Tiến",
    "Công đoàn cơ sở Công ty TNHH Cơ khí Phước Lộc",
    "Công đoàn cơ sở Công ty Cổ phần Bao bì Sông Dinh",
)


def hall_on(engine: Engine) -> House:
    """The federation, and a campaign of the industrial zone whose page is open."""
    found(engine)
    house = House(engine)
    begin(house)
    return house


def busy_hall_on(engine: Engine) -> House:
    """A zone of nine factories in the middle of its Peak Week."""
    house = hall_on(engine)
    aims = {"MAYTL": 30, "TOMBV": 25}
    with engine.begin() as connection:
        for place, name in enumerate(FACTORIES):
            units.add(connection, code=f"F{place}", name=name, kind="grassroots", parent="KCN", fdi=True)
            aims[f"F{place}"] = 20 + 7 * place
    phase = aim(house, aims)
    with engine.begin() as connection:
        connection.execute(update(t.campaigns).values(phase_id=phase, target=160))
    codes = [*aims]
    for number in range(1, 61):
        days, unit = 0.01 + number / 40, codes[(number * number + number // 4) % len(codes)]
        approved(house, number, unit=unit, days=days, title=TITLES[number % len(TITLES)])
        agrees(house, number, AUTHORS[number % len(AUTHORS)], number % 3 != 0)
    approved(house, 61, status="submitted", days=0.01)
    approved(house, 62, days=0.012, answers={"confidential": "yes"})
    return house


def begin(house: House, *, units: tuple[str, ...] = ("KCN",), secret: str = SECRET, **more: Any) -> int:
    """A campaign that began two days ago; its id."""
    with house.engine.begin() as connection:
        ids = connection.scalars(select(t.units.c.id).where(t.units.c.code.in_(units))).all()
        made = campaigns.create(
            connection,
            **{
                "name": NAME,
                "slogan": "Tự hào trí tuệ lao động Việt Nam",
                "starts": date(2026, 11, 21),
                "ends": date(2026, 11, 29),
                "unit_ids": ids,
                "now": START,
                "target": 40,
                **more,
            },
        )
        opened.open_by(connection, made, hash_of(secret))
        return made


def approved(house: House, number: int, **more: Any) -> None:
    """One more that was sent and approved within the hour."""
    wait(house, number, **({"days": 0.02, "status": "valid"} | more))


def agrees(house: House, number: int, name: str, public: bool | None = True) -> None:
    """The author of an initiative, by name, and whether they may be named."""
    with house.engine.begin() as connection:
        author = select(t.initiatives.c.author_id).where(t.initiatives.c.number == number).scalar_subquery()
        connection.execute(update(t.people).where(t.people.c.id == author).values(name=name, public=public))


def aim(house: House, aims: dict[str, int]) -> int:
    """A phase of the running programme with these targets by unit; its id."""
    with house.engine.begin() as connection:
        programme = connection.scalar(select(t.programmes.c.id).where(t.programmes.c.active))
        days = {"opens": START.date() - timedelta(days=60), "closes": START.date() + timedelta(days=30)}
        phase = connection.execute(
            t.phases.insert()
            .values(programme_id=programme, key="wall", name="Đợt 1", **days)
            .returning(t.phases.c.id)
        ).scalar_one()
        for code, assigned in aims.items():
            unit = connection.scalar(select(t.units.c.id).where(t.units.c.code == code))
            connection.execute(t.targets.insert().values(phase_id=phase, unit_id=unit, assigned=assigned))
        return int(phase)


def pages(house: House, *, real_time: bool = False) -> FastAPI:
    """The page's routes, by the house's clock; `real_time` moves that clock on as the wall's own does."""
    began = datetime.now(UTC)

    def now() -> datetime:
        return house.now + (datetime.now(UTC) - began) if real_time else house.now

    app = FastAPI(openapi_url=None)
    chat = "https://sangkien.example/chat?start={payload}"
    app.include_router(router.build(router.House(engine=house.engine, now=now, zone=ZONE, chat=chat)))
    return app


@contextmanager
def served(house: House, port: int = 0) -> Iterator[int]:
    """The page on a port, in a thread of its own; the same port again is the server come back."""
    server = uvicorn.Server(
        uvicorn.Config(pages(house, real_time=True), port=port, log_config=None, lifespan="off")
    )
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            threading.Event().wait(0.01)
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
