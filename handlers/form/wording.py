"""Turns questions and answers into messages in finished words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal

from handlers import taps
from handlers.form.answers import suggested_title
from handlers.form.drafts import Answers, Draft
from handlers.form.forms import Ask, Form, Step, progress
from handlers.form.initiative_form import COUNTED
from handlers.message import Button, Message
from messages.catalog import say


def question(language: str, form: Form, draft: Draft, *, before: str = "") -> Message:
    """The question on screen, with its place, its choices and its ways out.

    `before` is said first in the same message, so that a turn is one message on every channel.
    """
    step = form.step(draft.step)
    if step is None:
        raise ValueError(f"form {form.name} has no question {draft.step!r}")
    lines = [before] if before else []
    lines.append(_heading(language, form, draft) + say(language, f"{form.name}.{step.key}.question"))
    if step.key in draft.answers and step.ask is not Ask.FILES:
        current = shown(language, form.name, step, draft.answers)
        if current:
            lines.append(say(language, "form.current", answer=current))
    if step.ask is Ask.FILES and draft.answers.get(step.key):
        lines.append(say(language, "form.files_so_far", count=len(draft.answers[step.key])))
    return Message(
        text="\n\n".join(lines),
        choices=_choices(language, form.name, step, draft),
        nav=_nav(language, step, draft),
        share_phone=say(language, "form.share_phone") if step.ask is Ask.PHONE else "",
    )


def shown(language: str, form: str, step: Step, answers: Answers) -> str:
    """An answer cut to one line, the way it is repeated in questions and lists; "" for a skipped one."""
    value = answers.get(step.key)
    if value in (None, "", []):
        return (
            say(language, "report.coauthors.choice.alone")
            if step.ask is Ask.COAUTHORS and value == []
            else ""
        )
    if isinstance(value, str) and value in step.choices and step.ask is not Ask.TEXT:
        return say(language, f"{form}.{step.key}.choice.{value}")
    if step.ask is Ask.DAY and isinstance(value, str):
        return "/".join(reversed(value.split("-")))
    if isinstance(value, list):
        if step.ask is Ask.COAUTHORS:
            return ", ".join(f"{one['name']} {one['share']}%" for one in value)
        return say(language, "form.files", count=len(value))
    if is_retold(step, answers):
        return say(language, f"{form}.{step.key}.choice.idea")
    if step.ask is Ask.AMOUNT:
        return measured(language, str(value), answers)
    if step.ask is Ask.UNIT:
        return ""  # kept as an id, and shown by name where it was chosen
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"


def is_retold(step: Step, answers: Mapping[str, Any]) -> bool:
    """Whether the answer is the idea word for word, which nobody needs to read twice."""
    return step.story and "idea" in step.choices and answers.get(step.key) == answers.get("idea")


def measured(language: str, number: str, answers: Mapping[str, Any]) -> str:
    """An amount with what it counts, for a bare 12 says nothing."""
    amount = written(language, number)
    effect = answers.get("effect")
    return say(language, f"report.amount.of.{effect}", amount=amount) if effect in COUNTED else amount


@lru_cache(maxsize=4096)
def written(language: str, number: str) -> str:
    """A kept decimal as that language writes numbers: 1.500.000 and 1,5 in Vietnamese."""
    try:
        amount = Decimal(number)
    except InvalidOperation:
        return number  # kept by an older form as words: shown as it was written
    # Babel's own pattern would round to three decimals.
    return format_decimal(amount, format="#,##0.######", locale=language)


def _heading(language: str, form: Form, draft: Draft) -> str:
    if form.name != "report":
        return ""
    place, total = progress(form, draft)
    return say(language, "form.progress", place=place, total=total) + "\n"


def _choices(language: str, form: str, step: Step, draft: Draft) -> tuple[tuple[Button, ...], ...]:
    rows = []
    for value in step.choices:
        label = say(language, f"{form}.{step.key}.choice.{value}")
        if step.ask is Ask.TEXT and value == "idea":
            idea = draft.answers.get("idea")
            if not idea or (step.key == "title" and len(suggested_title(idea)) < 5):
                continue
            if step.key == "title":
                label = say(language, "report.title.choice.idea", title=suggested_title(idea))
        rows.append((Button(label, taps.pack(taps.Answer(draft.revision, step.key, value))),))
    return tuple(rows)


def _nav(language: str, step: Step, draft: Draft) -> tuple[Button, ...]:
    ways: list[taps.Way] = []
    if draft.partial or step.ask is Ask.FILES:
        ways.append("done")
    elif step.key in draft.answers:
        ways.append("keep")
    elif step.optional:
        ways.append("skip")
    if draft.visited or draft.editing:
        ways.append("back")
    buttons = [go(language, draft, way) for way in ways]
    buttons.append(Button(say(language, "form.way.help"), taps.pack(taps.Call("help"))))
    return tuple(buttons)


def go(language: str, draft: Draft, way: taps.Way) -> Button:
    """A way through the form as a button of this screen."""
    return Button(say(language, f"form.way.{way}"), taps.pack(taps.Go(draft.revision, way)))


def call(language: str, command: str, argument: str = "") -> Button:
    """A command as a button, labelled ``command.<name>``."""
    return Button(say(language, f"command.{command}"), taps.pack(taps.Call(command, argument)))


def choose(text: str, buttons: Sequence[Button], nav: Sequence[Button] = ()) -> Message:
    """A text with one choice per row."""
    return Message(text=text, choices=tuple((button,) for button in buttons), nav=tuple(nav))
