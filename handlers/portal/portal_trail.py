"""What was done in the national portal, as lines of an initiative's history."""

from collections.abc import Iterable
from typing import Final

from handlers.portal import entries, refusing
from handlers.record.trail_entry import Entry
from messages.catalog import say

#: What its author reads too; the rest is between officers.
_OPEN: Final = frozenset({"entered", "withdrawn"})


def entries_of(language: str, done: Iterable[entries.Entry], *, internal: bool) -> list[Entry]:
    """The oldest first."""
    return [Entry(one.at, _words(language, one)) for one in done if internal or one.kind in _OPEN]


def _words(language: str, one: entries.Entry) -> str:
    values = {"name": _name(language, one), "portal": one.code}
    match one.kind:
        case "entered" if one.words:
            return say(language, "portal.trail.entered_by", **values, by=one.words)
        case "refused":
            return say(language, "portal.trail.refused", **values, why=refusing.shown(one.reason, one.words))
        case "withdrawn" if one.words:
            return say(language, "portal.trail.withdrawn_why", **values, why=one.words)
        case _:
            return say(language, f"portal.trail.{one.kind}", **values)


def _name(language: str, one: entries.Entry) -> str:
    if one.by_id is None:
        return say(language, "portal.administrator")
    return one.by_name or say(language, "review.someone")
