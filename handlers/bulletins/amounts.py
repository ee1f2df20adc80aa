"""Numbers of a figures page as people read them."""

from decimal import ROUND_FLOOR, Decimal

from babel.numbers import format_decimal


def number(language: str, count: int) -> str:
    """With the language's separators: 1.234."""
    return format_decimal(count, format="#,##0", locale=language)


def percent(language: str, share: float) -> str:
    """To one place and never rounded up: what is shown as reached was reached."""
    cut = Decimal(repr(share)).quantize(Decimal("0.1"), rounding=ROUND_FLOOR)
    return f"{format_decimal(cut, format='#,##0.#', locale=language)}%"


def decimal(language: str, amount: float) -> str:
    """To one place."""
    return format_decimal(amount, format="#,##0.#", locale=language)
