"""Sheets of emulation points as typed values."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Rule = Literal[
    "percent_of_target", "valid_rate", "authors_per_100", "answered_in_time", "fdi_share", "manual"
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)


class Band(_Part):
    """From this measure on, so many points."""

    start: float = Field(alias="from")
    points: float = Field(ge=0)


class Rating(_Part):
    """What a unit with so many points of a hundred or more is called."""

    start: float = Field(alias="from")
    words: str = Field(min_length=1, max_length=60)


class Criterion(_Part):
    """One line of the sheet, of at most `max` points.

    Points come by `bands`, the highest that was reached; without bands in proportion, all of them at a
    measure of `full`. Measures are percentages, or authors per 100 workers.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,29}$")
    words: str = Field(min_length=1, max_length=120)
    max: float = Field(gt=0, le=1000)
    rule: Rule
    bands: tuple[Band, ...] = ()
    full: float = Field(default=100, gt=0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if any(band.points > self.max for band in self.bands):
            raise ValueError(f"{self.key}: a band has more points than the criterion")
        return self


class Sheet(_Part):
    """How a federation rates its units."""

    name: str = Field(min_length=1, max_length=120)
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    ratings: tuple[Rating, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _differs(self) -> Self:
        keys = [one.key for one in self.criteria]
        if len(set(keys)) != len(keys):
            raise ValueError("two criteria have the same key")
        return self


def read(source: str) -> Sheet | str:
    """The sheet in this TOML, or what is wrong with it, as the readers of the file say it."""
    try:
        return Sheet.model_validate(tomllib.loads(source))
    except tomllib.TOMLDecodeError as wrong:
        return str(wrong)
    except ValidationError as wrong:
        places = (".".join(str(part) for part in one["loc"]) for one in wrong.errors())
        return "; ".join(f"{place}: {one['msg']}" for place, one in zip(places, wrong.errors(), strict=True))


@lru_cache(maxsize=1)
def default() -> Sheet:
    source = (files("messages.results") / "points.toml").read_text(encoding="utf-8")
    return Sheet.model_validate(tomllib.loads(source))
