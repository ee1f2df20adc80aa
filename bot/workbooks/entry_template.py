"""The workbook in which an update day's recognised initiatives are written down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bot.workbooks import template_sheet
from bot.workbooks.book import Cell
from bot.workbooks.template_sheet import Column, Look, Template
from handlers.intakes import entry_columns as columns
from handlers.intakes.entry_rows import labels
from handlers.units import Unit
from messages.catalog import say

_LOOKS: Final[dict[str, Look]] = {
    "date": "date",
    "applied": "date",
    "amount": "money",
    **dict.fromkeys(("title", "idea", "before", "change", "effect_words", "coauthors"), "long"),
}
_WIDTHS: Final = {
    "author": 26,
    "unit": 44,
    "title": 40,
    **dict.fromkeys(("idea", "before", "change", "effect_words"), 44),
    **dict.fromkeys(("effect", "kind", "field", "coauthors", "where"), 30),
    **dict.fromkeys(("signer", "signer_title", "consent"), 22),
}
_CHOSEN: Final = ("effect", "kind", "field", "protected", "confidential")
_STEPS: Final = tuple(range(1, 8))


def write(path: Path, language: str, units: Iterable[Unit], today: date) -> None:
    """For these units, the one above them all first."""
    listed = [say(language, "posts.behalf.unit_choice", name=one.name, code=one.code) for one in units]
    sheet = say(language, "entry.sheet")
    template_sheet.write(
        path,
        Template(
            language=language,
            sheet=sheet,
            title=say(language, "entry.guide.title"),
            columns=[_column(language, key, listed) for key in columns.COLUMNS],
            steps=[say(language, f"entry.guide.step_{one}", sheet=sheet) for one in _STEPS],
            examples=_examples(language, listed[-1] if listed else "", today),
        ),
    )


def _column(language: str, key: str, units: list[str]) -> Column:
    choices: list[str] = []
    if key == "unit":
        choices = units
    elif key == "consent":
        choices = [say(language, "entry.paper")]
    elif key in _CHOSEN:
        choices = labels(language, key)
    return Column(
        title=columns.heading(language, key),
        hint=say(language, f"entry.hint.{key}"),
        look=_LOOKS.get(key, "text"),
        width=_WIDTHS.get(key, 18),
        must=key in columns.MUST,
        choices=choices,
        open=key == "unit",
    )


def _examples(language: str, unit: str, today: date) -> list[list[Cell]]:
    """One decision for two people, each row marked as an example in its first cell."""

    def told(key: str) -> str:
        return say(language, f"entry.example.{key}")

    def offered(key: str, place: int) -> str:
        return labels(language, key)[place]

    common: dict[str, Cell] = {
        "unit": unit,
        "number": "18/2026",
        "date": today - timedelta(days=30),
        "signer": told("signer"),
        "signer_title": told("signer_title"),
        "kind": offered("kind", 0),
        "applied": today - timedelta(days=120),
        "protected": offered("protected", 0),
        "consent": say(language, "entry.paper"),
    }
    first: dict[str, Cell] = {
        "author": f"{told('mark')} {told('author_1')}",
        "phone": "0912 345 678",
        "title": told("title_1"),
        "effect": offered("effect", 0),
        "amount": 50_000_000,
        "coauthors": told("coauthors_1"),
        "before": told("before_1"),
        "change": told("change_1"),
        "where": told("where_1"),
    }
    second: dict[str, Cell] = {
        "author": f"{told('mark')} {told('author_2')}",
        "title": told("title_2"),
        "effect": offered("effect", 5),
        "effect_words": told("effect_words_2"),
        "field": offered("field", 2),
        "where": told("where_2"),
    }
    return [[{**common, **one}.get(key) for key in columns.COLUMNS] for one in (first, second)]
