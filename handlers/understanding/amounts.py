"""How much an initiative brings, in the unit it is counted in."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from handlers.understanding import numbers
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.trimming import trimmed
from messages import words


class Measure(StrEnum):
    """What an effect is counted in: dong a year, seconds a product, kilograms, hours, percent."""

    DONG = "dong"
    SECONDS = "seconds"
    KG = "kg"
    HOURS = "hours"
    PERCENT = "percent"


_FORMS: Final = words.spoken("amounts")
_BEFORE: Final = Lexicon({True: _FORMS["before"]})
_AFTER: Final = Lexicon({True: _FORMS["after"]})
_DONG: Final = Lexicon({True: _FORMS["dong"]})
_PERCENT: Final = Lexicon({True: _FORMS["percent"]})
_PER: Final = Lexicon({True: _FORMS["per"]})
_TIMES_A_YEAR: Final = Lexicon({12: _FORMS["month"], 4: _FORMS["quarter"], 1: _FORMS["year"]})
_PRODUCT: Final = Lexicon({True: _FORMS["product"]})
_SECONDS: Final = Lexicon({int(size): forms for size, forms in words.spoken("amounts.time").items()})
_GRAMS: Final = Lexicon({int(size): forms for size, forms in words.spoken("amounts.mass").items()})
_PARTS: Final = Lexicon({part: words.spoken("numbers.parts")[part] for part in ("and_half",)})


def amount(text: str, unit: Measure) -> Decimal | None:
    """More than nothing, in `unit`; a month is counted 12 times a year and a quarter 4 times.

    A day is refused: nobody knows how many of them were worked. Another unit is refused, not converted.
    """
    if len(text) > numbers.LONGEST:
        return None
    said = trimmed(numbers.tokens(text), _BEFORE, _AFTER)
    value = _value(said, unit)
    if value is None or not 0 < value < numbers.MOST or (unit is Measure.PERCENT and value > 100):
        return None
    return numbers.plain(value)


def _value(said: Sequence[str], unit: Measure) -> Decimal | None:
    match unit:
        case Measure.DONG:
            return _dong(said)
        case Measure.PERCENT:
            return _percent(said)
        case Measure.SECONDS:
            return _sum(_without_product(said), _SECONDS, bare=1, clock=True)
        case Measure.HOURS:
            seconds = _sum(_without_month(said), _SECONDS, bare=3600, clock=True)
            return None if seconds is None else _rounded(seconds / 3600)
        case Measure.KG:
            grams = _sum(_without_month(said), _GRAMS, bare=1000, clock=False)
            return None if grams is None else _rounded(grams / 1000)


def _rounded(value: Decimal) -> Decimal:
    if value >= numbers.MOST:
        return value  # refused anyway, and more digits than a decimal can be rounded to
    return value.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _without_per(said: Sequence[str]) -> Sequence[str] | None:
    """Without "/", "each" or the like at the end; `None` when there is none."""
    if said and said[-1] == "/":
        return said[:-1]
    found = _PER.trail(said)
    return said[: -found[1]] if found else None


def _without_month(said: Sequence[str]) -> Sequence[str]:
    """Kilograms and hours are asked for by the month, so saying so changes nothing."""
    if len(said) < 3 or _TIMES_A_YEAR.get(said[-1]) != 12:
        return said
    before = _without_per(said[:-1])
    return said if before is None else before


def _dong(said: Sequence[str]) -> Decimal | None:
    times = 1
    if len(said) > 2 and (period := _TIMES_A_YEAR.get(said[-1])):
        before = _without_per(said[:-1])
        # "five" and "year" are one word, so a year needs its "per"; a month does not.
        if before is not None:
            times, said = period, before
        elif period > 1:
            times, said = period, said[:-1]
    if found := _DONG.trail(said):
        said = said[: -found[1]]
    value = numbers.parse(said)
    return None if value is None else value * times


def _percent(said: Sequence[str]) -> Decimal | None:
    if said and said[-1] == "%":
        said = said[:-1]
    elif found := _PERCENT.trail(said):
        said = said[: -found[1]]
    return numbers.parse(said)


def _without_product(said: Sequence[str]) -> Sequence[str]:
    found = _PRODUCT.trail(said)
    before = _without_per(said[: -found[1]]) if found else None
    return said if before is None else before


def _sum(said: Sequence[str], sizes: Lexicon[int], *, bare: int, clock: bool) -> Decimal | None:
    """The parts of a quantity ("1 minute 20 seconds") together, in the smallest unit.

    A number without a unit counts in `bare` when it stands alone; after a unit it is the next
    smaller one on a clock ("1h30") and tenths on a scale.
    """
    total, last = Decimal(0), 0
    waiting: list[str] = []
    place = 0
    while place < len(said):
        found = sizes.lead(said[place:]) if waiting else None
        if found is None:
            waiting.append(said[place])
            place += 1
            continue
        size, taken = found
        value = numbers.parse(waiting)
        if value is None or (last and size >= last):
            return None
        total, last, waiting, place = total + value * size, size, [], place + taken
    if not last:
        value = numbers.parse(waiting)
        return None if value is None else value * bare
    return total if not waiting else _with_rest(total, last, waiting, clock=clock)


def _with_rest(total: Decimal, last: int, rest: Sequence[str], *, clock: bool) -> Decimal | None:
    if len(rest) == 1 and _PARTS.get(rest[0]):
        return total + Decimal(last) / 2
    value = numbers.parse(rest)
    if value is None or value != value.to_integral_value() or value <= 0:
        return None
    if clock:
        return total + value * last / 60 if last > 1 and value < 60 else None
    return total + value * last / 10 if value < 10 else None
