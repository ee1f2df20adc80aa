"""A parrot behind a real server, and a page's end of the line."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import Engine

from tests.channels.web.parrot import Parrot, Server, serving


@pytest.fixture
def parrot(sqlite_engine: Engine) -> Parrot:
    return Parrot(sqlite_engine)


@pytest.fixture
def server(parrot: Parrot) -> Iterator[Server]:
    with serving(parrot) as started:
        yield started


@pytest.fixture
def demo_server(sqlite_engine: Engine) -> Iterator[Server]:
    with serving(Parrot(sqlite_engine, demo=True)) as started:
        yield started


@pytest.fixture
def picture() -> bytes:
    """A small real picture."""
    drawn = BytesIO()
    Image.new("RGB", (640, 420), (190, 120, 60)).save(drawn, "PNG")
    return drawn.getvalue()
