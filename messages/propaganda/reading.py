"""The pieces of the library as typed values."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Piece(BaseModel):
    """A short text to send. `key` is its theme and its name in the theme's file (``small-steps.first``);
    `headline` and `line` stand on its picture, drawn after `picture` (``card.typ``): the first word of a
    `number` is drawn large, the `line` of `steps` holds the steps with ";" between them."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    key: str
    theme: str
    text: str = Field(min_length=40, max_length=1200)
    tags: tuple[str, ...] = ()
    headline: str = Field(max_length=60)
    line: str = Field(default="", max_length=120)
    picture: Literal["plain", "story", "number", "steps"] = "plain"


@lru_cache(maxsize=1)
def load_pieces() -> Mapping[str, Piece]:
    """Every piece by its key, theme by theme in the order of their files' names."""
    found: dict[str, Piece] = {}
    for entry in sorted(files("messages.propaganda").iterdir(), key=lambda one: one.name):
        if not entry.name.endswith(".toml"):
            continue
        theme = entry.name.removesuffix(".toml")
        for name, told in tomllib.loads(entry.read_text(encoding="utf-8")).items():
            key = f"{theme}.{name}"
            found[key] = Piece(key=key, theme=theme, **told)
    return found


def template() -> bytes:
    """The Typst source of a piece's picture; what stands on it is in `card.json` beside it."""
    return (files("messages.propaganda") / "card.typ").read_bytes()
