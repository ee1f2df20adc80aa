"""The pictures of the propaganda library, set by Typst at the size of a phone."""

import json
import tempfile
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import typst

from bot.documents import fonts
from bot.documents.letters import printable
from bot.documents.pictures import square
from messages.propaganda import reading

_SOURCE = "card.typ"
#: 540 by 675 points at this many dots for each inch are 1080 by 1350 dots.
_PPI = 144
#: Pictures kept ready: the one of a broadcast is asked for again for everybody who gets it.
_READY = 32


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a picture. `link` is where its QR code leads, with `scan` and the `unit` beside the
    code; "" for a picture without one. `picture` names the way it is drawn."""

    picture: str
    headline: str
    line: str
    slogan: str
    link: str = ""
    scan: str = ""
    unit: str = ""


@lru_cache(maxsize=_READY)
def draw(card: Card) -> bytes:
    """A PNG of 1080 by 1350; the same card gives the same bytes. Letters that no font has are left out."""
    with tempfile.TemporaryDirectory(prefix="card-") as made:
        folder = Path(made)
        told = {name: printable(value) for name, value in asdict(card).items() if name != "link"}
        missing = fonts.lacking(told.values(), "vi", folder)
        told = {name: "".join(one for one in value if one not in missing) for name, value in told.items()}
        (folder / "card.json").write_text(json.dumps({**told, "code": bool(card.link)}), "utf-8")
        if card.link:
            (folder / "code.png").write_bytes(square(card.link))
        (folder / _SOURCE).write_bytes(reading.template())
        data: bytes | list[bytes] = typst.compile(
            str(folder / _SOURCE), root=str(folder), font_paths=fonts.load(), format="png", ppi=_PPI
        )
    return data if isinstance(data, bytes) else data[0]
