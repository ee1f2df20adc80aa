"""A form being filled in: answers, never a stored position."""

from dataclasses import field
from datetime import datetime
from typing import Any, Literal

from handlers.officers.effects import Behalf
from handlers.values import dataclass

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """The last words of a person's own: for which question, and when they came (seconds since 1970).

    `scrap` are the words of an answer that was too short to be taken. `confirmed` is when the person
    hears, or heard, that more was added.
    """

    step: str
    at: float
    scrap: str = ""
    confirmed: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person has answered so far.

    `step` is the question on screen ("summary" for the review screen); `visited` are the
    questions answered before it, newest last, for going back. `revision` grows with every
    change and travels in each button, so that a press on an old screen is recognised.
    `partial` holds the parts of a long story still being sent. `editing` is true while one
    answer is changed from the review screen. `pending` waits for "yes, drop those answers":
    the changed step and its new value. `last_tap` lets a double press pass in silence. `told` lets a
    thought sent in several messages be one answer; every other move on ends it. `where` is the
    conversation that saw it last; whatever saves it fills that in. `behalf` is the worker for whom it
    is filled in by somebody else. `begun_at` is known once it was kept.
    """

    form: Literal["join", "report"]
    version: int
    id: int | None = None
    initiative_id: int | None = None
    answers: Answers = field(default_factory=dict)
    step: str = ""
    visited: tuple[str, ...] = ()
    revision: int = 0
    partial: str = ""
    editing: bool = False
    pending: tuple[str, Any] | None = None
    last_tap: str = ""
    where: str = ""
    told: Told | None = None
    behalf: Behalf | None = None
    begun_at: datetime | None = None
