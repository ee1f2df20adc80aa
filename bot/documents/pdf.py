"""Papers to print, set by Typst as PDF/A, which archives keep."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import typst

from bot.documents import fonts
from bot.documents.letters import texts, without
from bot.documents.pictures import square
from handlers.officers.papers.paper_blocks import Annex, Check, Paper
from messages.documents import reading

_SOURCE = "paper.typ"


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF; `dropped` are letters in a person's own words that no font has (small pictures, mostly)."""

    data: bytes
    dropped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NoFonts:
    """Nothing was printed: the language's own letters would be boxes until this package is installed."""

    language: str
    package: str = fonts.DEBIAN_PACKAGE


def render(paper: Paper, photos: Mapping[str, bytes], now: datetime) -> Printed | NoFonts:
    """`photos` are JPEG by the `sha256` of their picture; one that is missing there is left out."""
    with tempfile.TemporaryDirectory(prefix="paper-") as made:
        folder = Path(made)
        laid = _lay_out(paper, photos, folder)
        if isinstance(laid, NoFonts):
            return laid
        # An empty box in place of a letter is an error in PDF/A: it can never go out unseen.
        data = typst.compile(
            str(folder / _SOURCE),
            root=str(folder),
            font_paths=fonts.load(),
            format="pdf",
            pdf_standards="a-2b",
            timestamp=now.replace(microsecond=0),
        )
        return Printed(data, laid)


def pages(paper: Paper, photos: Mapping[str, bytes], *, ppi: float = 80) -> list[bytes]:
    """Each page as a PNG, for looking."""
    with tempfile.TemporaryDirectory(prefix="paper-") as made:
        folder = Path(made)
        _lay_out(paper, photos, folder)
        data: bytes | list[bytes] = typst.compile(
            str(folder / _SOURCE), root=str(folder), font_paths=fonts.load(), format="png", ppi=ppi
        )
        return data if isinstance(data, list) else [data]


def _lay_out(paper: Paper, photos: Mapping[str, bytes], folder: Path) -> frozenset[str] | NoFonts:
    """The template and all it needs in one folder, from which nothing else can be read."""
    body = asdict(paper)
    if not fonts.speaks(reading.labels(paper.language).values(), paper.language, folder):
        return NoFonts(paper.language)
    missing = fonts.lacking(texts(body), paper.language, folder)
    for block, shown in zip(body["blocks"], paper.blocks, strict=True):
        if isinstance(shown, Check):  # the letter's is the same
            (folder / "code.png").write_bytes(square(shown.payload))
        elif isinstance(shown, Annex):
            block["pictures"] = list(_place(shown, photos, folder))
    body["blocks"] = [one for one in body["blocks"] if one["kind"] != "annex" or one["pictures"]]
    (folder / "paper.json").write_text(json.dumps(without(body, missing)), "utf-8")
    (folder / _SOURCE).write_bytes(reading.template())
    return missing


def _place(annex: Annex, photos: Mapping[str, bytes], folder: Path) -> Iterator[dict[str, str]]:
    for number, picture in enumerate(annex.pictures):
        if picture.sha256 in photos:
            name = f"photo{number}.jpg"
            (folder / name).write_bytes(photos[picture.sha256])
            yield {"file": name, "caption": picture.caption}
