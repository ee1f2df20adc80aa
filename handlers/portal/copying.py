"""A record as it is typed into the portal: its columns in their order, what is long by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final

from handlers.registers.columns import BY_KEY, Cell, Column
from handlers.registers.listed import Listed
from messages.catalog import say

#: What is longer gets a message of its own, so that it can be copied with one touch.
SHORT: Final = 80
#: Of what has to be kept secret only the name, the effect and the award are entered (programme rules, 2021).
_SECRET: Final = frozenset({"before", "change", "idea", "where"})


@dataclass(frozen=True, slots=True)
class Copy:
    """What is shown of one record: an overview, then each long value alone, in the order they are named."""

    overview: str
    values: tuple[str, ...]


def copy_of(listed: Listed, order: Sequence[str], language: str, zone: tzinfo) -> Copy:
    """Empty columns are left out."""
    secret = listed.answers.get("confidential") == "yes"
    lines: list[str] = []
    alone: list[str] = []
    for key in order:
        column = BY_KEY.get(key)
        if column is None or (secret and key in _SECRET):
            continue
        value = text_of(column, listed, language, zone)
        if not value:
            continue
        label = column.title(language)
        if is_long(value):
            alone.append(value)
            line = say(language, "portal.copy.below", label=label, number=len(alone))
        else:
            line = say(language, "portal.copy.line", label=label, value=value)
        lines.append(line)
    head = say(language, "portal.copy.heading", code=listed.code)
    notes = [say(language, "portal.copy.secret")] if secret else []
    if listed.files:
        notes.append(say(language, "portal.copy.files", count=len(listed.files)))
    return Copy("\n".join([head, *lines, *notes]), tuple(alone))


def is_long(value: str) -> bool:
    return len(value) > SHORT or "\n" in value


def text_of(column: Column, listed: Listed, language: str, zone: tzinfo) -> str:
    """A cell as it is typed: days as 31/12/2026, money with dots between the thousands."""
    return _written(column.read(listed, language, zone), column.kind)


def _written(value: Cell, kind: str) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case int() if kind == "money":
            return f"{value:,}".replace(",", ".")
        case _:
            return str(value).strip()
