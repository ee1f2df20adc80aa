"""What stands on the picture that a key of the library asks for: ``card:<piece>:<unit's code>``."""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.documents.cards import Card
from handlers.message import CARD
from handlers.officers.review_card import cut
from handlers.propaganda import copying
from handlers.propaganda.story import slogan
from messages.catalog import DEFAULT, say
from messages.propaganda import reading
from storage import units
from storage.propaganda import pieces

#: Longest line below a headline, in letters.
_LINE = 120


def read(connection: Connection, key: str, doors: Sequence[str]) -> Card | None:
    """None for a piece that there is not, or a story that is told no more; without a unit's code, or
    where no door is open, a picture without a QR code."""
    piece, _, code = key.removeprefix(CARD).partition(":")
    told = _piece(connection, piece)
    if told is None:
        return None
    picture, headline, line = told
    unit = next(iter(units.by_codes(connection, [code]).values()), None) if code else None
    link = copying.link(unit, doors) if unit is not None else ""
    if unit is None or not link:
        return Card(picture, headline, line, slogan())
    scan = say(DEFAULT, "propaganda.card.scan")
    return Card(picture, headline, line, slogan(), link=link, scan=scan, unit=cut(unit.name, _LINE))


def _piece(connection: Connection, key: str) -> tuple[str, str, str] | None:
    if not key.startswith(f"{pieces.THEME}."):
        piece = reading.load_pieces().get(key)
        return (piece.picture, piece.headline, piece.line) if piece is not None else None
    story = next((one for one in pieces.told(connection) if one.key == key), None)
    if story is None:
        return None
    line = say(DEFAULT, "propaganda.card.by", name=story.author, unit=story.unit)
    return "story", story.title, cut(line, _LINE)
