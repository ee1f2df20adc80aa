"""The workbook in which targets of many units are set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot.workbooks import template_sheet
from bot.workbooks.book import Cell
from bot.workbooks.template_sheet import Column, Look, Template
from messages.catalog import say
from storage.intakes.targets import COLUMNS

_LOOKS: Final[dict[str, Look]] = {"assigned": "number", "own": "number", "name": "long"}
_WIDTHS: Final = {"phase": 34, "unit": 16, "name": 60}
_MUST: Final = ("unit",)


def write(path: Path, language: str, rows: Sequence[Sequence[Cell]], phases: Sequence[str]) -> None:
    """`rows` are units with the targets they have, a cell for each of `COLUMNS`."""
    template_sheet.write(
        path,
        Template(
            language=language,
            sheet=say(language, "sheets.targets.sheet"),
            title=say(language, "sheets.file.targets"),
            columns=[
                Column(
                    title=say(language, f"sheets.targets.column.{key}"),
                    hint=say(language, f"sheets.targets.hint.{key}"),
                    look=_LOOKS.get(key, "text"),
                    width=_WIDTHS.get(key, 14),
                    must=key in _MUST,
                    choices=phases if key == "phase" else (),
                )
                for key in COLUMNS
            ],
            steps=[say(language, f"sheets.targets.step_{one}") for one in range(1, 5)],
            rows=rows,
            frozen=3,
        ),
    )
