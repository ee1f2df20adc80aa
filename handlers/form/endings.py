"""What ends a part of a report: leaving it, beginning anew, a file that is lost."""

from dataclasses import replace

from handlers.form import wording
from handlers.form.drafts import Draft
from handlers.message import Button, Message
from handlers.speaker import Reporting
from messages.catalog import say


def question(language: str, draft: Draft, place: Reporting) -> Message:
    """Whether a report is really to be left or begun anew."""
    ways = (wording.go(language, draft, "no"), wording.go(language, draft, "yes"))
    labels = (f"report.{place.asking}.no", f"report.{place.asking}.yes")
    buttons = [Button(say(language, label), way.data) for label, way in zip(labels, ways, strict=True)]
    return wording.choose(say(language, f"report.{place.asking}.question"), buttons)


def without_file(draft: Draft, key: str) -> Draft:
    """The draft without a file whose bytes turned out to be of no use."""
    answers = dict(draft.answers)
    for question in ("evidence", "decision_photo"):
        if answers.get(question):
            answers[question] = [one for one in answers[question] if one["key"] != key]
    return replace(draft, answers=answers)
