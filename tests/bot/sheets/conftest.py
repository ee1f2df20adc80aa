"""A spreadsheet at a strict fake of Google's, with a federation behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.sheets_desk import Desk, opened_desk
from kit.backlog import wait
from sqlalchemy import Engine


@pytest.fixture
def desk(sqlite_engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    """Three initiatives of the sewing factory wait, and the sheet shows them."""
    with opened_desk(sqlite_engine, tmp_path) as desk:
        for number in (1, 2, 3):
            wait(desk.house, number)
        desk.round()
        yield desk
