"""Initiatives that wait for an employer, and the link its manager gets."""

import re
from dataclasses import dataclass
from datetime import timedelta

from kit.federation import appoint, found
from kit.house import House, Phone
from kit.telling import demo, join, report, send
from sqlalchemy import Engine, update

from bot.routes import routes
from storage import tables as t

PAGE = "https://cong-doan.example/r/{token}"


@dataclass
class Scene:
    """A house in a programme of two levels that wants the employer's decision."""

    house: House
    worker: Phone
    officer: Phone

    def status(self, number: int = 1) -> str:
        return str(next(one.status for one in self.house.rows(t.initiatives) if one.number == number))

    def sends(self, count: int = 1, title: str = "Dưỡng mica") -> None:
        """So many reports, each endorsed by the union already."""
        for _ in range(count):
            send(report(self.worker, demo(title)))
        with self.house.engine.begin() as connection:
            fresh = t.initiatives.c.status == "submitted"
            connection.execute(update(t.initiatives).where(fresh).values(status="endorsed"))
        self.worker.new()
        self.officer.new()

    def asks(self, number: int = 1, language: str = "한국어") -> str:
        """The officer asks; the token of the manager's link."""
        self.officer.says(f"đề nghị {number}").chooses(language)
        return token_in(self.officer.last())

    def waits(self, **time: float) -> None:
        self.house.now += timedelta(**time)


def token_in(letter: str) -> str:
    found = re.search(r"/r/([\w-]+)", letter)
    assert found is not None, letter
    return found[1]


def scene_on(engine: Engine) -> Scene:
    found(engine)
    house = House(engine, routes=routes(page=lambda: PAGE))
    with engine.begin() as connection:
        connection.execute(update(t.programmes).values(levels=2, recognition=True))
        korean = t.units.c.code == "MAYTL"
        connection.execute(update(t.units).where(korean).values(employer_language="ko"))
    worker = join(house.person("hoa"))
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    return Scene(house, worker, officer)
