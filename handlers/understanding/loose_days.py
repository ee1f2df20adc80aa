"""Days written in ways that only a large parser knows."""

import re
from datetime import date, datetime
from typing import Final

_PLAIN: Final = re.compile(r"[\w\s.,:/()-]{6,40}")


def loosely(text: str, today: date) -> date | None:
    """What the parser makes of a complete date (day, month and year); the caller has seen figures in it."""
    if not _PLAIN.fullmatch(text) or any(len(run) > 4 for run in re.findall(r"\d+", text)):
        return None
    import dateparser  # half the start-up time of a turn that hardly anybody needs

    found = dateparser.parse(
        text,
        languages=["vi", "en"],
        settings={
            "DATE_ORDER": "DMY",
            "REQUIRE_PARTS": ["day", "month", "year"],
            "RELATIVE_BASE": datetime(today.year, today.month, today.day),  # noqa: DTZ001 - a calendar day
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    return None if found is None else found.date()
