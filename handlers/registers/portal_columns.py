"""The columns of the workbook from which staff type into the national portal, and note what came of it."""

# The first sheet has one row of titles at its top and a row per initiative. `NUMBER` is a hidden column of
# real numbers; `INPUT` is filled in and brought back; columns are known by their titles, never by their
# place, as in `review_columns`. What stands between is chosen (`DEFAULT` unless told otherwise) and is
# never taken over.

from collections.abc import Mapping, Sequence
from typing import Final

from handlers.registers.columns import BY_KEY
from handlers.understanding.folding import fold
from messages.catalog import LANGUAGES, say

KIND: Final = "portal"
NUMBER: Final = "number"
#: The code the portal gave; the day it was entered, as a real date; who entered it; why the portal refused.
PORTAL_CODE: Final = "portal_code"
PORTAL_DATE: Final = "portal_date"
PORTAL_BY: Final = "portal_by"
PORTAL_REFUSAL: Final = "portal_refusal"
INPUT: Final = (PORTAL_CODE, PORTAL_DATE, PORTAL_BY, PORTAL_REFUSAL)
#: Which initiative, for the eye: never sent to the portal.
BESIDE: Final = ("code",)
#: What staff type, in the order of the known page: who and where first, then the initiative, what it
#: brings, and its papers (the portal's own labels are not public, so this is a setting).
DEFAULT: Final = (
    *("author", "phone", "unit", "upper", "title", "kind", "field", "before", "change", "idea", "where"),
    *("applied", "effect", "amount", "effect_words", "worth", "beneficiaries", "coauthors"),
    *("paper", "paper_number", "paper_date", "paper_signer", "protected"),
)
#: Kept from being chosen: they stand there anyway, or are ours alone.
_OURS: Final = ("number", "code", "portal_code", "portal_at", "portal_refusal")
CHOOSABLE: Final = tuple(key for key in BY_KEY if key not in _OURS)


def title(language: str, key: str) -> str:
    own = key in (NUMBER, *INPUT)
    return say(language, f"export.portal.column.{key}") if own else BY_KEY[key].title(language)


def titles(language: str, chosen: Sequence[str] = DEFAULT) -> Mapping[str, str]:
    """The title of each column by its key, in the order they are written in."""
    return {key: title(language, key) for key in (NUMBER, *BESIDE, *chosen, *INPUT)}


def keys_of(row: Sequence[object]) -> Mapping[int, str]:
    """The keys of the columns whose titles stand in this row, by place from 0, in whatever language; empty
    when it is no row of titles."""
    keys = (NUMBER, *BESIDE, *CHOOSABLE, *INPUT)
    known = {fold(title(language, key)): key for language in LANGUAGES for key in keys}
    found: dict[int, str] = {}
    for place, cell in enumerate(row):
        key = known.get(fold(str(cell))) if cell is not None else None
        if key is not None and key not in found.values():
            found[place] = key
    return found if {NUMBER, PORTAL_CODE} <= set(found.values()) else {}


def unknown(keys: Sequence[str]) -> tuple[str, ...]:
    """Those that cannot be chosen."""
    return tuple(key for key in keys if key not in CHOOSABLE)
