"""Names, and who shares in an initiative."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Final
from unicodedata import normalize

from handlers.understanding import numbers
from handlers.understanding.choices import yes_or_no
from handlers.understanding.folding import clean
from handlers.understanding.lexicon import Lexicon
from messages import words

_LETTERS: Final = range(2, 61)
_LONGEST: Final = 120
_MOST_WORDS: Final = 10
_MOST_PEOPLE: Final = 20
_LONGEST_LIST: Final = 1500

_FORMS: Final = words.spoken("people")
_BEFORE: Final = Lexicon({True: _FORMS["before"]}, telex=False)
_AFTER: Final = frozenset(_FORMS["after"])
_TITLES: Final = Lexicon({True: _FORMS["titles"]}, telex=False)
_SELF: Final = frozenset(_FORMS["self"])
_AND: Final = Lexicon({True: _FORMS["and"]}, telex=False)
_EACH: Final = Lexicon({True: _FORMS["each"]})
_EQUAL: Final = Lexicon({True: _FORMS["equal"]})
_HALF: Final = Lexicon({True: _FORMS["half"]})
_GIVES: Final = Lexicon({True: _FORMS["gives"]}, telex=False)
_ADDRESS: Final = re.compile(r"https?:|www\.|://|@|\b[\w-]+\.(?:com|vn|net|org|me|info)\b", re.IGNORECASE)
_EDGES: Final = " \t-\u2013\u2014.,;:=()*\u2022"
_BULLET: Final = re.compile(r"^\s*(?:\d{1,2}\s*[.)]\s*(?=\D)|[-\u2013\u2022*+]\s*)", re.MULTILINE)
_BETWEEN: Final = re.compile(r"[\n;&/]|\+|,(?!\d)|(?<!\d),")
_SHARE: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(%)?")


def name(text: str) -> str | None:
    """A person's name as they wrote it, in title case when it was all in one case; its marks stay."""
    if len(text) > _LONGEST:
        return None
    said = clean(text).replace("\n", " ").split()
    if len(said) > 1 and said[-1].strip(".!,") in _AFTER:
        said = said[:-1]
    while len(said) > 1 and (found := _BEFORE.lead(said)) and found[1] < len(said):
        said = said[found[1] :]
    written = " ".join(said).strip(" .,;:!?")
    if any(char.isdigit() for char in written) or _ADDRESS.search(written):
        return None
    if sum(char.isalpha() for char in written) not in _LETTERS or len(said) > _MOST_WORDS:
        return None
    if yes_or_no(written) is not None:
        return None
    return written.title() if written.islower() or written.isupper() else written


@dataclass(frozen=True, slots=True)
class CoAuthor:
    """Somebody who shares in an initiative, with their percentage."""

    name: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Shares:
    """The others; the speaker's own share is what is left of 100, always more than nothing."""

    people: tuple[CoAuthor, ...]

    @property
    def own(self) -> Decimal:
        return 100 - sum((person.share for person in self.people), Decimal(0))


class SharesProblem(StrEnum):
    """Why a list of co-authors cannot be kept. `OVER_100`: the others leave nothing for the speaker;
    `NOT_100`: the speaker gave their own share too, and together it is not 100."""

    NO_SHARES = "no_shares"
    OVER_100 = "over_100"
    NOT_100 = "not_100"
    UNREADABLE = "unreadable"


def coauthors(text: str) -> Shares | SharesProblem:
    """Names with shares, in one line or several, each with a number or with one rule for all.

    An even split is among the named and the speaker.
    """
    if len(text) > _LONGEST_LIST or yes_or_no(text) is not None:
        return SharesProblem.UNREADABLE
    # Composed but not folded in width: a name keeps its letters as typed.
    entries = _entries(_BULLET.sub("", clean(text)))
    rule, entries = _rule(entries)
    if isinstance(rule, SharesProblem):
        return rule
    given: list[tuple[str, Decimal | None]] = []
    for entry in entries:
        read = _pairs(entry)
        if read is None:
            return SharesProblem.UNREADABLE
        given += read
    if not given or len(given) > _MOST_PEOPLE:
        return SharesProblem.UNREADABLE
    return _settled(given, rule)


def _entries(text: str) -> list[list[str]]:
    """One list of words for each person."""
    found: list[list[str]] = []
    for part in _BETWEEN.split(text):
        current: list[str] = []
        for word in part.split():
            if word.islower() and _AND.get(word):
                found.append(current)
                current = []
            else:
                current.append(word)
        found.append(current)
    return [entry for entry in found if entry]


def _rule(entries: list[list[str]]) -> tuple[Decimal | SharesProblem | None, list[list[str]]]:
    """A share for everyone at the end of the list (0 for an even split), and the list without it."""
    if not entries:
        return None, entries
    last = entries[-1]
    for place in range(len(last)):
        if found := _EACH.lead(last[place:]):
            told = last[place + found[1] :]
            if not told and place and _SHARE.fullmatch(last[place - 1]):
                place -= 1  # "25% each"
                told = last[place : place + 1]
            share = _one_share(told)
        elif (found := _EQUAL.lead(last[place:])) and place + found[1] == len(last):
            share = Decimal(0)
        else:
            continue
        kept = [*entries[:-1], last[:place]] if place else entries[:-1]
        return (SharesProblem.UNREADABLE if share is None else share), kept
    return None, entries


def _one_share(told: Sequence[str]) -> Decimal | None:
    phrase = " ".join(word for word in told if word not in _AFTER and not _GIVES.get(word)).strip(_EDGES)
    if _HALF.get(phrase) or _EQUAL.get(phrase):
        return Decimal(0)
    found = _SHARE.fullmatch(phrase)
    value = numbers.numeral(found[1]) if found else None
    return value if value else None


def _pairs(entry: Sequence[str]) -> list[tuple[str, Decimal | None]] | None:
    """The names of an entry with their shares: one, or several that nothing but shares divides."""
    line = normalize("NFC", " ".join(entry))
    shares = list(_SHARE.finditer(line))
    if not shares:
        who = _person(line)
        return [(who, None)] if who else None
    if not line[: shares[0].start()].strip(_EDGES) and len(shares) == 1:
        who, value = _person(line[shares[0].end() :]), numbers.numeral(shares[0][1])
        return [(who, value)] if who and value else None
    pairs: list[tuple[str, Decimal | None]] = []
    start = 0
    for share in shares:
        who, value = _person(line[start : share.start()]), numbers.numeral(share[1])
        if who is None or not value:
            return None
        pairs.append((who, value))
        start = share.end()
    return None if line[start:].strip(_EDGES) else pairs


def _person(written: str) -> str | None:
    said = written.strip(_EDGES).split()
    # Small words go only beside a capitalised name: "anh Nam" is Nam, but "anh thu" may be a whole name.
    if len(said) > 1 and said[0].islower() and said[1][:1].isupper() and _TITLES.get(said[0]):
        said = said[1:]
    while len(said) > 1 and said[-1].islower() and said[0][:1].isupper() and _GIVES.get(said[-1]):
        said = said[:-1]
    who = " ".join(said)
    if who.lower() in _SELF:
        return ""
    return name(who)


def _settled(given: list[tuple[str, Decimal | None]], rule: Decimal | None) -> Shares | SharesProblem:
    others = [(who, share) for who, share in given if who]
    own = [share for who, share in given if not who]
    if not others or len(own) > 1:
        return SharesProblem.UNREADABLE
    if rule is not None and any(share is not None for _, share in given):
        return SharesProblem.UNREADABLE
    if rule is not None:
        each = rule or (Decimal(100) / (len(others) + 1)).quantize(Decimal("0.01"), ROUND_DOWN)
        others = [(who, each) for who, _ in others]
    people = [CoAuthor(who, numbers.plain(share)) for who, share in others if share is not None]
    if len(people) < len(others):
        return SharesProblem.NO_SHARES
    total = sum((person.share for person in people), Decimal(0))
    if total >= 100:
        return SharesProblem.OVER_100
    if own and own[0] is not None and total + own[0] != 100:
        return SharesProblem.NOT_100
    return Shares(tuple(people))
