"""The workbook in which officers are invited."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot.workbooks import template_sheet
from bot.workbooks.book import Cell
from bot.workbooks.template_sheet import Column, Template
from handlers.officers.posts.invites import role_title
from handlers.person import Role
from handlers.units import Unit
from messages.catalog import say
from storage.intakes.officers import COLUMNS

_WIDTHS: Final = {"name": 30, "unit": 60, "role": 40}
_MUST: Final = ("name", "unit")


def write(path: Path, language: str, rows: Sequence[Sequence[Cell]], units: Sequence[Unit]) -> None:
    """`rows` are the officers there are, a cell for each of `COLUMNS`; whoever is added below is invited."""
    listed = [say(language, "posts.behalf.unit_choice", name=one.name, code=one.code) for one in units]
    choices = {"unit": listed, "role": [role_title(language, role) for role in Role]}
    template_sheet.write(
        path,
        Template(
            language=language,
            sheet=say(language, "sheets.officers.sheet"),
            title=say(language, "sheets.file.officers"),
            columns=[
                Column(
                    title=say(language, f"sheets.officers.column.{key}"),
                    hint=say(language, f"sheets.officers.hint.{key}"),
                    width=_WIDTHS.get(key, 18),
                    must=key in _MUST,
                    choices=choices.get(key, ()),
                    open=key == "unit",
                )
                for key in COLUMNS
            ],
            steps=[say(language, f"sheets.officers.step_{one}") for one in range(1, 5)],
            rows=rows,
        ),
    )
