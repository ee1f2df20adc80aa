"""The presets of campaigns as typed values."""

import tomllib
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, model_validator

Kind = Literal["peak_week", "peak_month", "update_day", "forty_days", "other"]
Did = Literal["returned", "asked", "sent", "recognised", "draft", "nothing"]
#: Whom something is asked of; whoever has sent one in is never urged.
URGED: tuple[Did, ...] = ("returned", "recognised", "draft", "nothing")


class _Preset(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Rule(_Preset):
    """When an entry goes off, by its kind (`handlers/campaigns/schedule.py`)."""

    kind: Literal["once", "from_start", "before_close", "daily", "weekly", "shifts"]
    on: date | None = None
    at: time | tuple[time, ...] | None = None
    days: int | None = None
    hours: PositiveInt | None = None
    weekday: int | None = Field(default=None, ge=0, le=6)
    minutes_before: NonNegativeInt | None = None


class Entry(_Preset):
    """One thing a campaign says. `texts` are words by what people did ("*" for all others), in which
    {campaign}, {closes}, {days_left} and {slogan} are filled in when they are sent; `english` is the same
    for those who read that. Without words it is a piece of the library of these `themes`, or the house's
    own reminder when there are none of these either ("*" for all themes).
    """

    name: str
    rule: Rule
    did: tuple[Did, ...] = URGED
    role: Literal["", "worker", "officer"] = ""
    texts: Mapping[Did | Literal["*"], str] = {}
    english: Mapping[Did | Literal["*"], str] = {}
    themes: tuple[str, ...] = ()
    picture: bool = False
    begin: bool = True


class Campaign(_Preset):
    """A campaign as it is begun. Its days are `starts` to `ends`, or so many `days` or calendar `months` from
    a first day that is given when it is loaded; it closes with its last day or at `closes` on that day.
    """

    key: str
    name: str
    about: str
    kind: Kind
    slogan: str
    starts: date | None = None
    ends: date | None = None
    days: PositiveInt | None = None
    months: PositiveInt | None = None
    closes: time | None = None
    grace: NonNegativeInt = 60
    target: PositiveInt | None = None
    programme: str = ""
    phase: str = ""
    per_day: PositiveInt = 1
    per_week: PositiveInt = 3
    holidays: bool = False
    entries: tuple[Entry, ...]

    @model_validator(mode="after")
    def _days(self) -> "Campaign":
        fixed = self.starts is not None and self.ends is not None
        if [fixed, self.days is not None, self.months is not None].count(True) != 1:
            raise ValueError("a campaign has either its own days, or how many")
        return self


@lru_cache(maxsize=1)
def load_campaigns() -> Mapping[str, Campaign]:
    """Every preset by its key, those that fit any days first, the Peak Week before all."""
    found = [
        Campaign.model_validate(tomllib.loads(entry.read_text(encoding="utf-8")))
        for entry in files("messages.campaigns").iterdir()
        if entry.name.endswith(".toml")
    ]
    kinds = get_args(Kind)
    order = sorted(
        found, key=lambda one: (one.starts is not None, kinds.index(one.kind), one.starts or date.min)
    )
    return {one.key: one for one in order}
