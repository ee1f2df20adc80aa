"""The workbook in which units of the tree are changed and added."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot.workbooks import template_sheet
from bot.workbooks.book import Cell
from bot.workbooks.template_sheet import Column, Look, Template
from messages.catalog import say
from storage.tree.footing import TONGUES
from storage.tree.sheet.columns import COLUMNS, heading

_LOOKS: Final[dict[str, Look]] = {
    "members": "number",
    "workers": "number",
    "since": "date",
    "until": "date",
    "name": "long",
}
_WIDTHS: Final = {"code": 14, "name": 56, "kind": 34, "employer": 44, "aliases": 24}
_MUST: Final = ("code", "name")


def write(path: Path, language: str, rows: Sequence[Sequence[Cell]], kinds: Sequence[str]) -> None:
    """`rows` are units as they stand, a cell for each of `storage.tree.sheet.columns.COLUMNS`."""
    yes_no = [say(language, f"tree.sheet.{one}").split(",")[0] for one in ("yes", "no")]
    choices = {"kind": kinds, "fdi": yes_no, "employer_language": TONGUES}
    template_sheet.write(
        path,
        Template(
            language=language,
            sheet=say(language, "sheets.units.sheet"),
            title=say(language, "sheets.file.units"),
            columns=[
                Column(
                    title=heading(language, key),
                    hint=say(language, f"sheets.units.hint.{key}"),
                    look=_LOOKS.get(key, "text"),
                    width=_WIDTHS.get(key, 14),
                    must=key in _MUST,
                    choices=choices.get(key, ()),
                )
                for key in COLUMNS
            ],
            steps=[say(language, f"sheets.units.step_{one}") for one in range(1, 6)],
            rows=rows,
            frozen=2,
        ),
    )
