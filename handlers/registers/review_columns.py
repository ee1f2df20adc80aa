"""The columns of the workbook in which officers decide: written by one part, read back by another."""

# The sheet worked in has one row of titles at its top and a row per initiative below. Columns are known by
# their titles, never by their place: the hidden sheet (`kept_sheet`) says which title belongs to which key,
# and `keys_of` knows the titles of the catalogue in every language. `NUMBER` and `REVISION` are hidden
# columns of real numbers; `INPUT` is what the officer fills in, all else may be read and is not taken over.

from collections.abc import Mapping, Sequence
from typing import Final

from handlers.officers import reasons, rulings, steps
from handlers.officers.rulings import Word
from handlers.registers.columns import BY_KEY
from handlers.understanding.folding import fold
from messages.catalog import LANGUAGES, say

KIND: Final = "review"
#: Which initiative, and as it was at which step.
NUMBER: Final = "number"
REVISION: Final = "revision"
HIDDEN: Final = (NUMBER, REVISION)
#: One of `decision_texts`; one of `reason_texts`; free words; VND a year as a whole number, "" for as it is.
DECISION: Final = "decision"
REASON: Final = "reason"
WORDS: Final = "words"
CORRECTED: Final = "corrected"
INPUT: Final = (DECISION, REASON, WORDS, CORRECTED)
#: What an officer reads before deciding, by keys of `columns.COLUMNS`, the first ones always in sight.
BESIDE: Final = ("code", "title")
SHOWN: Final = (
    *("status", "author", "coauthors", "unit", "submitted", "kind", "field", "idea", "before", "change"),
    *("where", "applied", "effect", "amount", "effect_words", "beneficiaries", "benefit"),
    *("benefit_corrected", "paper", "paper_number", "paper_date", "paper_signer", "protected"),
    *("last", "last_by", "last_at", "last_reason", "last_words", "photos"),
)
#: Where each stands when the workbook is new: decisions beside the name, what they rest on to the right.
ORDER: Final = (*HIDDEN, *BESIDE, *INPUT, *SHOWN)
#: Every reason there is, those of returning first. Which fits which decision, `rulings` says.
REASONS: Final = tuple(
    dict.fromkeys(
        reason
        for word in rulings.WORDS
        for action in steps.MEANINGS[word]
        for reason in reasons.fitting(action)
    )
)


def title(language: str, key: str) -> str:
    return BY_KEY[key].title(language) if _is_register(key) else say(language, f"export.column.{key}")


def titles(language: str) -> Mapping[str, str]:
    """The title of each column by its key, in the order they are written in."""
    return {key: title(language, key) for key in ORDER}


def keys_of(row: Sequence[object]) -> Mapping[int, str]:
    """The keys of the columns whose titles stand in this row, by place from 0, in whatever language; empty
    when it is no row of titles."""
    known = {fold(title(language, key)): key for language in LANGUAGES for key in ORDER}
    found: dict[int, str] = {}
    for place, cell in enumerate(row):
        key = known.get(fold(str(cell))) if cell is not None else None
        if key is not None and key not in found.values():
            found[place] = key
    return found if {NUMBER, REVISION, DECISION} <= set(found.values()) else {}


def decision_texts(language: str) -> Mapping[Word, str]:
    """The words on offer, as the chat's buttons say them."""
    return {word: say(language, f"review.act.{word}") for word in rulings.WORDS}


def decision_named(text: str) -> Word | None:
    """The decision that a cell names in any language: by its word, or by a button it means."""
    typed = fold(text)
    for word in rulings.WORDS:
        for action in (word, *steps.MEANINGS[word]):
            if any(typed == fold(say(language, f"review.act.{action}")) for language in LANGUAGES):
                return word
    return None


def reason_texts(language: str) -> Mapping[str, str]:
    """The reasons on offer by id, of every decision together."""
    return {reason: say(language, f"review.reason.{reason}") for reason in REASONS}


def reason_named(text: str) -> str | None:
    """The id of the reason that a cell names in any language; None when it is none of the list."""
    typed = fold(text)
    for language in LANGUAGES:
        for reason, told in reason_texts(language).items():
            if fold(told) == typed:
                return reason
    return None


def _is_register(key: str) -> bool:
    return key in BY_KEY and key not in HIDDEN
