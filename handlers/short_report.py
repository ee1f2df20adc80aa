"""A report begun on the short path, for what was recognised already."""

from datetime import datetime

from handlers import report
from handlers.effects import Effects, MoveTo, Reply, SaveDraft
from handlers.form import forms
from handlers.form.drafts import Draft
from handlers.form.initiative_form import SHORT, SHORT_START
from handlers.rules import Programme
from handlers.speaker import Reporting, Speaker
from messages.catalog import say


def begin(speaker: Speaker, programme: Programme | None, at: datetime, note: str = "") -> Effects:
    """The first question, under a note where there is something to tell before."""
    draft = Draft(
        form="report",
        version=SHORT.version,
        answers=dict(SHORT_START),
        step=forms.next_step(SHORT, SHORT_START),
        revision=forms.first_revision(at),
    )
    told = say(speaker.language, "report.short.recognised")
    before = f"{note}\n\n{told}" if note else told
    shown = report.screen(speaker.language, draft, programme, at.date(), note=before)
    return (SaveDraft(draft), MoveTo(Reporting()), Reply(shown))
