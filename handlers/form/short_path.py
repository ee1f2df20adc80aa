"""The short path of a report: what was recognised already needs little more than its decision."""

from dataclasses import replace
from datetime import date
from typing import Final

from handlers.events import Began, Event
from handlers.form import forms, wording
from handlers.form.decision_line import divide
from handlers.form.drafts import Answers, Draft
from handlers.form.initiative_form import SHORT_MARK, SHORT_START, of
from handlers.form.taking import Walk
from handlers.message import Message

#: The payload of an update day's deep link: ``r_<code>`` of the unit, or ``r_`` where people of many come.
LINK: Final = "r_"
#: What first contact remembers of it.
SCANNED: Final = "scanned"


def is_scanned(event: Event) -> bool:
    return isinstance(event, Began) and event.payload.startswith(LINK)


def begun(answers: Answers) -> Answers:
    """What a report begins with when it is written anew on the same path."""
    return dict(SHORT_START) if answers.get(SHORT_MARK) else {}


def turned(draft: Draft) -> Draft | None:
    """A report that was begun the long way goes on the short one, with all that was told; None when it is
    on it already, or mends what was sent."""
    if draft.answers.get(SHORT_MARK) or draft.initiative_id is not None:
        return None
    told = {**SHORT_START, **draft.answers, "recognition": "have"}
    return _on(replace(draft, answers=told, partial="", told=None))


def more(draft: Draft) -> Draft | None:
    """Everything else is asked too, each question optional; None where that was offered already."""
    if draft.answers.get(SHORT_MARK) != "yes":
        return None
    answers = {**draft.answers, SHORT_MARK: "more"}
    if not answers.get("evidence"):
        answers.pop(forms.done_mark("evidence"), None)
    return _on(replace(draft, answers=answers))


def _on(draft: Draft) -> Draft:
    step = forms.next_step(of(draft.answers), draft.answers)
    return replace(draft, step=step, revision=draft.revision + 1, pending=None, editing=False)


def told(walked: Walk, event: Event) -> Walk:
    """The turn, with the line about a decision divided as soon as it is there."""
    draft = divided(walked.draft, event.at.date())
    return walked if draft is walked.draft else replace(walked, draft=draft)


def divided(draft: Draft, today: date) -> Draft:
    """With the line about the decision come its parts, as the long form asks for them one by one."""
    line = draft.answers.get("decision")
    if not line or not draft.answers.get(SHORT_MARK):
        return draft
    found = divide(str(line), today)
    parts = {
        "decision_number": found.number or None,
        "decision_date": found.day.isoformat() if found.day else None,
        "decision_signer": found.signer or None,
    }
    if parts.items() <= draft.answers.items():
        return draft
    return replace(draft, answers={**draft.answers, **parts})


def offering_more(language: str, draft: Draft, shown: Message) -> Message:
    """The review screen with the way to tell more, where there is more to tell."""
    if draft.answers.get(SHORT_MARK) != "yes" or draft.initiative_id is not None:
        return shown
    return replace(shown, choices=(*shown.choices, (wording.call(language, "tell_more"),)))


def offering_short(language: str, draft: Draft, shown: Message) -> Message:
    """The very first question with the way to the short path."""
    if draft.step != "idea" or draft.answers or draft.partial or draft.initiative_id is not None:
        return shown
    return replace(shown, nav=(*shown.nav, wording.call(language, "recognised")))


def in_menu(language: str, shown: Message) -> Message:
    """The menu with this way in as its last choice, where it moves no other number."""
    return replace(shown, choices=(*shown.choices, (wording.call(language, "recognised"),)))
