"""Applies a file to the tree: all of it in one change that can be undone, or nothing."""

import sys
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from storage.tree import diffs, footing, operations
from storage.tree.orders import Done, Refused
from storage.tree.sheet import comparing, reading
from storage.tree.sheet.columns import Finding
from storage.tree.sheet.comparing import Comparison
from storage.tree.sheet.watching import Progress, silent


def look(
    connection: Connection,
    path: Path,
    *,
    today: date,
    on: date | None = None,
    progress: Progress = silent,
) -> Comparison | Refused:
    """What the file would change, were it applied as of `on`, or else today."""
    effective = on or today
    if effective > today:
        return Refused("import_to_come")
    table = reading.read(path)
    if isinstance(table, Refused):
        return table
    footing.lock(connection)
    comparison = comparing.compare(connection, table.lines, on, progress)
    comparison.findings = sorted([*table.findings, *comparison.findings], key=_by_cell)
    if not comparison.has_trouble:
        refused = diffs.check(connection, comparison.diff, effective)
        if refused is not None:
            comparison.findings.append(Finding(refused.why, "", refused.values, trouble=True))
    return comparison


def apply(
    connection: Connection,
    comparison: Comparison,
    *,
    name: str,
    today: date,
    at: datetime,
    on: date | None = None,
    by: int | None = None,
) -> Done | None:
    """Carry out what `look` found in this same transaction; None when the file changes nothing.

    Raises ValueError when the comparison has troubles: they were to be told instead.
    """
    if comparison.has_trouble:
        raise ValueError("a file with troubles is not applied")
    if not comparison.changes:
        return None
    diff = comparison.diff
    known = [*diff.sets, *(unit_id for _, unit_id in diff.aliases if unit_id > 0)]
    diff.unit_id = -1 if diff.makes else known[0]
    log = {"kind": "import", "effective": on or today, "words": name, "by_id": by, "at": at}
    return operations.carry(connection, diff, log, {"kind": "import", "file": name}, at)


def _by_cell(finding: Finding) -> tuple[int, int, str]:
    """As the file is read, row by row; what is in no cell comes last."""
    letters = finding.place.rstrip("0123456789")
    row = finding.place[len(letters) :]
    return int(row) if row else sys.maxsize, len(letters), letters
