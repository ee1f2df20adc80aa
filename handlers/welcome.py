"""First contact: a greeting, consent by purpose, and who the person is."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from handlers import report, short_report, taps, unit_list
from handlers.effects import DropDraft, Effect, Effects, MoveTo, RecordConsent, Reply, SaveDraft, SavePerson
from handlers.events import Began, Commanded, Event, Said, Tapped
from handlers.form import bursts, forms, short_path, wording
from handlers.form.drafts import Draft
from handlers.form.forms import SUMMARY
from handlers.form.initiative_form import REPORT
from handlers.form.join_form import JOIN
from handlers.form.walking import walk
from handlers.message import Button, Message
from handlers.officers import rights
from handlers.person import Purpose
from handlers.rules import Programme
from handlers.speaker import Home, Joining, Speaker
from handlers.understanding import choices, folding
from handlers.units import Unit
from messages.catalog import say

#: From this many words on, a first message is taken for the idea itself.
IDEA_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinFacts:
    """`named` is the unit that the event names by code or choice, `found` those like its words."""

    speaker: Speaker
    programme: Programme | None = None
    named: Unit | None = None
    found: tuple[Unit, ...] = ()


def when(event: Event, speaker: Speaker) -> bool:
    """Somebody whose first contact is not over; commands that need no name are answered elsewhere."""
    if isinstance(event, Commanded) and event.name in ("stop", "allow", "language"):
        return False
    if isinstance(speaker.place, Joining):
        return True
    person = speaker.person
    if person.is_known or isinstance(event, Began):
        return False
    if person.is_officer and person.name:
        # Officers agreed to nothing as workers; they are asked when they want to report themselves.
        return isinstance(event, Commanded) and event.name in ("start", "join", "recognised")
    return True


def is_idea(text: str) -> bool:
    """Whether free text is long enough to be somebody's initiative rather than a greeting."""
    return len(folding.fold(text).split()) >= IDEA_WORDS


def consent_version(language: str, purpose: Purpose) -> str:
    """Names exactly the words that were shown: their language and a digest of them."""
    shown = say(language, f"welcome.{purpose.value}.question")
    return f"{language}:{sha256(shown.encode()).hexdigest()[:12]}"


def handle(event: Event, facts: JoinFacts) -> Effects:
    """One turn of first contact."""
    draft = facts.speaker.draft
    if draft is None or draft.form != "join" or not isinstance(facts.speaker.place, Joining):
        return start(event, facts)
    language = facts.speaker.language
    if draft.step == "handling" and isinstance(event, Said) and choices.refuses(event.text):
        event = Said(
            conversation=event.conversation, at=event.at, text=say(language, "welcome.handling.choice.no")
        )
    elif draft.step == "handling" and isinstance(event, Said) and _tells(event, draft):
        return _told_on(language, draft, event)
    if isinstance(event, Commanded) and event.name == "cancel":
        return _left(language)
    if isinstance(event, Commanded) and event.name not in ("back", "skip", "done"):
        note = say(language, f"welcome.{draft.step}.help") if event.name == "help" else ""
        return (Reply(wording.question(language, JOIN, draft, before=note)),)
    if draft.step == "unit":
        settled = _unit(event, facts, draft)
        if settled is not None:
            return settled
    return _walked(event, facts, draft)


def start(event: Event, facts: JoinFacts) -> Effects:
    """The greeting, with what the first message already told: a unit, or the idea itself."""
    language = facts.speaker.language
    person = facts.speaker.person
    answers: dict[str, object] = {}
    effects: list[Effect] = []
    note = say(language, "welcome.greeting")
    if facts.named is not None:
        answers["unit"] = facts.named.id
        effects.append(SavePerson(unit_id=facts.named.id))
        note = say(language, "welcome.greeting_unit", unit=facts.named.name)
    elif person.unit is not None:
        answers["unit"] = person.unit.id
    if isinstance(event, Said) and not event.forwarded and facts.named is None and is_idea(event.text):
        answers["idea"] = folding.clean(event.text)[: _idea_most()]
        note = note + "\n\n" + say(language, "welcome.idea_kept")
    if person.name:
        answers["name"] = person.name
    if short_path.is_scanned(event):
        answers[short_path.SCANNED] = True
    draft = _fresh(facts.speaker, event.at, answers, "handling")
    if isinstance(event, Said) and "idea" in answers:
        draft = bursts.remembered(draft, "idea", event)
    other = "en" if language == "vi" else "vi"
    asked = wording.question(language, JOIN, draft, before=note)
    switch = Button(say(other, "welcome.this_language"), taps.pack(taps.Call("language", other)))
    shown = replace(asked, nav=(switch, *asked.nav))
    return (*effects, SaveDraft(draft), MoveTo(Joining()), Reply(shown))


def again(event: Began, facts: JoinFacts, draft: Draft) -> Effects:
    """The link was opened once more while first contact was under way: on from there, with the unit
    if it named one."""
    language, named = facts.speaker.language, facts.named
    if named is None:
        note = say(language, "welcome.again")
        return (Reply(wording.question(language, JOIN, draft, before=note)),)
    note = say(language, "welcome.unit_found", unit=named.name)
    placed = replace(forms.asked_again(draft), answers={**draft.answers, "unit": named.id})
    if draft.step == "unit":
        placed = forms.answered(JOIN, draft, "unit", named.id)
    return (SavePerson(unit_id=named.id), *_go_on(facts, placed, event.at, note))


def _tells(event: Said, draft: Draft) -> bool:
    """Before the consent: an idea, or the rest of one in a short message of its own."""
    rest = bool(draft.answers.get("idea")) and bursts.is_close(draft, event)
    return not event.forwarded and (rest or is_idea(event.text))


def _told_on(language: str, draft: Draft, event: Said) -> Effects:
    """An idea before the consent, often in several messages: all of them are kept."""
    text, told = folding.clean(event.text), draft.answers.get("idea", "")
    whole = f"{told}\n{text}" if told else text
    most = _idea_most()
    if len(whole) > most:
        note = say(language, "form.trouble.too_long", most=most, count=len(whole))
        kept = replace(draft, answers={**draft.answers, "idea": str(told) or text[:most]})
        return (SaveDraft(kept), Reply(wording.question(language, JOIN, kept, before=note)))
    note, delay = say(language, "welcome.idea_kept"), 0.0
    if told and bursts.is_close(draft, event):
        kept, fresh = bursts.gone_on(draft, "idea", whole, event)
        if not fresh:
            return (SaveDraft(kept),)
        delay = bursts.GATHERED
    else:
        kept = bursts.remembered(replace(draft, answers={**draft.answers, "idea": whole}), "idea", event)
    return (SaveDraft(kept), Reply(wording.question(language, JOIN, kept, before=note), delay=delay))


def _idea_most() -> int:
    step = REPORT.step("idea")
    return step.most if step else 0


def _fresh(speaker: Speaker, at: datetime, answers: dict[str, object], step: str) -> Draft:
    """First contact from its beginning, in the place of one that was under way: nobody has two."""
    old = speaker.draft.id if speaker.draft and speaker.draft.form == "join" else None
    return Draft(
        form="join",
        version=JOIN.version,
        id=old,
        answers=answers,
        step=step,
        revision=forms.first_revision(at),
    )


def ask_name(speaker: Speaker, at: datetime, note: str) -> Effects:
    """A new officer without a name is asked for it and for nothing else."""
    draft = _fresh(speaker, at, {"officer": "yes"}, "name")
    shown = wording.question(speaker.language, JOIN, draft, before=note)
    return (SaveDraft(draft), MoveTo(Joining()), Reply(shown))


def _walked(event: Event, facts: JoinFacts, before: Draft) -> Effects:
    language = facts.speaker.language
    walked = walk(JOIN, before, event, language)
    if walked.silent:
        return ()
    if walked.draft is before:
        note = say(language, "form.first_question") if walked.begins else walked.note
        return (Reply(wording.question(language, JOIN, before, before=note)),)
    effects = list(_facts_of(before.step, walked.draft, language)) if walked.draft.step != before.step else []
    if before.step == "handling" and walked.draft.answers.get("handling") == "no":
        return (*effects, *_left(language))
    return (*effects, *_go_on(facts, walked.draft, event.at, walked.note))


def _facts_of(key: str, draft: Draft, language: str) -> Effects:
    """What an answer says of the person, kept at once and not only at the end."""
    value = draft.answers.get(key)
    match key:
        case "handling" | "campaigns" | "public" if value in ("yes", "no"):
            purpose = Purpose(key)
            return (RecordConsent(purpose, value == "yes", consent_version(language, purpose)),)
        case "name" if value:
            return (SavePerson(name=value),)
        case "phone" if value:
            return (SavePerson(phone=value),)
        case _:
            return ()


def _go_on(facts: JoinFacts, draft: Draft, at: datetime, note: str = "") -> Effects:
    language = facts.speaker.language
    if draft.step != SUMMARY:
        return (SaveDraft(draft), Reply(wording.question(language, JOIN, draft, before=note)))
    return _arrived(facts, draft, at, note)


def _arrived(facts: JoinFacts, draft: Draft, at: datetime, note: str) -> Effects:
    """First contact is over: on with the idea if it came first, else the menu."""
    language = facts.speaker.language
    name = draft.answers.get("name", "")
    if draft.answers.get("officer") == "yes":
        decides = rights.decides(facts.speaker.person)
        text = say(language, "welcome.officer_known" if decides else "posts.known", name=name)
        way = wording.call(language, "queue" if decides else "help")
        return (DropDraft(), MoveTo(Home()), Reply(wording.choose(text, (way,))))
    if draft.answers.get("idea"):
        known = replace(facts.speaker, draft=None)
        idea = str(draft.answers["idea"])
        return (DropDraft(), *report.begin(known, facts.programme, at, idea, whole=True))
    if draft.answers.get(short_path.SCANNED):
        known = replace(facts.speaker, draft=None)
        return (DropDraft(), *short_report.begin(known, facts.programme, at, note))
    text = say(language, "welcome.known", name=name)
    if note:
        text = f"{note}\n\n{text}"
    return (DropDraft(), MoveTo(Home()), Reply(menu(language, text)))


def menu(language: str, text: str) -> Message:
    """The few things a worker can do, as choices."""
    return wording.choose(
        text,
        (
            wording.call(language, "start"),
            wording.call(language, "mine"),
            wording.call(language, "help"),
        ),
    )


def _left(language: str) -> Effects:
    text = say(language, "welcome.left")
    return (DropDraft(), MoveTo(Home()), Reply(wording.choose(text, (wording.call(language, "join"),))))


def _unit(event: Event, facts: JoinFacts, draft: Draft) -> Effects | None:
    """The unit by code, by a choice of the found ones, or as the person calls it; None leaves it
    to the ordinary way."""
    language = facts.speaker.language
    if facts.named is not None and isinstance(event, Said | Tapped):
        if isinstance(event, Tapped):
            tap = taps.unpack(event.data)
            if not (isinstance(tap, taps.Answer) and tap.revision == draft.revision):
                return None
        placed = forms.answered(JOIN, draft, "unit", facts.named.id)
        note = say(language, "welcome.unit_found", unit=facts.named.name)
        return (SavePerson(unit_id=facts.named.id), *_go_on(facts, placed, event.at, note))
    if isinstance(event, Tapped):
        tap = taps.unpack(event.data)
        typed = draft.answers.get("unit_typed")
        if not (
            isinstance(tap, taps.Answer) and (tap.revision, tap.step) == (draft.revision, "unit") and typed
        ):
            return None
        start = unit_list.turned(tap.value)
        if start is not None:
            return (Reply(unit_list.page(language, draft, start)),)
        if tap.value == "other":
            placed = forms.answered(JOIN, draft, "unit", None)
            return (SavePerson(unit_words=typed), *_go_on(facts, placed, event.at))
        return None
    if not isinstance(event, Said) or event.forwarded:
        return None
    typed = folding.clean(event.text)
    if not 2 <= len(typed) <= 200:
        return None
    asked = unit_list.kept(forms.asked_again(draft), typed, facts.found)
    return (SaveDraft(asked), Reply(unit_list.page(language, asked)))


def is_code_like(text: str) -> bool:
    """Whether text may be a unit's printed code: one short word."""
    return 2 <= len(text.strip()) <= 20 and " " not in text.strip() and choices.command(text) is None
