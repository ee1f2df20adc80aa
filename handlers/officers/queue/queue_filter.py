"""Which part of the waiting list an officer wants to see, in a button and in typed words."""

import re
from typing import Final, Literal

from handlers.understanding.lexicon import Lexicon
from handlers.values import dataclass
from messages import words

Tab = Literal["all", "mine", "free"]
_TABS: Final[dict[str, Tab]] = {"": "all", "m": "mine", "n": "free"}
_LETTERS: Final = {tab: letter for letter, tab in _TABS.items()}
_PACKED: Final = re.compile(r"([mn]?)(l?)(f?)(k?)(b?)(g?)(?:u(\d{1,10}))?", re.ASCII)
_LISTS: Final = Lexicon({True: words.spoken("lists")["before"]})
_WORDS: Final = Lexicon({name: forms for name, forms in words.spoken("lists").items() if name != "before"})
#: What units' codes look like; a word with marks on it is none.
_CODE: Final = re.compile(r"[A-Za-z0-9][\w.-]{1,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filter:
    """All of these together. `below` is what waits for the level below an upper one; `returned` are
    those that went back to their authors before; `unit_id` takes the units below it along."""

    tab: Tab = "all"
    late: bool = False
    fdi: bool = False
    lacking: bool = False
    returned: bool = False
    below: bool = False
    unit_id: int | None = None

    @property
    def packed(self) -> str:
        """At most seventeen letters, for a button; "" for everything."""
        marks = ((self.late, "l"), (self.fdi, "f"), (self.lacking, "k"), (self.returned, "b"))
        flags = "".join(letter for on, letter in (*marks, (self.below, "g")) if on)
        unit = f"u{self.unit_id}" if self.unit_id is not None else ""
        return f"{_LETTERS[self.tab]}{flags}{unit}"

    @property
    def narrows(self) -> bool:
        """Whether it leaves out more than another tab or group shows."""
        return self.late or self.fdi or self.lacking or self.returned or self.unit_id is not None


EVERYTHING: Final = Filter()


def unpack(data: str) -> Filter:
    """The filter of a button; everything when it makes no sense."""
    found = _PACKED.fullmatch(data)
    if found is None:
        return EVERYTHING
    late, fdi, lacking, returned, below = (bool(found[place]) for place in range(2, 7))
    unit = int(found[7]) if found[7] else None
    return Filter(_TABS[found[1]], late, fdi, lacking, returned, below, unit)


def typed(text: str) -> tuple[Filter, str] | None:
    """The filter that words like "danh sach qua han" ask for, and the unit code among them ("" for none);
    None when they are words about something else."""
    said = text.split()
    begun = _LISTS.lead(said)
    if begun is None or len(said) > 12:
        return None
    rest, names, code = said[begun[1] :], set[str](), ""
    while rest:
        known = _WORDS.lead(rest)
        if known is not None:
            names.add(known[0])
            rest = rest[known[1] :]
        elif not code and _CODE.fullmatch(rest[0]):
            code, rest = rest[0], rest[1:]
        else:
            return None
    if not names and not code:
        return None
    tab: Tab = "mine" if "mine" in names else "free" if "free" in names else "all"
    kept = {name: name in names for name in ("late", "fdi", "lacking", "returned", "below")}
    return Filter(tab, **kept), code.upper()
