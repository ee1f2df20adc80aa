"""The way in for whoever has the employer's decision already."""

from handlers import home, report
from handlers.effects import Effects, MoveTo, Reply, SaveDraft
from handlers.events import Event
from handlers.form import forms
from handlers.form.drafts import Draft
from handlers.form.initiative_form import SHORT, SHORT_START
from handlers.home import HomeFacts
from handlers.speaker import Reporting
from messages.catalog import say


def start(event: Event, facts: HomeFacts) -> Effects:
    """Begin a report on the short path; an unfinished one is offered first."""
    speaker = facts.speaker
    if speaker.draft is not None and speaker.draft.form == "report":
        return home.start(event, facts)
    draft = Draft(
        form="report",
        version=SHORT.version,
        answers=dict(SHORT_START),
        step=forms.next_step(SHORT, SHORT_START),
        revision=forms.first_revision(event.at),
    )
    note = say(speaker.language, "report.short.recognised")
    shown = report.screen(speaker.language, draft, facts.programme, event.at.date(), note=note)
    return (SaveDraft(draft), MoveTo(Reporting()), Reply(shown))
