"""An initiative written out, for the officer who decides and the author who checks."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from handlers import taps
from handlers.events import FileKind
from handlers.form import wording
from handlers.form.forms import Ask, Step
from handlers.form.initiative_form import REPORT
from handlers.initiative import Action, Decision, Initiative, Status
from handlers.message import Button, Message, Shown
from messages.catalog import say, under


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


def card(language: str, item: Initiative, zone: tzinfo, *, own: bool = False) -> Message:
    """Everything about an initiative; its buttons only while it waits, and never on one's `own`."""
    parts = [_heading(language, item, zone)]
    answers = answers_text(language, {key: value for key, value in item.answers.items() if key != "title"})
    if answers:
        parts.append(answers)
    parts.append(_history(language, item, zone))
    waits = item.status is Status.SUBMITTED
    if waits and own:
        parts.append(say(language, "review.card.own"))
    return Message(
        text="\n\n".join(parts),
        choices=_decisions(language, item) if waits and not own else (),
        nav=(Button(say(language, "review.queue.open"), taps.pack(taps.Call("queue", "1"))),),
        files=files_of(item.answers),
        about=about(item),
    )


def answers_text(language: str, answers: Mapping[str, Any]) -> str:
    """Each answer under its label, one per line, in the form's order; what was skipped is left out."""
    choices = under(language, "report.")
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


def _heading(language: str, item: Initiative, zone: tzinfo) -> str:
    status = say(language, f"review.status.{item.status}")
    heading = say(language, "review.card.heading", code=item.code, status=status)
    sent = say(language, "review.card.submitted", **moment(item.submitted_at, zone))
    return "\n".join([heading, *_who(language, item), sent])


def _who(language: str, item: Initiative) -> list[str]:
    lines = [
        say(language, "review.card.title", title=" ".join(item.title.split())),
        say(language, "review.card.author", name=item.author_name or say(language, "review.unnamed")),
    ]
    if item.unit is not None:
        lines.append(say(language, "review.card.unit", unit=item.unit.name))
    elif item.unit_words:
        lines.append(say(language, "review.card.unit_words", words=item.unit_words))
    else:
        lines.append(say(language, "review.card.unit", unit=say(language, "review.unknown_unit")))
    return lines


def _history(language: str, item: Initiative, zone: tzinfo) -> str:
    events = [(item.submitted_at, say(language, "review.card.sent"))]
    events += [(step.at, _happened(language, step)) for step in item.history]
    # A record that came back may carry the moment of its return; the story is told in order.
    events.sort(key=lambda event: event[0])
    lines = [say(language, "review.card.history")]
    lines += [say(language, "review.card.event", what=what, **moment(at, zone)) for at, what in events]
    return "\n".join(lines)


def _happened(language: str, step: Decision) -> str:
    name = step.by_name or say(language, "review.someone")
    line = say(language, f"review.history.{step.action}", name=name)
    if step.reason and step.reason != "other":
        reason = say(language, f"review.reason.{step.reason}")
        line = say(language, "review.card.reason", line=line, reason=reason)
    return say(language, "review.card.words", line=line, words=step.words) if step.words else line


def _decisions(language: str, item: Initiative) -> tuple[tuple[Button, ...], ...]:
    rows = [
        (
            Button(
                say(language, f"review.act.{action}"),
                taps.pack(taps.Decision(item.id, item.revision, action)),
            ),
        )
        for action in (Action.APPROVE, Action.RETURN, Action.REJECT)
    ]
    if item.unit is None:
        label = say(language, "review.card.choose_unit")
        rows.append((Button(label, taps.pack(taps.Call("unit", str(number_of(item))))),))
    return tuple(rows)


def _shown(language: str, step: Step, answers: Mapping[str, Any], choices: Mapping[str, str]) -> str:
    value = answers.get(step.key)
    if step.ask is Ask.COAUTHORS and isinstance(value, list):
        if not value:
            return choices.get(f"{step.key}.choice.alone", "")
        named = [
            say(language, "review.answer.coauthor", name=one["name"], share=one["share"]) for one in value
        ]
        return ", ".join(named)
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return ", ".join(_file(language, one) for one in value)
    if wording.is_retold(step, answers):
        return choices.get(f"{step.key}.choice.idea", "")
    text = str(value)
    if step.ask is not Ask.TEXT and f"{step.key}.choice.{text}" in choices:
        return choices[f"{step.key}.choice.{text}"]
    if step.ask is Ask.DAY:
        return "/".join(reversed(text.split("-")))
    return wording.measured(language, text, answers) if step.ask is Ask.AMOUNT else text


def _file(language: str, file: Mapping[str, str]) -> str:
    named = say(language, f"review.answer.file_{file['kind']}", name=file.get("name", "")).strip()
    words = file.get("words", "")
    return say(language, "review.answer.file_words", file=named, words=words) if words else named
