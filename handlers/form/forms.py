"""Forms as data, and the one way to walk through any of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from handlers.form.drafts import Answers, Draft

SUMMARY = "summary"


class Ask(StrEnum):
    """What kind of answer a question takes."""

    TEXT = "text"
    CHOICE = "choice"
    AMOUNT = "amount"
    DAY = "day"
    COAUTHORS = "coauthors"
    FILES = "files"
    NAME = "name"
    PHONE = "phone"
    UNIT = "unit"


def always(answers: Answers) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question. Its words are the catalogue's ``<form>.<key>.question``, ``.help``, ``.label``
    and ``.choice.<value>``.

    `choices` may stand beside typed answers (a day: "today"). `least` and `most` count letters.
    A `story` may arrive in several messages. `relevant` reads earlier answers only. The answer
    means nothing any more once the answer to the question it `follows` changes.
    """

    key: str
    ask: Ask
    choices: tuple[str, ...] = ()
    relevant: Callable[[Answers], bool] = always
    optional: bool = False
    least: int = 0
    most: int = 0
    story: bool = False
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A named, versioned row of questions."""

    name: str
    version: int
    steps: tuple[Step, ...]

    def step(self, key: str) -> Step | None:
        for step in self.steps:
            if step.key == key:
                return step
        return None


def is_answered(step: Step, answers: Answers) -> bool:
    """Files may lie ready before their question was closed, so these need their own mark."""
    return done_mark(step.key) in answers if step.ask is Ask.FILES else step.key in answers


def done_mark(key: str) -> str:
    return f"{key}_done"


def path(form: Form, answers: Answers) -> tuple[Step, ...]:
    """The questions that these answers call for, in order."""
    return tuple([step for step in form.steps if step.relevant is always or step.relevant(answers)])


def next_step(form: Form, answers: Answers) -> str:
    """The first question still open; the review screen when there is none."""
    for step in form.steps:
        if not is_answered(step, answers) and step.relevant(answers):
            return step.key
    return SUMMARY


def progress(form: Form, draft: Draft) -> tuple[int, int]:
    """Which question this is, of how many as things stand; both from 1."""
    keys = [step.key for step in path(form, draft.answers)]
    place = keys.index(draft.step) + 1 if draft.step in keys else len(keys)
    return place, len(keys)


def orphans(form: Form, answers: Answers, key: str, value: Any) -> tuple[Step, ...]:
    """The answered questions that a new answer to `key` would make pointless."""
    after = {**answers, key: value}
    return tuple(
        step
        for step in form.steps
        if (step.relevant is not always or step.follows)
        and answers.get(step.key) not in (None, "", [])
        and step.relevant(answers)
        and (not step.relevant(after) or _is_moot(step, answers, key, value))
    )


def _is_moot(step: Step, answers: Answers, key: str, value: Any) -> bool:
    """Twelve seconds are not twelve kilograms."""
    return step.follows == key and answers.get(key) != value


def settle(form: Form, answers: Answers) -> Answers:
    """The answers without those that no longer belong to any relevant question."""
    kept = dict(answers)
    for step in form.steps:
        if step.relevant is not always and not step.relevant(kept):
            kept.pop(step.key, None)
            kept.pop(done_mark(step.key), None)
    return kept


def answered(form: Form, draft: Draft, key: str, value: Any) -> Draft:
    """The draft with this answer, standing at the next open question."""
    kept = {**draft.answers, key: value}
    if draft.answers.get(key) != value:
        for one in form.steps:
            if one.follows == key:
                kept.pop(one.key, None)
    answers = settle(form, kept)
    step = form.step(key)
    if step is not None and step.ask is Ask.FILES:
        answers[done_mark(key)] = True
    visited = draft.visited
    if not draft.editing and key not in visited:
        visited = (*visited, key)
    following = next_step(form, answers)
    return replace(
        draft,
        answers=answers,
        step=following,
        visited=visited,
        revision=draft.revision + 1,
        partial="",
        pending=None,
        editing=draft.editing and following != SUMMARY,
    )


def gone_back(form: Form, draft: Draft) -> Draft | None:
    """One question back along the way that was walked; None at the very beginning."""
    walked = [key for key in draft.visited if (step := form.step(key)) and step.relevant(draft.answers)]
    if draft.step in walked:
        walked = walked[: walked.index(draft.step)]
    if draft.editing:
        if next_step(form, draft.answers) == SUMMARY:
            return replace(
                draft, step=SUMMARY, editing=False, revision=draft.revision + 1, partial="", pending=None
            )
        # A change opened new questions: the review screen must not be reached around them.
        keys = [step.key for step in path(form, draft.answers)]
        walked = keys[: keys.index(draft.step)] if draft.step in keys else keys
    if not walked:
        return None
    return replace(draft, step=walked[-1], revision=draft.revision + 1, partial="", pending=None)


def first_revision(at: datetime) -> int:
    """Where a new draft begins to count: past all that an earlier one came to, or a button of the
    last report could answer a question of this one. Seconds grow faster than anybody taps."""
    return int(at.timestamp())


def asked_again(draft: Draft) -> Draft:
    """The same screen under a new revision, so that the older copy of its buttons is old."""
    return replace(draft, revision=draft.revision + 1, pending=None)
