"""The bot in a small federation, and the phones of those who talk to it."""

import pytest
from kit.federation import appoint, found
from kit.house import NUMBERS, House, Phone
from kit.telling import join
from sqlalchemy import Engine


@pytest.fixture
def house(sqlite_engine: Engine) -> House:
    """The bot on a fresh database with its federation."""
    found(sqlite_engine)
    return House(sqlite_engine)


@pytest.fixture
def numbers(sqlite_engine: Engine) -> House:
    """The same on a channel that has no buttons."""
    found(sqlite_engine)
    return House(sqlite_engine, limits=NUMBERS)


@pytest.fixture
def stranger(house: House) -> Phone:
    """Somebody who has never written."""
    return house.person("hoa")


@pytest.fixture
def worker(house: House) -> Phone:
    """Somebody whose first contact is over."""
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
def other_officer(house: House) -> Phone:
    """The officer of another factory, who may see nothing of this one."""
    return appoint(house, house.person("phuong"), "TOMBV", "Đặng Mai Phương")
