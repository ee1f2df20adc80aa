"""The pictures of the library: phone-sized, the same bytes each time, with a code that leads to the unit."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.federation import SEWING, found, hire
from PIL import Image
from sqlalchemy import Engine, insert, update

from bot.channels import render
from bot.channels.port import FileUnavailable, Limits
from bot.documents import card_keys
from bot.documents.cards import Card, draw
from bot.fanout import Letters
from bot.library import Library
from handlers.broadcasts.audience import Did
from handlers.broadcasts.content import Piece
from handlers.broadcasts.letter import Letter
from handlers.message import CARD
from messages.propaganda.reading import load_pieces
from storage.database.writer import Writer
from storage.library.files import FileStore
from storage.tables import initiatives, people, stories

pytestmark = pytest.mark.slow

SLOGAN = "Tự hào trí tuệ lao động Việt Nam"
DOORS = ("https://zalo.me/123", "https://sangkien.example.vn/chat?start={payload}")
NOW = datetime(2026, 11, 23, tzinfo=UTC)
#: One of each template.
FOUR = ("purpose.streams", "examples.kitchen_rice", "rights.one_year", "steps.photo")


@pytest.fixture
def library(sqlite_engine: Engine, tmp_path: Path) -> Iterator[Library]:
    writer = Writer(sqlite_engine, lanes=1)
    with sqlite_engine.begin() as connection:
        found(connection)
    yield Library(sqlite_engine, writer, FileStore(tmp_path / "files"), lambda: NOW, lambda: DOORS)
    writer.close()


def tell(engine: Engine) -> str:
    """A story of the sewing factory; its key."""
    with engine.begin() as connection:
        hire(connection, 1, SEWING)
        connection.execute(update(people).values(name="Lê Thị Hoa", public=True))
        item = connection.execute(
            insert(initiatives)
            .values(
                number=1,
                code="NT-1",
                author_id=1,
                unit_id=SEWING,
                status="valid",
                title="Dưỡng đo vải",
                answers={},
                form_version=1,
                submitted_at=NOW,
                updated_at=NOW,
            )
            .returning(initiatives.c.id)
        ).scalar_one()
        row = {"initiative_id": item, "unit_id": SEWING, "title": "Dưỡng đo vải", "by_id": 1, "at": NOW}
        connection.execute(insert(stories).values(**row, words="Một chị thợ may…"))
    return "stories.1"


async def test_a_picture_is_as_large_as_a_phone_shows_it_and_always_the_same(library: Library) -> None:
    for piece in FOUR:
        data = await library.content(f"{CARD}{piece}:u2")
        with Image.open(io.BytesIO(data)) as picture:
            assert (picture.width, picture.height) == (1080, 1350)
        draw.cache_clear()
        assert await library.content(f"{CARD}{piece}:U2") == data
        assert data != await library.content(f"{CARD}{piece}:")
        assert len(data) < 400_000


async def test_it_is_given_like_a_kept_file(library: Library) -> None:
    kept = await library.find(f"{CARD}steps.basic:U2")
    assert kept is not None
    assert (kept[0].media_type, kept[0].name) == ("image/png", "card.png")


async def test_what_there_is_not_is_not_drawn(library: Library) -> None:
    assert await library.find(f"{CARD}steps.none:U2") is None
    with pytest.raises(FileUnavailable):
        await library.content(f"{CARD}stories.7:U2")


def test_the_code_leads_to_the_unit_by_a_door_that_carries_it(
    library: Library, sqlite_engine: Engine
) -> None:
    with sqlite_engine.connect() as connection:
        card = card_keys.read(connection, f"{CARD}steps.basic:u2", DOORS)
        assert card is not None
        assert card.link == "https://sangkien.example.vn/chat?start=u_U2"
        assert (card.unit, card.slogan) == ("Unit 2", SLOGAN)
        for key, doors in (("steps.basic:u2", DOORS[:1]), ("steps.basic:", DOORS), ("steps.basic:XX", DOORS)):
            bare = card_keys.read(connection, f"{CARD}{key}", doors)
            assert bare is not None
            assert (bare.link, bare.unit, bare.scan) == ("", "", "")


async def test_a_story_names_its_author_until_it_is_told_no_more(
    library: Library, sqlite_engine: Engine
) -> None:
    key = f"{CARD}{tell(sqlite_engine)}:U2"
    with sqlite_engine.connect() as connection:
        card = card_keys.read(connection, key, DOORS)
    assert card is not None
    assert (card.picture, card.headline, card.line) == ("story", "Dưỡng đo vải", "Lê Thị Hoa, Unit 2")
    assert await library.find(key) is not None
    with sqlite_engine.begin() as connection:
        connection.execute(update(people).values(public=False))
    assert await library.find(key) is None


@pytest.mark.parametrize("code", ["", "https://sangkien.example.vn/chat?start=u_U2"])
def test_every_piece_is_drawn_and_its_slogan_is_on_it(code: str) -> None:
    for piece in load_pieces().values():
        data = draw(Card(piece.picture, piece.headline, piece.line, SLOGAN, link=code, unit="Công đoàn"))
        with Image.open(io.BytesIO(data)) as picture:
            # The yellow letters of the slogan on the red band at the very bottom.
            band = picture.convert("RGB").crop((0, 1210, 1080, 1340)).getcolors(1_000_000)
        colours = {colour for _, colour in band or []}
        assert (200, 16, 46) in colours
        assert (255, 230, 128) in colours


def test_a_long_name_and_strange_letters_do_no_harm() -> None:
    long = "Sáng kiến " + "rất dài " * 6
    for picture in ("plain", "story", "number", "steps"):
        data = draw(
            Card(picture, long[:60], "Một; Hai; Ba 🎉 " * 8, SLOGAN, "https://x.vn/u_A", "Quét", long)
        )
        with Image.open(io.BytesIO(data)) as drawn:
            assert drawn.height == 1350


def test_a_broadcast_carries_the_picture_where_its_words_fit_below_it() -> None:
    limits = {"web:main": Limits(text=4096), "short:main": Limits(text=4096, caption=100)}
    letters = Letters(lambda lane: limits[lane], {"race.team": "Rủ nhau thì vui. " * 12})
    for lane, key in (("web:main", "card:race.team:"), ("short:main", "")):
        wanted = Piece(key="race.team", picture=True)
        letter = Letter(broadcast_id=1, content=wanted, did=Did.NOTHING, lane=lane, language="vi")
        part = render.decode(letters.write(letter, frozenset()).body)
        assert (part.file.key if part.file else "") == key
        assert part.text.startswith("Rủ nhau")
