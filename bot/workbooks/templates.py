"""Makes the workbooks that are sent out to be filled in, for the units of one branch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final, Literal, get_args

from sqlalchemy import Connection

from storage.intakes import entry_units, officers_rows, targets_rows

Name = Literal["entry", "units", "targets", "officers"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)
#: As they are ordered in the chat.
FORMS: Final[Mapping[str, Name]] = {f"{name}_form": name for name in NAMES}


def write(path: Path, connection: Connection, name: Name, branch: str, language: str, today: date) -> int:
    """How many units its lists have; `branch` is their path in the tree, "/" for all of it.

    Raises OSError when the file cannot be written.
    """
    # Only who makes one waits for its parts to be loaded.
    from bot.workbooks import entry_template, officers_template, targets_template, units_template
    from storage.tree import kinds
    from storage.tree.sheet import writing

    units = list(entry_units.within(connection, [branch]))
    match name:
        case "entry":
            entry_template.write(path, language, units, today)
        case "units":
            codes = {one.code for one in units}
            rows = [row for row in writing.rows_of(connection, language) if row[0] in codes]
            named = [kind.name for kind in kinds.read(connection).values()]
            units_template.write(path, language, rows, named)
        case "targets":
            told, phases = targets_rows.rows(connection, branch, today)
            targets_template.write(path, language, told, phases)
        case "officers":
            officers_template.write(path, language, officers_rows.rows(connection, branch, language), units)
    return len(units)
