"""The programme presets as typed values."""

import tomllib
from datetime import date
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, PositiveInt


class _Preset(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Phase(_Preset):
    """A window in which initiatives are entered; `closes` is its last day, still open."""

    key: str
    name: str
    opens: date
    closes: date


class Programme(_Preset):
    """What a programme asks: `prefix` begins its codes (``NT-000123``), and a solution counts when it
    was first applied from `applied_from` to `applied_to`, both days included.

    `levels` of the union decide, `recognition` is whether the employer's decision is needed, a first
    answer is promised within `answer_days` working days, and whoever takes an initiative up holds it
    for `lease_minutes`. `papers` are the steps of the report whose files it requires; nothing keeps a
    report without them from being sent. `form_version` is the form it asks with (None: the newest).
    """

    key: str
    name: str
    slogan: str
    prefix: str
    applied_from: date
    applied_to: date
    levels: Literal[1, 2] = 1
    recognition: bool = False
    answer_days: PositiveInt = 3
    lease_minutes: PositiveInt = 30
    papers: tuple[Literal["decision_photo", "evidence"], ...] = ()
    form_version: PositiveInt | None = None
    phases: tuple[Phase, ...]

    def phase_on(self, day: date) -> Phase | None:
        """The phase open on that day of the programme's own time zone."""
        return next((phase for phase in self.phases if phase.opens <= day <= phase.closes), None)


def load_programmes() -> tuple[Programme, ...]:
    """Every preset, the oldest programme first."""
    presets = (
        Programme.model_validate(tomllib.loads(entry.read_text(encoding="utf-8")))
        for entry in files("messages.programmes").iterdir()
        if entry.name.endswith(".toml")
    )
    return tuple(sorted(presets, key=lambda programme: programme.phases[0].opens))
