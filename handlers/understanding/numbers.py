"""Numbers as Vietnamese people write and say them."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from unicodedata import normalize

from handlers.understanding.lexicon import Lexicon
from handlers.understanding.trimming import trimmed
from messages import words

LONGEST: Final = 80

_DIGITS: Final = Lexicon({int(value): forms for value, forms in words.spoken("numbers.digits").items()})
_ORDINALS: Final = Lexicon({int(value): forms for value, forms in words.spoken("numbers.ordinals").items()})
_PARTS: Final = Lexicon(
    {part: forms for part, forms in words.spoken("numbers.parts").items() if part != "after_ten"}
)
_SCALES: Final = Lexicon({int(value): forms for value, forms in words.spoken("numbers.scales").items()})
_BEFORE: Final = Lexicon({True: words.spoken("numbers.around")["before"]})
_AFTER_TEN: Final = Lexicon({True: words.spoken("numbers.parts")["after_ten"]})
_AFTER: Final = Lexicon({True: words.spoken("numbers.around")["after"]})

_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]")
# Not the whole of NFKC, which makes 52 of a 5 with a small 2.
_PLAIN: Final = {0xFF0C: ",", 0xFF0E: ".", ord("~"): " ", 0x2248: " "} | {
    0xFF10 + n: str(n) for n in range(10)
}
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_GROUPED_ABROAD: Final = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3}){2,}(?:\.\d+)?|,\d{3}\.\d{1,2})")
_DECIMAL: Final = re.compile(r"(\d+)[.,](\d+)")


def tokens(text: str) -> list[str]:
    """Numerals, words and marks apart: "2tr5/th" is ``2 tr 5 / th``. "1 500 000" is one numeral."""
    found: list[str] = _TOKEN.findall(normalize("NFC", text.lower()).translate(_PLAIN))
    while found and found[-1] in {".", "!", ",", ";"}:
        found.pop()
    return _joined(found)


def _joined(found: list[str]) -> list[str]:
    run: list[str] = []
    out: list[str] = []
    for token in [*found, ""]:
        if run and len(token) == 3 and token.isdigit():
            run.append(token)
            continue
        out += ["".join(run)] if run else []
        run = []
        if token.isdigit() and len(token) <= 3 and not token.startswith("0"):
            run = [token]
        elif token:
            out.append(token)
    return out


def numeral(token: str) -> Decimal | None:
    """A number in figures. A dot groups thousands and a comma begins decimals; "1,500" could be either."""
    if len(token) > 18 or not token[:1].isdigit() or not token.isascii():
        return None
    if token.isdigit():
        return Decimal(token)
    if _GROUPED.fullmatch(token):
        return Decimal(token.replace(".", "").replace(",", "."))
    if _GROUPED_ABROAD.fullmatch(token):
        return Decimal(token.replace(",", ""))
    parts = _DECIMAL.fullmatch(token)
    if parts is None:
        return None
    whole, after = parts.groups()
    if len(after) == 3 and whole != "0":
        return None
    return Decimal(f"{whole}.{after}")


def _below_thousand(said: Sequence[str]) -> Decimal | None:
    """One numeral or number words, up to the hundreds."""
    first = numeral(said[0]) if said else None
    if first is not None:
        times = {"": 1, "hundred": 100, "dozen": 10}.get(
            " ".join(_PARTS.get(word) or "?" for word in said[1:])
        )
        return first * times if times else None
    parts: list[int | str | None] = []
    for word in said:
        digit = _DIGITS.get(word)
        parts.append(_PARTS.get(word) if digit is None else digit)
    if parts == ["half"]:
        return Decimal("0.5")
    hundreds = 0
    if len(parts) > 1 and parts[1] == "hundred" and isinstance(parts[0], int):
        hundreds, parts, said = parts[0] * 100, parts[2:], said[2:]
        if not parts:
            return Decimal(hundreds)
        if parts[0] == "and":
            return Decimal(hundreds + parts[1]) if len(parts) == 2 and isinstance(parts[1], int) else None
        if len(parts) == 1 and parts != ["ten"]:
            return None  # "one hundred two" is said for 102 and for 120
    tens = _below_hundred(parts, said)
    return None if tens is None else Decimal(hundreds + tens)


def _below_hundred(parts: Sequence[int | str | None], said: Sequence[str]) -> int | None:
    if len(parts) > 1 and parts[-1] == 5 and not _AFTER_TEN.get(said[-1]):
        return None  # after a ten this word for five means "years"
    match parts:
        case [int(one)]:
            return one
        case ["ten"]:
            return 10
        case ["ten", int(one)]:
            return 10 + one
        case [int(ten), "ten" | "dozen"]:
            return ten * 10
        case [int(ten), "ten", int(one)]:
            return ten * 10 + one
        case [int(ten), int(one)] if _AFTER_TEN.get(said[1]):
            return ten * 10 + one
        case _:
            return None


def parse(said: Sequence[str]) -> Decimal | None:
    """The one number that all these tokens make, or `None`."""
    total, scale = Decimal(0), 0
    waiting: list[str] = []
    for place, token in enumerate(said):
        larger = _SCALES.get(token)
        if larger is None and _PARTS.get(token) == "and_half":
            return _with_half(total, scale, waiting) if place == len(said) - 1 else None
        if larger is None:
            waiting.append(token)
            continue
        if not waiting and scale and said[place - 1] and _SCALES.get(said[place - 1]):
            total, scale = total * larger, scale * larger
            continue
        bare = not waiting and not scale and _PARTS.get(" ".join(said[place + 1 :])) == "and_half"
        value = Decimal(1) if bare else _below_thousand(waiting)
        if value is None or (scale and larger >= scale):
            return None
        total, scale, waiting = total + value * larger, larger, []
    if not waiting:
        return total if scale else None
    value = _below_thousand(waiting)
    if value is None or not scale:
        return value
    return _with_tail(total, scale, waiting, value)


def _with_half(total: Decimal, scale: int, waiting: Sequence[str]) -> Decimal | None:
    if not waiting:
        return total + Decimal(scale) / 2 if scale else None
    value = _below_thousand(waiting)
    if value is None or scale:
        return None
    step = {"hundred": 100, "dozen": 10, "ten": 10}.get(_PARTS.get(waiting[-1]) or "", 1)
    return value + Decimal(step) / 2


def _with_tail(total: Decimal, scale: int, tail: Sequence[str], value: Decimal) -> Decimal | None:
    """ "2tr5" is 2.5 and "2tr500" too; of "2tr50" nobody knows."""
    hundreds = any(_PARTS.get(word) == "hundred" for word in tail)
    if hundreds or (len(tail) == 1 and len(tail[0]) == 3 and tail[0].isdigit()):
        return total + value * scale / 1000
    if (
        value < 10
        and len(tail) == 1
        and (len(tail[0]) == 1 or tail[0].isalpha())
        and _PARTS.get(tail[0]) is None
    ):
        return total + value * scale / 10
    return None


#: No count and no amount of money anybody means is larger; "tr ty ty" after a number is a slip.
MOST: Final = Decimal(10) ** 15


def number(text: str) -> Decimal | None:
    """The number a whole message is, with "about" before it or dong or people after it; never a guess."""
    if len(text) > LONGEST:
        return None
    value = parse(trimmed(tokens(text), _BEFORE, _AFTER))
    return None if value is None or value >= MOST else plain(value)


def plain(value: Decimal) -> Decimal:
    """Without zeros after the comma, and never as a power of ten."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()


def ordinal(said: Sequence[str]) -> int | None:
    """A place in a list, from 1, said as a number or as "the first"."""
    if (place := _ORDINALS.get(" ".join(said))) is not None:
        return place
    value = _below_thousand(said)
    if value is None or value != value.to_integral_value() or value < 1:
        return None
    return int(value)
