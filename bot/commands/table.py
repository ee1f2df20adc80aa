"""Rows under headings, in plain columns that can be read aloud, copied and searched."""

from collections.abc import Collection, Sequence

import typer


def show(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> None:
    """Print them; the columns at these places, from 0, stand to the right, as numbers do."""
    every = [list(headings), *(list(row) for row in rows)]
    widths = [max(len(row[place]) for row in every) for place in range(len(headings))]
    for row in every:
        cells = [
            cell.rjust(widths[place]) if place in right else cell.ljust(widths[place])
            for place, cell in enumerate(row)
        ]
        typer.echo("  ".join(cells).rstrip())
