"""Lists longer than a screen: a page of them, and the ways to the next and the one before."""

from collections.abc import Sequence
from typing import TypeVar

from handlers.message import Button
from handlers.values import dataclass
from messages.catalog import say

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Span:
    """Which items of a list are shown: from `start` up to, not including, `end`."""

    start: int
    end: int


def span(items: Sequence[Item], start: int, size: int) -> Span:
    """A page of `size` items; from the beginning when nothing stands at `start`."""
    first = start if 0 <= start < len(items) else 0
    return Span(first, min(first + size, len(items)))


def headed(language: str, text: str, items: Sequence[Item], shown: Span, size: int) -> str:
    """The words over a page, with its place when there are several."""
    if shown.end - shown.start == len(items):
        return text
    before, after = -(-shown.start // size), -(-(len(items) - shown.end) // size)
    return f"{text}\n{say(language, 'form.page.place', page=before + 1, pages=before + 1 + after)}"


def turns(language: str, *, more: str = "", less: str = "") -> tuple[Button, ...]:
    """The ways to the other pages by their data; "" where there is none. Typed, these labels and words
    like them turn the page too (`listening`)."""
    ways = (("more", more), ("less", less))
    return tuple(Button(say(language, f"form.page.{way}"), data) for way, data in ways if data)
