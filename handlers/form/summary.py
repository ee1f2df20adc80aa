"""The review screen: everything as it will be sent, what the rules say of it, and ways to change it."""

from datetime import date

from handlers import taps
from handlers.form import forms, wording
from handlers.form.drafts import Draft
from handlers.form.forms import Form
from handlers.message import Button, Message
from handlers.officers.review_card import answers_text
from handlers.rules import Programme, concerns
from messages.catalog import say


def screen(
    language: str, draft: Draft, programme: Programme | None, today: date, *, note: str = ""
) -> Message:
    """All answers, what stands in the way, and the buttons to send or change."""
    lines = [note] if note else []
    lines.append(say(language, "report.summary.title"))
    lines.append(answers_text(language, draft.answers))
    found = concerns(draft.answers, programme, today)
    if found:
        told = [say(language, f"report.rule.{one.key}", **one.values) for one in found]
        lines.append("\n".join([say(language, "report.summary.rules"), *(f"• {text}" for text in told)]))
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


def list_of_changes(language: str, form: Form, draft: Draft) -> Message:
    """Every question as a choice, to be answered anew."""
    rows = []
    for step in forms.path(form, draft.answers):
        answer = wording.shown(language, form.name, step, draft.answers)
        label = say(language, f"{form.name}.{step.key}.label")
        label = f"{label}: {answer}" if answer else label
        short = label if len(label) <= 60 else f"{label[:59].rstrip()}…"
        rows.append((Button(short, taps.pack(taps.Edit(draft.revision, step.key))),))
    return Message(
        text=say(language, "report.summary.which"),
        choices=tuple(rows),
        nav=(wording.go(language, draft, "again"),),
    )
