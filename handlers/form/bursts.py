"""Tells the rest of an answer, sent in a message of its own, from the answer to the next question."""

from dataclasses import replace

from handlers.events import Said
from handlers.form.drafts import Draft, Told
from handlers.form.forms import Ask, Form, Step

#: Seconds a new question needs to reach a phone and to be looked at.
READING = 1.5
#: Letters a second that hardly anybody types on a phone: half of people type three, the quickest five.
FASTEST = 6.0
#: Seconds after which nothing is taken for begun before the question, however long it is.
LONGEST = 10.0
#: Seconds in which words that do not answer the question on screen are still the rest of the last one.
LOOSE = 15.0
#: Seconds in which everything that goes on is confirmed with one message.
GATHERED = 1.5


def is_burst(draft: Draft, event: Said) -> bool:
    """Whether this was begun before anybody could have read what was answered to the words before it."""
    if draft.told is None or event.forwarded:
        return False
    allowed = min(LONGEST, READING + len(event.text.strip()) / FASTEST)
    return _since(draft.told, event) <= allowed


def is_close(draft: Draft, event: Said) -> bool:
    """Whether the words before this are so fresh that what fits nothing else belongs to them."""
    return draft.told is not None and not event.forwarded and _since(draft.told, event) <= LOOSE


def told_before(form: Form, draft: Draft) -> Step | None:
    """The question whose answer may still go on: answered in the person's own words, and left."""
    told = draft.told
    if told is None or told.scrap or told.step == draft.step:
        return None
    step = form.step(told.step)
    return step if step and step.ask is Ask.TEXT and isinstance(draft.answers.get(step.key), str) else None


def remembered(draft: Draft, step: str, event: Said, scrap: str = "") -> Draft:
    """The draft knowing what was just told, and when."""
    return replace(draft, told=Told(step, event.at.timestamp(), scrap))


def gone_on(draft: Draft, step: str, whole: str, event: Said) -> tuple[Draft, bool]:
    """The draft with a longer answer, on the same screen under the same revision, so that its numbers and
    buttons still hold; and whether this has to be confirmed, or an earlier confirmation is yet to come."""
    told, at = draft.told, event.at.timestamp()
    due = told.confirmed if told else 0.0
    fresh = not at < due <= at + GATHERED
    renewed = Told(step, at, confirmed=at + GATHERED if fresh else due)
    return replace(draft, answers={**draft.answers, step: whole}, told=renewed), fresh


def _since(told: Told, event: Said) -> float:
    # Two machines may disagree a little about the time, and a message may wait in the inbox.
    return abs(event.at.timestamp() - told.at)
