"""What can be done when nothing is being asked: begin, go on, look, ask for help."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any

from handlers import pages, progress, report, taps, welcome
from handlers.campaigns import closing
from handlers.effects import Effects, MoveTo, OpenDraft, Reply, SaveDraft, SavePerson
from handlers.events import Attached, Began, Commanded, Edited, Event, FileLost, Said, SentOther, Tapped
from handlers.form import endings, forms, short_path, wording
from handlers.form.drafts import Draft
from handlers.form.initiative_form import REPORT
from handlers.form.initiative_form import of as form_of
from handlers.form.join_form import JOIN
from handlers.form.walking import album_of
from handlers.initiative import Action, Initiative, Level, Status, moved
from handlers.message import Button, Message
from handlers.officers import guidance
from handlers.officers.effects import Behalf
from handlers.officers.review_card import answers_text
from handlers.record import remark_lines
from handlers.record.facts import Remark
from handlers.record.remarks import reply_button
from handlers.rules import Programme
from handlers.speaker import Home, Joining, Reporting, Speaker
from handlers.understanding import folding
from handlers.units import Unit
from messages.catalog import LANGUAGES, say

#: How many of one's own initiatives are shown at once.
SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFacts:
    """`named` is the unit of a deep link; `own` are the speaker's initiatives, newest first; `kept` is
    what their merged ones, by id, are part of now, `comments` what was said about each, `closings`
    are near."""

    speaker: Speaker
    programme: Programme | None = None
    named: Unit | None = None
    own: tuple[Initiative, ...] = ()
    kept: Mapping[int, Initiative] = field(default_factory=dict)
    comments: Mapping[int, tuple[Remark, ...]] = field(default_factory=dict)
    closings: tuple[closing.Closing, ...] = ()


def began(event: Event, facts: HomeFacts) -> Effects:
    """`/start`, an opened page or a deep link; a draft in progress is offered first."""
    speaker = facts.speaker
    language = speaker.language
    if not speaker.person.is_known and not (speaker.person.is_officer and speaker.person.name):
        joining = welcome.JoinFacts(speaker=speaker, programme=facts.programme, named=facts.named)
        if isinstance(speaker.place, Joining) and speaker.draft and isinstance(event, Began):
            return welcome.again(event, joining, speaker.draft)
        return welcome.start(event, joining)
    if facts.named is not None and (speaker.person.unit is None or speaker.person.unit.id != facts.named.id):
        text = say(language, "home.other_unit", unit=facts.named.name)
        move = Button(say(language, "home.move_unit"), taps.pack(taps.Call("move", facts.named.code)))
        # Home, so that an answer to this is never taken for one to the form.
        return (MoveTo(Home()), Reply(wording.choose(text, (move, wording.call(language, "keep")))))
    if speaker.draft is not None and speaker.draft.form == "report":
        return (MoveTo(Home()), Reply(_unfinished(speaker, speaker.draft)))
    return (MoveTo(Home()), Reply(_menu(speaker)))


def opened(event: Event, facts: HomeFacts) -> Effects:
    """The chat was opened or followed without a word: what is being asked stays as it is."""
    return began(event, facts) if isinstance(facts.speaker.place, Home) else ()


def said(event: Event, facts: HomeFacts) -> Effects:
    """Free text or anything else at home: an idea begins a report, the rest gets the menu."""
    speaker = facts.speaker
    language = speaker.language
    draft = speaker.draft if speaker.draft and speaker.draft.form == "report" else None
    match event:
        case FileLost(key=key, why=why):
            told = Reply(Message(text=say(language, f"form.file_lost.{why.value}")))
            return (told,) if draft is None else (SaveDraft(endings.without_file(draft, key)), told)
        case Said(text=text) if draft is not None:
            # Whoever told a whole idea must not believe that it was kept.
            note = say(language, "home.not_kept") if welcome.is_idea(text) else ""
            return (Reply(_unfinished(speaker, draft, note)),)
        case Said(text=text, forwarded=False) if welcome.is_idea(text) and speaker.person.is_known:
            idea = folding.clean(text)
            return report.begin(speaker, facts.programme, event.at, idea)
        case Tapped():
            note = say(language, "form.trouble.old_button")
        case Edited():
            note = say(language, "form.trouble.edited")
        case SentOther(what=what):
            note = say(language, f"form.trouble.sent_{what}")
        case Attached():
            note = say(language, "home.file_without_report")
        case _:
            note = ""
    once = album_of(event) if isinstance(event, Attached) else ""
    shown = _menu(speaker, note) if draft is None else _unfinished(speaker, draft, note)
    return (Reply(shown, once=once),)


def start(event: Event, facts: HomeFacts) -> Effects:
    """Begin a report, unless one is unfinished: then that is offered first."""
    draft = facts.speaker.draft
    if draft is not None and draft.form == "report":
        return (Reply(_unfinished(facts.speaker, draft)),)
    return report.begin(facts.speaker, facts.programme, event.at)


def resume(event: Event, facts: HomeFacts) -> Effects:
    """Go on where it was left, tomorrow or after any restart."""
    language, draft = facts.speaker.language, facts.speaker.draft
    if draft is None or draft.form != "report":
        return (Reply(_menu(facts.speaker, say(language, "home.nothing_to_resume"))),)
    note, today = say(language, "report.going_on"), event.at.date()
    told = closing.on_review(language, draft, facts.programme, facts.closings, event.at)
    return report.resume(facts.speaker, draft, facts.programme, today, note=note, clock=told)


def discard(event: Event, facts: HomeFacts) -> Effects:
    """Cancelling or starting over from home asks the same question the form asks."""
    draft = facts.speaker.draft
    if draft is None or draft.form != "report":
        return (Reply(_menu(facts.speaker, say(facts.speaker.language, "home.nothing_to_cancel"))),)
    inside = replace(facts.speaker, place=Reporting())
    return report.handle(event, report.ReportFacts(speaker=inside, programme=facts.programme))


def help_(event: Event, facts: HomeFacts) -> Effects:
    """What the bot is for and the few words that always work."""
    language, person = facts.speaker.language, facts.speaker.person
    if person.is_officer:
        buttons = [wording.call(language, name) for name in guidance.everything(person)]
        return (Reply(wording.choose(guidance.words(language, person), buttons)),)
    return (Reply(welcome.menu(language, say(language, "home.help"))),)


def data(event: Event, facts: HomeFacts) -> Effects:
    """What is kept about the person and whom to ask."""
    return (Reply(welcome.menu(facts.speaker.language, say(facts.speaker.language, "home.data"))),)


def mine(event: Event, facts: HomeFacts) -> Effects:
    """One's own initiatives with their status, or one of them in full."""
    language = facts.speaker.language
    argument = event.argument if isinstance(event, Commanded) else ""
    # What waits for the author comes first, then the newest.
    own = tuple(sorted(facts.own, key=lambda one: one.status is not Status.RETURNED))
    turned = _turned(own, argument)
    chosen = find_own(facts, argument) if turned is None else None
    if chosen is not None:
        return (Reply(_one(event, facts, chosen)),)
    if not facts.own:
        return (Reply(_menu(facts.speaker, say(language, "home.none_yet"))),)
    return (Reply(_list(facts, own, turned or 0)),)


def _turned(own: tuple[Initiative, ...], argument: str) -> int | None:
    """Where the asked page of the list begins; None when no page was asked for. A page is named by the
    initiative beside it and not counted, so that a new one on top shifts nothing."""
    way, colon, code = argument.partition(":")
    if not colon:
        return None
    place = next((place for place, one in enumerate(own) if one.code == code), 0)
    return place + 1 if way == "older" else max(0, place - SHOWN)


def _list(facts: HomeFacts, own: tuple[Initiative, ...], start: int) -> Message:
    language = facts.speaker.language
    span = pages.span(own, start, SHOWN)
    shown = own[span.start : span.end]
    buttons = [
        Button(
            say(
                language,
                "home.mine_line",
                code=one.code,
                title=_short(one.title),
                status=_state(facts, one),
            ),
            taps.pack(taps.Call("mine", one.code)),
        )
        for one in shown
    ]
    text = pages.headed(language, say(language, "home.mine", count=len(own)), own, span, SHOWN)
    older = taps.pack(taps.Call("mine", f"older:{shown[-1].code}")) if span.end < len(own) else ""
    newer = taps.pack(taps.Call("mine", f"newer:{shown[0].code}")) if span.start else ""
    ways = pages.turns(language, more=older, less=newer)
    return wording.choose(text, buttons, (*ways, *_way_on(facts.speaker)))


def _state(facts: HomeFacts, one: Initiative) -> str:
    """Where it stands, and whose it is when it was entered for somebody else."""
    language = facts.speaker.language
    status = progress.status(language, one, facts.kept.get(one.id))
    if one.author_id == facts.speaker.person.id:
        return status
    return say(language, "posts.behalf.mine", status=status, name=one.author_name)


def _way_on(speaker: Speaker) -> tuple[Button, ...]:
    """Back to what is half written, for whoever looked something up in the middle of it."""
    writing = speaker.draft is not None and speaker.draft.form == "report"
    return (wording.call(speaker.language, "resume"),) if writing else ()


def fix(event: Event, facts: HomeFacts) -> Effects:
    """Open a returned initiative as the same record, with everything already filled in."""
    language = facts.speaker.language
    argument = event.argument if isinstance(event, Commanded) else ""
    returned = next((one for one in facts.own if one.status is Status.RETURNED), None)
    chosen = find_own(facts, argument) if argument else returned
    begun = facts.speaker.draft
    if chosen is not None and begun is not None and begun.initiative_id == chosen.id:
        return resume(event, facts)
    if chosen is None or chosen.status is not Status.RETURNED:
        return (Reply(_menu(facts.speaker, say(language, "home.cannot_fix"))),)
    answers: dict[str, Any] = dict(chosen.answers)
    for step in REPORT.steps:
        if step.ask is forms.Ask.FILES and step.relevant(answers):
            answers[forms.done_mark(step.key)] = True
    draft = Draft(
        form="report",
        version=REPORT.version,
        initiative_id=chosen.id,
        answers=answers,
        step=forms.next_step(form_of(answers), answers),
        revision=forms.first_revision(event.at),
        behalf=None if chosen.author_id == facts.speaker.person.id else Behalf(name=chosen.author_name),
    )
    note = say(language, "home.fixing", code=chosen.code, words=progress.because(language, chosen))
    shown = report.screen(language, draft, facts.programme, event.at.date(), note=note)
    return (OpenDraft(draft), MoveTo(Reporting()), Reply(shown))


def language(event: Event, facts: HomeFacts) -> Effects:
    """Change the language and show the same screen in it."""
    wanted = event.argument if isinstance(event, Commanded) else ""
    speaker = facts.speaker
    if wanted not in LANGUAGES:
        buttons = [
            Button(say(one, "welcome.this_language"), taps.pack(taps.Call("language", one)))
            for one in LANGUAGES
        ]
        return (Reply(wording.choose(say(speaker.language, "home.which_language"), buttons)),)
    changed = replace(speaker, person=replace(speaker.person, language=wanted))
    shown = here(replace(facts, speaker=changed), event, say(wanted, "home.language_set"))
    return (SavePerson(language=wanted), Reply(shown))


def here(facts: HomeFacts, event: Event, note: str) -> Message:
    """What was on screen, once more under a note: the form's question, or the menu."""
    speaker = facts.speaker
    if speaker.draft is not None and isinstance(speaker.place, Joining):
        return wording.question(speaker.language, JOIN, speaker.draft, before=note)
    if speaker.draft is not None and isinstance(speaker.place, Reporting):
        return report.screen(speaker.language, speaker.draft, facts.programme, event.at.date(), note=note)
    return _menu(speaker, note)


def move(event: Event, facts: HomeFacts) -> Effects:
    """The person works at another unit now, as its deep link said."""
    speaker_language = facts.speaker.language
    if facts.named is None:
        return (Reply(_menu(facts.speaker)),)
    text = say(speaker_language, "home.moved", unit=facts.named.name)
    return (SavePerson(unit_id=facts.named.id), Reply(welcome.menu(speaker_language, text)))


def _menu(speaker: Speaker, note: str = "") -> Message:
    language = speaker.language
    text = say(language, "home.menu")
    if speaker.person.is_officer:
        text = say(language, "home.menu_officer", name=speaker.person.name or "").replace(" .", ".")
        buttons = [wording.call(language, name) for name in guidance.work(speaker.person)]
        return wording.choose(f"{note}\n\n{text}" if note else text, buttons)
    return short_path.in_menu(language, welcome.menu(language, f"{note}\n\n{text}" if note else text))


def _unfinished(speaker: Speaker, draft: Draft, note: str = "") -> Message:
    language = speaker.language
    place, total = forms.progress(form_of(draft.answers), draft)
    idea = str(draft.answers.get("title") or draft.answers.get("idea") or "")
    text = say(language, "home.unfinished", place=place, total=total, title=_short(idea))
    buttons = [wording.call(language, name) for name in ("resume", "restart", "cancel")]
    return wording.choose(f"{note}\n\n{text}" if note else text, buttons)


def find_own(facts: HomeFacts, argument: str) -> Initiative | None:
    """The speaker's own initiative with this number; nobody else's is ever found."""
    # Not `isdigit`: it takes a raised "2", which is no number to `int`.
    digits = "".join(letter for letter in argument if letter.isdecimal())
    if not digits:
        return None
    return next((one for one in facts.own if int(one.code.rpartition("-")[2]) == int(digits)), None)


def _one(event: Event, facts: HomeFacts, one: Initiative) -> Message:
    language, kept = facts.speaker.language, facts.kept.get(one.id)
    said = remark_lines.thread(language, facts.comments.get(one.id, ()), event.at.tzinfo or UTC)
    lines = [
        f"{one.code} · {one.title}",
        say(language, "home.status_line", status=progress.status(language, one, kept)),
        progress.because(language, one),
        progress.ahead(language, one, kept),
        said,
        answers_text(language, one.answers),
    ]
    buttons = []
    if one.status is Status.RETURNED:
        buttons.append(Button(say(language, "command.fix"), taps.pack(taps.Call("fix", one.code))))
    if said:
        buttons.append(reply_button(language, one))
    if moved(one.review, one.status, Action.WITHDRAW, Level.AUTHOR):
        buttons.append(wording.call(language, "withdraw", one.code))
    buttons.append(wording.call(language, "mine"))
    text = "\n\n".join(line for line in lines if line)
    return wording.choose(text, buttons, _way_on(facts.speaker))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39].rstrip()}…"
