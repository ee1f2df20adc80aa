"""Takes words as an answer: to the question on screen, or the rest of the one before."""

from dataclasses import replace
from typing import assert_never

from handlers.events import FileRef, Said
from handlers.form import answers, bursts, forms
from handlers.form.answers import Given, Piece, Trouble
from handlers.form.drafts import Draft
from handlers.form.forms import Ask, Form, Step
from handlers.understanding import choices, folding
from handlers.values import dataclass
from messages.catalog import say

#: Troubles with an answer that was meant for the question on screen.
_MEANT = frozenset({"coauthors_no_shares", "coauthors_over_100", "coauthors_not_100", "day_future"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Where an event brought a draft.

    `note` is said before the next screen. `silent` says nothing at all (a double press, or words whose
    confirmation is on its way). `once` and `delay` gather the answers to an album, or to a burst of
    messages, into one. `begins` is a step back from the very first question.
    """

    draft: Draft
    note: str = ""
    file: FileRef | None = None
    silent: bool = False
    once: str = ""
    delay: float = 0.0
    begins: bool = False


def take(form: Form, draft: Draft, step: Step, reading: answers.Reading, language: str) -> Walk:
    """The draft with what was read, or a note why it could not be."""
    match reading:
        case Given(value):
            if forms.orphans(form, draft.answers, step.key, value):
                return Walk(draft=replace(forms.asked_again(draft), pending=(step.key, value)))
            return Walk(draft=forms.answered(form, draft, step.key, value))
        case Piece(text):
            kept = replace(draft, partial=text, revision=draft.revision + 1)
            return Walk(draft=kept, note=say(language, "form.piece", count=len(text)))
        case Trouble(key, values):
            return Walk(draft=draft, note=say(language, f"form.trouble.{key}", **values))
        case _:
            assert_never(reading)


def told(form: Form, draft: Draft, step: Step | None, event: Said, language: str) -> Walk:
    """Typed words: the rest of the answer before, or the answer to the question on screen."""
    burst, told = bursts.is_burst(draft, event), draft.told
    scrap = told.scrap if told and step and burst and told.step == step.key else ""
    if scrap:
        event = replace(event, text=f"{scrap}\n{event.text}")
    reading: answers.Reading = Trouble("choose")
    if step is not None:
        reading = answers.read_text(step, draft, event, event.at.date())
    earlier = bursts.told_before(form, draft)
    if earlier is not None and _is_rest(draft, step, reading, event, burst=burst):
        return _go_on(draft, earlier, event, language)
    if step is None:
        return Walk(draft=draft, note=say(language, "form.trouble.choose"))
    walked = take(form, draft, step, reading, language)
    if step.ask is not Ask.TEXT:
        return walked
    if isinstance(reading, Trouble) and reading.key == "too_short":
        kept = bursts.remembered(draft, step.key, event, folding.clean(event.text))
        return replace(walked, draft=kept, silent=bool(scrap))
    if walked.draft.step != draft.step:
        return Walk(draft=bursts.remembered(walked.draft, step.key, event), note=walked.note)
    return walked


def _is_rest(draft: Draft, step: Step | None, reading: answers.Reading, event: Said, *, burst: bool) -> bool:
    """Whether these words go on with the answer before. A day or a share in percent answers its question
    even when it comes at once; what answers nothing is the rest of an answer for a while longer. "Ok" to a
    list or to the review screen is neither."""
    wordy = step is not None and step.ask is Ask.TEXT
    if isinstance(reading, Trouble) and reading.key in ("empty", "forwarded"):
        return False
    if not wordy and choices.yes_or_no(event.text) is not None:
        return False
    if burst:
        shares = step is None or step.ask is not Ask.COAUTHORS or "%" in event.text
        return wordy or not (isinstance(reading, Given) and shares)
    if wordy or not isinstance(reading, Trouble) or reading.key in _MEANT:
        return False
    return bursts.is_close(draft, event)


def _go_on(draft: Draft, earlier: Step, event: Said, language: str) -> Walk:
    whole = f"{draft.answers[earlier.key]}\n{folding.clean(event.text)}"
    if len(whole) > earlier.most:
        values = {"count": len(whole), "most": earlier.most}
        return Walk(draft=draft, note=say(language, "form.trouble.rest_too_long", **values))
    kept, fresh = bursts.gone_on(draft, earlier.key, whole, event)
    if not fresh:
        return Walk(draft=kept, silent=True)
    return Walk(draft=kept, note=say(language, "form.joined"), delay=bursts.GATHERED)
