"""Moves a draft by one event, the same for every form."""

from dataclasses import replace
from typing import assert_never

from handlers import taps
from handlers.events import Attached, Commanded, Edited, Event, Said, SentOther, SharedPhone, Tapped
from handlers.form import answers, forms, wording
from handlers.form.answers import Given, Trouble
from handlers.form.drafts import Draft
from handlers.form.forms import SUMMARY, Ask, Form
from handlers.form.taking import Walk, take, told
from handlers.understanding import folding
from messages.catalog import say

#: Answers that are read out of typed words, and said back.
_ECHOED = frozenset({Ask.AMOUNT, Ask.DAY, Ask.COAUTHORS})


def walk(form: Form, draft: Draft, event: Event, language: str) -> Walk:
    """The draft after this event. Whatever cannot be taken leaves it as it was, with a note why."""
    walked = _walked(form, draft, event, language)
    told = draft.told
    if told is not None and walked.draft.told is told and walked.draft.revision != draft.revision:
        # Another question is on screen by other means: what was told before it is finished.
        return replace(walked, draft=replace(walked.draft, told=None))
    return walked


def _walked(form: Form, draft: Draft, event: Event, language: str) -> Walk:
    match event:
        case Tapped():
            return _tapped(form, draft, event, language)
        case Commanded(name="back"):
            return _back(form, draft)
        case Commanded(name="skip"):
            return _skip(form, draft, language)
        case Commanded(name="done"):
            return _done(form, draft, language)
        case Said():
            return _said(form, draft, event, language)
        case Attached():
            return _attached(form, draft, event, language)
        case SharedPhone():
            return _shared(form, draft, event, language)
        case Edited():
            return Walk(draft=draft, note=say(language, "form.trouble.edited"))
        case SentOther():
            return Walk(draft=draft, note=say(language, f"form.trouble.sent_{event.what}"))
        case _:
            return Walk(draft=draft)


def _tapped(form: Form, draft: Draft, event: Tapped, language: str) -> Walk:
    tap = taps.unpack(event.data)
    if event.data == draft.last_tap and getattr(tap, "revision", None) == draft.revision - 1:
        # Only straight after the first press: later it is an old button like any other.
        return Walk(draft=draft, silent=True)
    old = Walk(draft=draft, note=say(language, "form.trouble.old_button"))
    if not isinstance(tap, taps.Answer | taps.Go | taps.Edit) or tap.revision != draft.revision:
        return old
    match tap:
        case taps.Answer(_, key, value):
            step = form.step(draft.step)
            if step is None or key != step.key or draft.pending:
                return old
            reading = answers.read_choice(step, draft.answers, value, event.at.date())
            walked = take(form, draft, step, reading, language)
        case taps.Edit(_, key):
            walked = _edit(form, draft, key) or old
        case taps.Go(_, way):
            walked = _go(form, draft, way, language) or old
        case _:
            assert_never(tap)
    if walked.draft is draft:
        return walked
    return replace(walked, draft=replace(walked.draft, last_tap=event.data))


def _edit(form: Form, draft: Draft, key: str) -> Walk | None:
    step = form.step(key)
    if draft.step != SUMMARY or step is None or not step.relevant(draft.answers):
        return None
    return Walk(draft=replace(draft, step=key, editing=True, revision=draft.revision + 1))


def _go(form: Form, draft: Draft, way: taps.Way, language: str) -> Walk | None:
    match way:
        case "back":
            return _back(form, draft)
        case "skip":
            return _skip(form, draft, language)
        case "done":
            return _done(form, draft, language)
        case "keep":
            return _keep(form, draft)
        case "drop" if draft.pending:
            key, value = draft.pending
            return Walk(draft=forms.answered(form, draft, key, value))
        case _:
            return None


def _back(form: Form, draft: Draft) -> Walk:
    if draft.pending:
        return Walk(draft=forms.asked_again(draft))
    if draft.partial:
        return Walk(draft=_story_so_far(draft))
    back = forms.gone_back(form, draft)
    return Walk(draft=draft, begins=True) if back is None else Walk(draft=back)


def _story_so_far(draft: Draft) -> Draft:
    """The same question with what was told so far as its answer: we said that it is kept."""
    answers = draft.answers if draft.editing else {**draft.answers, draft.step: draft.partial}
    return replace(forms.asked_again(draft), answers=answers, partial="")


def _keep(form: Form, draft: Draft) -> Walk:
    """The answer stays as it is: the refused change is dropped, or the question is passed by."""
    if draft.pending:
        back = forms.next_step(form, draft.answers) if draft.editing else draft.step
        editing = draft.editing and back != SUMMARY
        return Walk(draft=replace(forms.asked_again(draft), step=back, editing=editing))
    if draft.step not in draft.answers:
        return Walk(draft=draft)
    return Walk(draft=forms.answered(form, draft, draft.step, draft.answers[draft.step]))


def _skip(form: Form, draft: Draft, language: str) -> Walk:
    step = form.step(draft.step)
    if step is None or draft.pending:
        return Walk(draft=draft)
    if not step.optional:
        return Walk(draft=draft, note=say(language, "form.trouble.required"))
    value = draft.answers.get(step.key, []) if step.ask is Ask.FILES else None
    return Walk(draft=forms.answered(form, draft, step.key, value))


def _done(form: Form, draft: Draft, language: str) -> Walk:
    step = form.step(draft.step)
    if step is None:
        return Walk(draft=draft)
    if draft.partial:
        letters = sum(1 for letter in draft.partial if letter.isalnum())
        if letters >= step.least:
            return take(form, draft, step, Given(draft.partial), language)
    if step.ask is Ask.FILES:
        return Walk(draft=forms.answered(form, draft, step.key, draft.answers.get(step.key, [])))
    return Walk(draft=draft, note=say(language, "form.trouble.nothing_to_finish"))


def _said(form: Form, draft: Draft, event: Said, language: str) -> Walk:
    if draft.pending:
        return Walk(draft=draft, note=say(language, "form.would_drop_again"))
    step = form.step(draft.step)
    walked = told(form, draft, step, event, language)
    if step and step.ask in _ECHOED and walked.draft.step != draft.step and not walked.note:
        # What was understood of a number, a date or shares may not be what was meant.
        noted = wording.shown(language, form.name, step, walked.draft.answers)
        return replace(walked, note=say(language, "form.noted", answer=noted)) if noted else walked
    return walked


def _attached(form: Form, draft: Draft, event: Attached, language: str) -> Walk:
    """A file where files are asked for is an answer; elsewhere it is kept with the evidence, for
    whoever sends a photo too early should not have to send it twice."""
    asked = form.step(draft.step)
    home = asked if asked and asked.ask is Ask.FILES else form.step("evidence")
    if home is None:
        return Walk(draft=draft, note=say(language, "form.trouble.words_wanted"))
    if not home.relevant(draft.answers):
        return Walk(draft=draft, note=say(language, "form.trouble.secret_file"))
    files = list(draft.answers.get(home.key) or [])
    if len(files) >= answers.FILES:
        return Walk(draft=draft, note=say(language, "form.trouble.too_many_files", most=answers.FILES))
    files.append(_entry(event, words=home is asked))
    kept = replace(draft, answers={**draft.answers, home.key: files})
    if event.caption and home is not asked and asked and asked.ask is Ask.TEXT:
        said = Said(conversation=event.conversation, at=event.at, text=event.caption)
        walked = told(form, kept, asked, said, language)
        note = walked.note or say(language, "form.file_kept_too")
        return replace(walked, file=event.file, note=note, silent=False)
    once = album_of(event)
    note = "form.file_kept"
    if home is asked:
        note = "form.file_album" if once else "form.file_taken"
    return Walk(draft=kept, file=event.file, note=say(language, note), once=once, delay=1.0 if once else 0.0)


def album_of(event: Attached) -> str:
    """What makes the answers to the pieces of one album one answer; "" for a single file."""
    return f"album:{event.conversation}:{event.album}" if event.album else ""


def _entry(event: Attached, *, words: bool) -> dict[str, str]:
    """A file as an answer keeps it; with `words`, what was written under it belongs to it."""
    name = folding.clean(event.file.name)
    entry = {"key": event.file.key, "kind": event.file.kind.value, "name": name}
    caption = folding.clean(event.caption)[:500]
    return {**entry, "words": caption} if words and caption else entry


def _shared(form: Form, draft: Draft, event: SharedPhone, language: str) -> Walk:
    step = form.step(draft.step)
    if step is None or step.ask is not Ask.PHONE:
        return Walk(draft=draft, note=say(language, "form.trouble.contact"))
    if not event.own:
        return Walk(draft=draft, note=say(language, "form.trouble.contact_of_another"))
    said = Said(conversation=event.conversation, at=event.at, text=event.phone)
    number = f"+{event.phone.lstrip('+')}"
    reading = answers.read_text(step, draft, said, event.at.date())
    if isinstance(reading, Trouble):
        reading = answers.read_text(step, draft, replace(said, text=number), event.at.date())
    return take(form, draft, step, reading, language)
