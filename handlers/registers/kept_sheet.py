"""The hidden sheet by which a workbook that comes back is known for what it is."""

from collections.abc import Mapping, Sequence
from typing import Final

#: Its name; the same in every language.
NAME: Final = "_register"
#: Rises when a workbook written before could not be read by the same rules.
FORMAT: Final = 1
#: Begins the rows that say under which title a column was written: ``column.<key>``, then the title.
COLUMN: Final = "column."


def rows(
    kind: str, sheet: str, unit: str, position: int, made_at: str, language: str, titles: Mapping[str, str]
) -> Sequence[tuple[str, str]]:
    """Its rows, a key and a value each, all text: `kind` of workbook (review, portal), the title of the
    `sheet` that is worked in, the code of the `unit` ("" for everything), the place in the feed of changes
    that was reached when it was made, `made_at` in ISO 8601 with its zone; then the title of each column by
    its key."""
    return (
        ("format", str(FORMAT)),
        ("kind", kind),
        ("sheet", sheet),
        ("unit", unit),
        ("position", str(position)),
        ("made_at", made_at),
        ("language", language),
        *((f"{COLUMN}{key}", title) for key, title in titles.items()),
    )
