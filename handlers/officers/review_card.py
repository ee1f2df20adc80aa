"""An initiative written out, for the officer who decides and the author who checks."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from handlers import taps
from handlers.events import FileKind
from handlers.form import wording
from handlers.form.forms import Ask, Step
from handlers.form.initiative_form import REPORT
from handlers.initiative import Decision, Initiative
from handlers.message import Button, Shown
from messages.catalog import LANGUAGES, say, under


def number_of(item: Initiative) -> int:
    """The number in an initiative's code: NT-000123 is 123."""
    return int(item.code.rpartition("-")[2])


def about(item: Initiative) -> str:
    return f"initiative:{item.id}"


def open_button(language: str, item: Initiative) -> Button:
    label = say(language, "review.card.open", code=item.code)
    return Button(label, taps.pack(taps.Call("open", str(number_of(item)))))


def cut(text: str, most: int) -> str:
    """One line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def age(language: str, waited: timedelta) -> str:
    if waited.days < 1:
        return say(language, "review.age.today")
    return say(language, "review.age.one" if waited.days == 1 else "review.age.many", count=waited.days)


def moment(at: datetime, zone: tzinfo) -> dict[str, str]:
    """`time` and `date` as they are said in a sentence."""
    local = at.astimezone(zone)
    return {"time": local.strftime("%H:%M"), "date": local.strftime("%d/%m/%Y")}


def answers_text(language: str, answers: Mapping[str, Any]) -> str:
    """Each answer under its label, one per line, in the form's order; what was skipped is left out."""
    choices = _choices(language)
    lines = []
    for step in REPORT.steps:
        value = _shown(language, step, answers, choices)
        if value:
            label = say(language, f"report.{step.key}.label")
            lines.append(say(language, "review.answer.line", label=label, value=value))
    return "\n".join(lines)


def files_of(answers: Mapping[str, Any]) -> tuple[Shown, ...]:
    """The photos and files of a report, the employer's decision first."""
    kept = [*(answers.get("decision_photo") or []), *(answers.get("evidence") or [])]
    return tuple(Shown(one["key"], FileKind(one["kind"]), one.get("name", "")) for one in kept)


def who(language: str, item: Initiative, most: int = 10_000) -> list[str]:
    """The name of an initiative, its author and their union, a line each, in at most so many letters."""
    lines = [
        say(language, "review.card.title", title=cut(item.title, most)),
        say(language, "review.card.author", name=item.author_name or say(language, "review.unnamed")),
    ]
    if item.unit is not None:
        lines.append(say(language, "review.card.unit", unit=item.unit.name))
    elif item.unit_words:
        lines.append(say(language, "review.card.unit_words", words=cut(item.unit_words, most)))
    else:
        lines.append(say(language, "review.card.unit", unit=say(language, "review.unknown_unit")))
    return lines


def happened(language: str, step: Decision, name: str) -> str:
    """A step of its history with its reason and words; `name` is who took it."""
    line = say(language, f"review.history.{step.action}", name=name)
    if step.reason and step.reason != "other":
        reason = say(language, f"review.reason.{step.reason}")
        line = say(language, "review.card.reason", line=line, reason=reason)
    return say(language, "review.card.words", line=line, words=step.words) if step.words else line


def value_text(language: str, step: Step, answers: Mapping[str, Any]) -> str:
    """One answer in words; "" for a skipped one."""
    return _shown(language, step, answers, _choices(language))


@lru_cache(maxsize=len(LANGUAGES))
def _choices(language: str) -> Mapping[str, str]:
    # Looked for in the whole catalogue: a register asks for a dozen answers of each initiative.
    return under(language, "report.")


def _shown(language: str, step: Step, answers: Mapping[str, Any], choices: Mapping[str, str]) -> str:
    value = answers.get(step.key)
    if step.ask is Ask.COAUTHORS and value == []:
        return choices.get(f"{step.key}.choice.alone", "")
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return ", ".join(item_text(language, one) for one in value)
    if wording.is_retold(step, answers):
        return choices.get(f"{step.key}.choice.idea", "")
    text = str(value)
    if step.ask is not Ask.TEXT and f"{step.key}.choice.{text}" in choices:
        return choices[f"{step.key}.choice.{text}"]
    if step.ask is Ask.DAY:
        return "/".join(reversed(text.split("-")))
    return wording.measured(language, text, answers) if step.ask is Ask.AMOUNT else text


def item_text(language: str, item: Mapping[str, Any]) -> str:
    """A file, or a person with their share."""
    if "kind" not in item:
        return say(language, "review.answer.coauthor", name=item["name"], share=item["share"])
    return _file(language, item)


def _file(language: str, file: Mapping[str, Any]) -> str:
    named = say(language, f"review.answer.file_{file['kind']}", name=file.get("name", "")).strip()
    words = file.get("words", "")
    return say(language, "review.answer.file_words", file=named, words=words) if words else named
