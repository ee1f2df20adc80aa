"""The review screen: everything as it will be sent, what the rules say of it, and ways to change it."""

from collections.abc import Iterable
from datetime import date

from handlers import pages, taps
from handlers.form import forms, wording
from handlers.form.drafts import Draft
from handlers.form.forms import SUMMARY, Form
from handlers.likeness.own import Earlier
from handlers.message import Button, Message
from handlers.officers.review_card import answers_text
from handlers.rules import Programme, concerns
from messages.catalog import say

#: How many questions are offered for a change at once.
SHOWN = 9


def screen(
    language: str,
    draft: Draft,
    programme: Programme | None,
    today: date,
    *,
    note: str = "",
    earlier: Iterable[Earlier] = (),
    clock: str = "",
) -> Message:
    """All answers, what stands in the way, what the `clock` says near a closing minute, and the buttons to
    send or change."""
    lines = [note] if note else []
    lines.append(say(language, "report.summary.title"))
    lines.append(answers_text(language, draft.answers))
    found = concerns(draft.answers, programme, today, earlier)
    if found:
        told = [say(language, f"report.rule.{one.key}", **one.values) for one in found]
        lines.append("\n".join([say(language, "report.summary.rules"), *(f"• {text}" for text in told)]))
    if clock:
        lines.append(clock)
    send = "resend" if draft.initiative_id else "send"
    lines.append(say(language, f"report.summary.ask_{send}"))
    return Message(
        text="\n\n".join(lines),
        choices=(
            (Button(say(language, f"form.way.{send}"), taps.pack(taps.Go(draft.revision, "send"))),),
            (wording.go(language, draft, "edit"),),
        ),
        nav=(wording.call(language, "pause"), wording.call(language, "cancel")),
    )


def list_of_changes(language: str, form: Form, draft: Draft, start: int = 0) -> Message:
    """Every question as a choice, to be answered anew; a page of them, beginning at `start`."""
    steps = forms.path(form, draft.answers)
    span = pages.span(steps, start, SHOWN)
    rows = []
    for step in steps[span.start : span.end]:
        answer = wording.shown(language, form.name, step, draft.answers)
        label = say(language, f"{form.name}.{step.key}.label")
        label = f"{label}: {answer}" if answer else label
        short = label if len(label) <= 60 else f"{label[:59].rstrip()}…"
        rows.append((Button(short, taps.pack(taps.Edit(draft.revision, step.key))),))
    more = _page(draft, span.end) if span.end < len(steps) else ""
    less = _page(draft, max(0, span.start - SHOWN)) if span.start else ""
    return Message(
        text=pages.headed(language, say(language, "report.summary.which"), steps, span, SHOWN),
        choices=tuple(rows),
        nav=(*pages.turns(language, more=more, less=less), wording.go(language, draft, "again")),
    )


def turned(tap: taps.Tap | None, draft: Draft) -> int | None:
    """Where the page of the list begins that a button of this review screen asks for."""
    if not isinstance(tap, taps.Answer) or (tap.revision, tap.step) != (draft.revision, SUMMARY):
        return None
    return int(tap.value) if tap.value.isascii() and tap.value.isdigit() and len(tap.value) <= 3 else None


def _page(draft: Draft, start: int) -> str:
    return taps.pack(taps.Answer(draft.revision, SUMMARY, str(start)))
