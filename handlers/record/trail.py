"""What an author changed between two versions of a report, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz.distance import Levenshtein

from handlers.form.forms import Ask
from handlers.form.initiative_form import REPORT, SHORT_MARK
from handlers.record.facts import Version

#: Words that stay as they were on each side of a change, so that its place is recognised.
AROUND: Final = 4
#: Changes with no more words than this between them are told as one.
_TOGETHER: Final = 2
_ASKS: Final = {step.key: step.ask for step in REPORT.steps}
_MARK: Final = "_done"


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that differs; `None` where a version has none."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Place:
    """One spot of a text that differs, a few words around it; `opens` and `closes` say whether the text
    goes on before and after."""

    before: str
    after: str
    opens: bool
    closes: bool


def changes(before: Version, after: Version) -> tuple[Change, ...]:
    """Every answer that differs, in the form's order; empty when nothing was changed."""
    old = {**before.answers, "title": before.title}
    new = {**after.answers, "title": after.title}
    keys = [step.key for step in REPORT.steps]
    # What only an older form asked is still somebody's answer.
    others = {*old, *new} - {*keys, SHORT_MARK}
    keys += sorted(key for key in others if not key.endswith(_MARK))
    return tuple(
        Change(key, _kept(old.get(key)), _kept(new.get(key)))
        for key in keys
        if plain(old.get(key)) != plain(new.get(key))
    )


def plain(value: Any) -> Any:
    """An answer as it is compared: without what nobody sees, such as the order of files or a line break."""
    match value:
        case None | "":
            return None
        case str():
            return " ".join(value.split()) or None
        case [*items]:
            return tuple(sorted(_item(one) for one in items)) or None
        case _:
            return str(value)


def parts(change: Change) -> tuple[tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]:
    """Of a list of files or people, those who are gone and those who are new."""
    old, new = _items(change.before), _items(change.after)
    were, are = [_item(one) for one in old], [_item(one) for one in new]
    gone = tuple(one for one in old if _item(one) not in are)
    return gone, tuple(one for one in new if _item(one) not in were)


def is_list(change: Change) -> bool:
    return isinstance(change.before, list) or isinstance(change.after, list)


def is_words(change: Change) -> bool:
    """Whether both are words of a person's own, in which single words may have changed."""
    told = _ASKS.get(change.key, Ask.TEXT) is Ask.TEXT
    return told and isinstance(change.before, str) and isinstance(change.after, str)


def places(before: str, after: str) -> tuple[Place, ...]:
    """The spots at which two texts differ, word by word, in their order."""
    old, new = before.split(), after.split()
    spans: list[tuple[int, int, int, int]] = []
    for one in Levenshtein.opcodes(old, new):
        if one.tag == "equal":
            continue
        if spans and one.src_start - spans[-1][1] <= _TOGETHER:
            spans[-1] = (spans[-1][0], one.src_end, spans[-1][2], one.dest_end)
        else:
            spans.append((one.src_start, one.src_end, one.dest_start, one.dest_end))
    # What stands between two spots is the same in both, so it is safe to show as either's surroundings.
    starts = [*(span[0] for span in spans), len(old)]
    ends = [0, *(span[1] for span in spans)]
    return tuple(_place(old, new, span, ends[at], starts[at + 1]) for at, span in enumerate(spans))


def _place(
    old: Sequence[str], new: Sequence[str], span: tuple[int, int, int, int], earliest: int, latest: int
) -> Place:
    start, end, start_new, end_new = span
    first, last = max(earliest, start - AROUND), min(latest, end + AROUND)
    lead, tail = old[first:start], old[end:last]
    return Place(
        before=" ".join([*lead, *old[start:end], *tail]),
        after=" ".join([*lead, *new[start_new:end_new], *tail]),
        opens=first > 0,
        closes=last < len(old),
    )


def _kept(value: Any) -> Any:
    return None if value in ("", []) else value


def _items(value: Any) -> list[Mapping[str, Any]]:
    return value if isinstance(value, list) else []


def _item(one: Any) -> str:
    """A file by what it is and says, a person by name and share."""
    if not isinstance(one, Mapping):
        return str(one)
    if "key" in one:
        return f"{one['key']} {one.get('words', '')}"
    return " ".join(f"{part}={one[part]}" for part in sorted(one))
