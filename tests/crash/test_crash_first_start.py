"""The process dies while it makes its database."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from bot import demo
from storage.database import schema
from storage.database.engine import open_engine
from storage.tables import metadata
from tests.crash.orders import Order
from tests.crash.scene import KILLED, MORNING, Nursery

pytestmark = pytest.mark.crash


def counts(engine: Engine) -> dict[str, int]:
    """How many rows each table holds."""
    with engine.connect() as connection:
        found = {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }
    engine.dispose()
    return found


def test_a_first_start_that_dies_leaves_nothing_half_made(nursery: Nursery, tmp_path: Path) -> None:
    whole = open_engine(f"sqlite:///{tmp_path}/whole.db")
    schema.upgrade(whole)
    with whole.begin() as connection:
        demo.seed(connection, MORNING)
    url = f"sqlite:///{tmp_path}/demo.db"

    def start(bomb: str = "") -> int:
        life = Order(
            database=url,
            folder=str(tmp_path),
            api="",
            token="",
            begin="",
            since=0.0,
            speed=1.0,
            bomb=bomb,
            demo=True,
        )
        nursery.bear(life)
        return nursery.bury()

    assert start("migrating") == KILLED
    assert start("seeding") == KILLED
    assert start() == 0
    assert counts(open_engine(url)) == counts(whole)
    assert start() == 0
    assert counts(open_engine(url)) == counts(whole)
