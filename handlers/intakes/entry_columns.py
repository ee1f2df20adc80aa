"""The columns of the workbook in which recognised initiatives are entered."""

from collections.abc import Mapping, Sequence
from typing import Final

from messages.catalog import say, texts

KIND: Final = "entry"
#: In the order the template shows them: who and what first, then the decision, then what may be left out.
COLUMNS: Final = (
    *("author", "phone", "unit", "title", "number", "date", "signer", "signer_title"),
    *("effect", "amount", "effect_words", "coauthors", "kind", "field", "idea", "before", "change", "where"),
    *("applied", "protected", "confidential", "consent"),
)
#: No row goes without them; an effect needs its number or its words too.
MUST: Final = ("author", "unit", "title", "number", "date", "effect", "consent")
#: The columns that a sheet of this kind cannot be without.
REQUIRED: Final = ("author", "title", "number", "consent")


def heading(language: str, column: str) -> str:
    return say(language, f"entry.column.{column}")


def headings(language: str) -> Mapping[str, Sequence[str]]:
    """Each column's title, and what else people call it; one that must be filled in has a star."""
    also = texts(language)
    return {
        one: (
            heading(language, one),
            *(word.strip() for word in also.get(f"entry.also.{one}", "").split(";") if word.strip()),
        )
        for one in COLUMNS
    }
