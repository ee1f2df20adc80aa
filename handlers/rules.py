"""The programme's rules, checked before sending and told in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from handlers.form.drafts import Answers
from handlers.form.initiative_form import of as form_of
from handlers.initiative import PLAIN, Review
from handlers.likeness import own
from handlers.likeness.own import Earlier

#: Days after the first application when asking for recognition becomes pressing: 11 of the
#: 12 months that Decree 13/2012, article 5.2 gives.
PRESSING = 335


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What a programme accepts; `None` leaves that side open. A first answer is promised within
    `answer_days` working days. `papers` are the steps of the report whose files it requires,
    `form_version` is the form it asks with (None: the newest)."""

    id: int
    name: str
    slogan: str
    prefix: str
    applied_from: date | None = None
    applied_to: date | None = None
    opens: date | None = None
    closes: date | None = None
    review: Review = PLAIN
    answer_days: int = 3
    papers: tuple[str, ...] = ()
    form_version: int | None = None


@dataclass(frozen=True, slots=True)
class Concern:
    """A rule that stands in the way, as the catalogue's ``report.rule.<key>``."""

    key: str
    values: dict[str, str]


def concerns(
    answers: Answers, programme: Programme | None, today: date, earlier: Iterable[Earlier] = ()
) -> tuple[Concern, ...]:
    """What the author should know before sending; nothing here forbids it, an officer decides. `earlier`
    is what the same author has sent already.

    The exclusions are the programme's own (VUIT guidance of 29/04/2022): applied outside the
    period, not recognised yet, protected by IP rights.
    """
    found: list[Concern] = []
    twin = own.twin(answers, earlier)
    if twin is not None:
        found.append(Concern("sent_before", {"code": twin.code, "title": twin.title}))
    applied = answers.get("applied")
    if applied == "not_yet":
        found.append(Concern("not_applied", {}))
    elif applied and programme is not None:
        day = date.fromisoformat(applied)
        if (programme.applied_from and day < programme.applied_from) or (
            programme.applied_to and day > programme.applied_to
        ):
            found.append(
                Concern(
                    "outside_period",
                    {"start": _shown(programme.applied_from), "end": _shown(programme.applied_to)},
                )
            )
    if answers.get("protected") == "yes":
        found.append(Concern("protected", {}))
    recognition = answers.get("recognition")
    if recognition in ("asked", "not_yet"):
        found.append(Concern(f"recognition_{recognition}", {}))
    if recognition == "not_yet" and applied and applied != "not_yet":
        age = (today - date.fromisoformat(applied)).days
        if age > 365:
            found.append(Concern("year_over", {}))
        elif age > PRESSING:
            found.append(Concern("year_ending", {}))
    found += _missing(answers, programme)
    if programme is not None and programme.closes and today > programme.closes:
        found.append(Concern("closed", {"end": _shown(programme.closes)}))
    return tuple(found)


def _missing(answers: Answers, programme: Programme | None) -> list[Concern]:
    """Papers that the programme requires of this report and that are not with it."""
    form = form_of(answers)
    asked = [step for key in (programme.papers if programme else ()) if (step := form.step(key))]
    return [
        Concern(f"paper_{step.key}", {})
        for step in asked
        if step.relevant(answers) and not answers.get(step.key)
    ]


def _shown(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else "…"
