"""What a paper is made of, from top to bottom, in finished words."""

from dataclasses import dataclass
from typing import Literal

#: The same in Vietnamese and, on a bilingual paper, in the manager's language after it.
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The national header; `left` are the employer and the union, "" for one to be written by hand."""

    left: tuple[str, str]
    country: Words
    motto: Words
    kind: Literal["head"] = "head"


@dataclass(frozen=True, slots=True)
class Title:
    words: Words
    below: str = ""
    kind: Literal["title"] = "title"


@dataclass(frozen=True, slots=True)
class Sentence:
    words: Words
    kind: Literal["sentence"] = "sentence"


@dataclass(frozen=True, slots=True)
class Value:
    """One thing said under a label. An author's `own` words are in the language they were written in;
    `lead` says what they tell about."""

    words: Words
    own: bool = False
    lead: Words = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A label with what belongs there, or with so many dotted `lines` to be written on by hand."""

    label: Words
    values: tuple[Value, ...] = ()
    lines: int = 1
    number: str = ""
    kind: Literal["item"] = "item"


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is its share of the page among the others."""

    words: Words
    width: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; empty cells are for handwriting."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True)
class Choices:
    """Boxes to tick; each is followed by a dotted line where `open` says so."""

    label: Words
    options: tuple[Words, ...]
    open: tuple[bool, ...]
    kind: Literal["choices"] = "choices"


@dataclass(frozen=True, slots=True)
class Signer:
    title: Words
    hint: Words
    name: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    day: Words
    signers: tuple[Signer, ...]
    kind: Literal["signatures"] = "signatures"


@dataclass(frozen=True, slots=True)
class Check:
    """How the employer answers: `payload` is what the square code holds, the link or else the code."""

    heading: Words
    lines: tuple[Words, ...]
    link: str
    code: Words
    payload: str
    kind: Literal["check"] = "check"


@dataclass(frozen=True, slots=True)
class Picture:
    """A kept photo by the name of its bytes."""

    sha256: str
    caption: str


@dataclass(frozen=True, slots=True)
class Annex:
    label: Words
    pictures: tuple[Picture, ...]
    kind: Literal["annex"] = "annex"


@dataclass(frozen=True, slots=True)
class Letter:
    """To the manager, in their language only; a page of its own."""

    title: str
    before: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    after: tuple[str, ...]
    closing: str
    union: str
    check: Check
    kind: Literal["letter"] = "letter"


Block = Head | Title | Sentence | Item | Grid | Choices | Signatures | Check | Annex | Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document. `name` is its file's without an ending; `language` is the manager's; `own` marks an
    author's words where they stay untranslated; `foot` and `page` are repeated on every page."""

    name: str
    title: str
    language: str
    own: Words
    foot: str
    page: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Papers:
    """The request for recognition, and the description of the initiative."""

    request: Paper
    description: Paper
