"""What an officer's cells mean, and whether they are new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from handlers.officers.rulings import Word
from handlers.registers import review_columns
from handlers.registers.review_columns import CORRECTED, DECISION, REASON, WORDS
from handlers.sheets.found import Row
from handlers.sheets.layout import stamp
from handlers.sheets.plan import Kept
from handlers.understanding import amounts

#: The cells of each part of a decision; a part that was taken is emptied.
PARTS: Final[dict[str, tuple[str, ...]]] = {"decision": (DECISION, REASON, WORDS), "value": (CORRECTED,)}
Trouble = Literal["", "unclear", "unread_value", "mixed", "twice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`word` is `None` when no decision was chosen; `value` (VND a year) when none was typed."""

    word: Word | None = None
    reason: str = ""
    words: str = ""
    value: int | None = None
    unclear: bool = False
    unread_value: bool = False


def wish(inputs: Mapping[str, str]) -> Wish:
    """A reason that is none of the list is taken for words: people type over the list."""
    word = review_columns.decision_named(inputs[DECISION]) if inputs[DECISION] else None
    named = review_columns.reason_named(inputs[REASON]) if inputs[REASON] else ""
    told = [inputs[WORDS]] if named is not None else [inputs[REASON], inputs[WORDS]]
    value = _value(inputs[CORRECTED])
    return Wish(
        word=word,
        reason=named or "",
        words=". ".join(one for one in told if one),
        value=value,
        unclear=bool(inputs[DECISION]) and word is None,
        unread_value=bool(inputs[CORRECTED]) and value is None,
    )


def parts(inputs: Mapping[str, str]) -> tuple[str, ...]:
    """Which parts of a decision were filled in."""
    named = {"decision": DECISION, "value": CORRECTED}
    return tuple(part for part, key in named.items() if inputs[key])


def deciding(rows: Sequence[Row]) -> tuple[Row, bool]:
    """The row that counts of those with the same number, and whether two of them say different things."""
    wanting = [row for row in rows if row.wants]
    chosen = wanting[0] if wanting else rows[0]
    return chosen, any(dict(row.inputs) != dict(chosen.inputs) for row in wanting)


def is_new(inputs: Mapping[str, str], read: Mapping[str, Any] | None) -> bool:
    """Whether it was not read before."""
    return read is None or read["cells"] != dict(inputs)


def is_sound(row: Row, kept: Kept) -> bool:
    """Whether the row shows this initiative as it was written there. If not, what an officer chose there
    may have been meant for another one: rows were mixed up while we wrote, or sorted without the hidden
    columns."""
    shown = kept.written.get("code")
    return row.stamp == stamp(kept.number, kept.revision) and (row.code is None or row.code == shown)


def _value(text: str) -> int | None:
    if not text:
        return None
    amount = (
        Decimal(text) if text.isascii() and text.isdigit() else amounts.amount(text, amounts.Measure.DONG)
    )
    return int(amount) if amount is not None and 1 <= amount < 10**15 else None
