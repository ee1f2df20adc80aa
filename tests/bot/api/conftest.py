"""A federation whose house other programs may ask."""

from collections.abc import Iterator

import pytest
from kit.federation import appoint, found
from kit.house import House, Phone
from kit.programs import Counter, Program
from kit.telling import join
from kit.two_levels import govern
from sqlalchemy import Engine

from storage.database.writer import Writer


@pytest.fixture
def house(sqlite_engine: Engine) -> House:
    found(sqlite_engine)
    return govern(House(sqlite_engine))


@pytest.fixture
def counter(house: House) -> Iterator[Counter]:
    writer = Writer(house.engine)
    yield Counter(house, writer)
    writer.close()


@pytest.fixture
def worker(house: House) -> Phone:
    return join(house.person("hoa"))


@pytest.fixture
def officer(house: House) -> Phone:
    """The officer of the sewing factory."""
    return appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")


@pytest.fixture
def zone_officer(house: House) -> Phone:
    """The officer of the industrial zone above it."""
    return appoint(house, house.person("binh"), "KCN", "Phan Thanh Bình")


@pytest.fixture
def program(counter: Counter, officer: Phone) -> Program:
    """It sees the whole province, and decides for the officer of the sewing factory."""
    return counter.admits(officer=officer)


@pytest.fixture
def other_officer(house: House) -> Phone:
    """The officer of another factory."""
    return appoint(house, house.person("phuong"), "TOMBV", "Đặng Mai Phương")
