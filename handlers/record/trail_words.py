"""What an author changed, in words for whoever looks at it again."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from handlers.form.initiative_form import REPORT
from handlers.officers import review_card
from handlers.officers.review_card import cut
from handlers.record import trail
from handlers.record.facts import Version
from handlers.record.trail import Change, Place
from messages.catalog import say, under

#: How many letters of each side of a change are told, and how many spots of one text.
SIDE: Final = 90
SPOTS: Final = 3


def lines(
    language: str, before: Version, after: Version, *, side: int = SIDE, spots: int = SPOTS
) -> list[str]:
    """Each changed answer under its label, with what stood there before and what stands there now."""
    return [_line(language, change, before, after, side, spots) for change in trail.changes(before, after)]


def brief(language: str, told: Sequence[str], most: int) -> list[str]:
    """The first lines, each as a point of a list, and how many more there are."""
    shown = [say(language, "trail.change.point", line=line) for line in told[:most]]
    if len(told) > most:
        shown.append(say(language, "trail.change.more", count=len(told) - most))
    return shown


def _line(language: str, change: Change, before: Version, after: Version, side: int, spots: int) -> str:
    label = under(language, "report.").get(f"{change.key}.label", change.key)
    if trail.is_list(change):
        return say(language, "trail.change.line", label=label, what=_list(language, change, side))
    if trail.is_words(change):
        found = trail.places(change.before, change.after)
        told = [_spot(language, place, side) for place in found[:spots]]
        if len(found) > spots:
            told.append(say(language, "trail.change.spots", count=len(found) - spots))
        return say(language, "trail.change.line", label=label, what="; ".join(told))
    old = cut(_value(language, change.key, before), side)
    new = cut(_value(language, change.key, after), side)
    kind = "now" if not old else "gone" if not new else "both"
    what = say(language, f"trail.change.{kind}", before=old, after=new)
    return say(language, "trail.change.line", label=label, what=what)


def _list(language: str, change: Change, side: int) -> str:
    gone, new = trail.parts(change)
    told = []
    for kind, items in (("now", new), ("gone", gone)):
        if items:
            named = cut(", ".join(review_card.item_text(language, one) for one in items), side)
            told.append(say(language, f"trail.change.{kind}", before=named, after=named))
    return "; ".join(told)


def _spot(language: str, place: Place, side: int) -> str:
    return say(
        language,
        "trail.change.words",
        before=_within(place.before, place, side),
        after=_within(place.after, place, side),
    )


def _within(words: str, place: Place, side: int) -> str:
    opens, closes = ("…" if place.opens else ""), ("…" if place.closes else "")
    text = cut(words, side)
    return f"{opens}{text}" if text.endswith("…") else f"{opens}{text}{closes}"


def _value(language: str, key: str, version: Version) -> str:
    answers: Mapping[str, Any] = {**version.answers, "title": version.title}
    step = REPORT.step(key)
    if step is None:
        value = answers.get(key)
        return "" if value in (None, "", []) else str(value)
    return review_card.value_text(language, step, answers)
