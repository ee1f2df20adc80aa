"""Figures as pictures for phones, drawn by Typst."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Literal

import typst

from bot.documents import fonts
from bot.documents.letters import texts, without
from handlers.bulletins.progress_chart import ProgressChart
from handlers.bulletins.ranking_card import RankingCard
from messages.results import layouts
from messages.results.layouts import Drawing

#: In the order they are tried: the first reads best when small, the second is always there.
FAMILIES: Final = ("Noto Sans CJK SC", "Libertinus Serif")


def draw(shown: RankingCard | ProgressChart) -> bytes:
    """A PNG of 1080 x 1350; the same figures give the same bytes."""
    return _set(shown, "png")


def printed(shown: RankingCard | ProgressChart) -> bytes:
    """The same as a PDF, whose words can be read back."""
    return _set(shown, "pdf")


def _set(shown: RankingCard | ProgressChart, form: Literal["png", "pdf"]) -> bytes:
    name: Drawing = "ranking" if isinstance(shown, RankingCard) else "progress"
    with tempfile.TemporaryDirectory(prefix="chart-") as made:
        folder = Path(made)
        body = {**asdict(shown), "fonts": list(FAMILIES)}
        missing = _missing(body, folder)
        (folder / "picture.json").write_text(json.dumps(without(body, missing)), "utf-8")
        (folder / "picture.typ").write_bytes(layouts.template(name))
        data: bytes | list[bytes] = typst.compile(
            str(folder / "picture.typ"),
            root=str(folder),
            font_paths=fonts.load(),
            format=form,
            ppi=72,  # a point is a pixel
        )
        return data if isinstance(data, bytes) else data[0]


def _missing(body: Any, folder: Path) -> frozenset[str]:
    """Letters of a unit's name that no font has would be drawn as boxes."""
    letters = sorted({letter for text in texts(body) for letter in text if letter.isprintable()} - {" "})
    return fonts.lacking(letters, "zh", folder)
