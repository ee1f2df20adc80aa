"""The report: one question at a time, each answer kept at once, any of them changed at any time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from handlers import authorship, taps
from handlers.campaigns import closing
from handlers.campaigns.closing import Closing
from handlers.effects import DropDraft, Effects, KeepFile, MoveTo, Reply, Resubmit, SaveDraft, Submit, Tell
from handlers.events import Commanded, Event, FileLost, Tapped
from handlers.form import endings, forms, short_path, summary, wording
from handlers.form.answers import PIECE, suggested_title
from handlers.form.drafts import Draft, Told
from handlers.form.forms import SUMMARY
from handlers.form.initiative_form import REPORT
from handlers.form.initiative_form import of as form_of
from handlers.form.taking import Walk
from handlers.form.walking import walk
from handlers.initiative import Initiative, Status
from handlers.likeness.own import Earlier
from handlers.message import Button, Message
from handlers.nodes import exhausted
from handlers.officers.officer import Like, Officer, resubmission_notice, submission_notice
from handlers.rules import Programme
from handlers.speaker import Home, Reporting, Speaker
from handlers.values import dataclass
from messages.catalog import say


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """What a turn of the report needs. `number` is reserved when this turn may send; where none is
    left, `keepers` hear of it;
    `officers` are those who are told of it; `initiative` is the record being mended; `promised` is
    the last day for an answer; `earlier` is what the author sent before, known where the review screen
    may be shown, and `like` what officers are told is probably the same; `closings` are the closing minutes
    that are near."""

    speaker: Speaker
    programme: Programme | None = None
    number: int | None = None
    keepers: tuple[Officer, ...] | None = None
    officers: tuple[Officer, ...] = ()
    initiative: Initiative | None = None
    promised: date | None = None
    earlier: tuple[Earlier, ...] = ()
    like: Like | None = None
    closings: tuple[Closing, ...] = ()


def when(event: Event, speaker: Speaker) -> bool:
    """The form is on screen and takes this."""
    if not (isinstance(speaker.place, Reporting) and speaker.draft and speaker.draft.form == "report"):
        return False
    return not isinstance(event, Commanded) or event.name in WAYS


#: Commands that mean something inside the form; all others leave it as it stands.
WAYS = (
    "back",
    "skip",
    "done",
    "help",
    "pause",
    "resume",
    "cancel",
    "restart",
    "start",
    "recognised",
    "tell_more",
)


def handle(event: Event, facts: ReportFacts) -> Effects:
    """One turn: the answer is kept and the next question asked, or the same one again with the reason."""
    draft, place = facts.speaker.draft, facts.speaker.place
    if draft is None or not isinstance(place, Reporting):
        raise ValueError("the report needs a draft on screen")
    if isinstance(event, Commanded) and event.name not in ("back", "skip", "done"):
        return _command(event, facts, draft)
    if isinstance(event, FileLost):
        return _file_lost(event, facts, draft)
    if place.asking:
        return _answer_asking(event, facts, draft, place)
    if isinstance(event, Tapped) and event.data != draft.last_tap:
        tap = taps.unpack(event.data)
        if draft.step == SUMMARY and isinstance(tap, taps.Go) and tap.revision == draft.revision:
            if tap.way == "send":
                return _send(event, facts, draft)
            if tap.way in ("edit", "again"):
                return _turn_page(facts, draft, tap.way, event)
        start = summary.turned(tap, draft) if draft.step == SUMMARY else None
        if start is not None:
            form = form_of(draft.answers)
            return (Reply(summary.list_of_changes(facts.speaker.language, form, draft, start)),)
    walked = walk(form_of(draft.answers), draft, event, facts.speaker.language)
    return _walked(event, facts, draft, short_path.told(walked, event))


def begin(
    speaker: Speaker, programme: Programme | None, at: datetime, idea: str = "", *, whole: bool = False
) -> Effects:
    """A new report; the idea may have come first, in the person's own words. Unless it is known to be
    `whole`, a long one is taken for the first piece of a longer story."""
    language = speaker.language
    draft = Draft(form="report", version=REPORT.version, step="idea", revision=forms.first_revision(at))
    if idea and len(idea) >= PIECE and not whole:
        draft = replace(draft, partial=idea)
        note = say(language, "form.piece", count=len(idea))
    elif idea:
        draft = forms.answered(REPORT, draft, "idea", idea)
        # Not where it was told long ago, before the consent.
        draft = draft if whole else replace(draft, told=Told("idea", at.timestamp()))
        note = say(language, "report.idea_kept")
    else:
        note = say(language, "report.begun")
    shown = screen(language, draft, programme, at.date(), note=note)
    return (SaveDraft(draft), MoveTo(Reporting()), Reply(shown))


def resume(
    speaker: Speaker, draft: Draft, programme: Programme | None, today: date, *, note: str, clock: str = ""
) -> Effects:
    """The draft on screen again, exactly where it was left."""
    shown = screen(speaker.language, draft, programme, today, note=note, clock=clock)
    return (MoveTo(Reporting()), Reply(shown))


def screen(
    language: str,
    draft: Draft,
    programme: Programme | None,
    today: date,
    *,
    note: str = "",
    earlier: tuple[Earlier, ...] = (),
    clock: str = "",
) -> Message:
    """What the draft shows now: the review screen with what the `clock` says, a question about a change, or
    the next question; of whoever writes for a worker, with whose report it is."""
    if draft.behalf is not None:
        whose = say(language, "posts.behalf.heading", name=draft.behalf.name)
        note = f"{whose}\n\n{note}" if note else whose
    if draft.pending:
        lost = forms.orphans(form_of(draft.answers), draft.answers, *draft.pending)
        names = ", ".join(say(language, f"report.{one.key}.label") for one in lost)
        asked = say(language, "form.would_drop", questions=names)
        ways = (wording.go(language, draft, "drop"), wording.go(language, draft, "keep"))
        return wording.choose(f"{note}\n\n{asked}" if note else asked, ways)
    if draft.step == SUMMARY:
        shown = summary.screen(language, draft, programme, today, note=note, earlier=earlier, clock=clock)
        return short_path.offering_more(language, draft, shown)
    return short_path.offering_short(
        language, draft, wording.question(language, form_of(draft.answers), draft, before=note)
    )


def _walked(event: Event, facts: ReportFacts, before: Draft, walked: Walk) -> Effects:
    if walked.silent:
        return () if walked.draft is before else (SaveDraft(walked.draft),)
    language = facts.speaker.language
    effects: list[KeepFile | SaveDraft | Reply] = []
    if walked.file:
        effects.append(KeepFile(walked.file))
    if walked.draft is not before:
        effects.append(SaveDraft(walked.draft))
    note = say(language, "form.first_question") if walked.begins else walked.note
    if walked.file and walked.draft.revision == before.revision and _asks_files(before):
        # Between the files of one answer the question is not repeated, only the way to finish it.
        done = wording.go(language, walked.draft, "done")
        return (*effects, Reply(Message(text=note, nav=(done,)), once=walked.once, delay=walked.delay))
    today, earlier, told = event.at.date(), facts.earlier, _clock(event, facts, walked.draft)
    shown = screen(language, walked.draft, facts.programme, today, note=note, earlier=earlier, clock=told)
    return (*effects, Reply(shown, once=walked.once, delay=walked.delay))


def _asks_files(draft: Draft) -> bool:
    step = form_of(draft.answers).step(draft.step)
    return step is not None and step.ask is forms.Ask.FILES


def _turn_page(facts: ReportFacts, draft: Draft, way: taps.Way, event: Event) -> Effects:
    language = facts.speaker.language
    if way == "edit":
        return (Reply(summary.list_of_changes(language, form_of(draft.answers), draft)),)
    told = _clock(event, facts, draft)
    shown = screen(language, draft, facts.programme, event.at.date(), earlier=facts.earlier, clock=told)
    return (Reply(shown),)


def _clock(event: Event, facts: ReportFacts, draft: Draft) -> str:
    return closing.on_review(facts.speaker.language, draft, facts.programme, facts.closings, event.at)


def _command(event: Commanded, facts: ReportFacts, draft: Draft) -> Effects:
    language, today = facts.speaker.language, event.at.date()
    match event.name:
        case "help":
            note = say(language, "form.help")
            step = form_of(draft.answers).step(draft.step)
            if step is not None:
                note = say(language, f"report.{step.key}.help") + "\n\n" + note
            return (MoveTo(Reporting()), Reply(screen(language, draft, facts.programme, today, note=note)))
        case "pause":
            place, total = forms.progress(form_of(draft.answers), draft)
            text = say(language, "report.paused", place=place, total=total)
            return (MoveTo(Home()), Reply(wording.choose(text, (wording.call(language, "resume"),))))
        case "recognised" | "tell_more" as way:
            turned = short_path.turned(draft) if way == "recognised" else short_path.more(draft)
            if turned is None:
                note = say(language, "report.going_on")
                return resume(facts.speaker, draft, facts.programme, today, note=note)
            note = say(language, f"report.short.{way}")
            return (SaveDraft(turned), *resume(facts.speaker, turned, facts.programme, today, note=note))
        case "cancel" | "restart":
            asking: Reporting = Reporting("cancel" if event.name == "cancel" else "restart")
            return (MoveTo(asking), Reply(endings.question(language, draft, asking)))
        case _:
            note, told = say(language, "report.going_on"), _clock(event, facts, draft)
            return resume(facts.speaker, draft, facts.programme, today, note=note, clock=told)


def _answer_asking(event: Event, facts: ReportFacts, draft: Draft, place: Reporting) -> Effects:
    """Cancelling and starting over are asked first; anything but a clear yes leaves the draft alone."""
    language, today = facts.speaker.language, event.at.date()
    tap = taps.unpack(event.data) if isinstance(event, Tapped) else None
    if not (isinstance(tap, taps.Go) and tap.revision == draft.revision and tap.way in ("yes", "no")):
        return (Reply(endings.question(language, draft, place)),)
    if tap.way == "no":
        note, told = say(language, "report.going_on"), _clock(event, facts, draft)
        return resume(facts.speaker, draft, facts.programme, today, note=note, clock=told)
    if place.asking == "cancel":
        return (
            DropDraft(),
            MoveTo(Home()),
            Reply(wording.choose(say(language, "report.cancelled"), _menu(language))),
        )
    begun = short_path.begun(draft.answers)
    fresh = Draft(
        form="report",
        version=REPORT.version,
        id=draft.id,
        initiative_id=draft.initiative_id,
        answers=begun,
        step=forms.next_step(form_of(begun), begun),
        revision=draft.revision + 1,
        behalf=draft.behalf,
    )
    note = say(language, "report.restarted")
    return (SaveDraft(fresh), *resume(facts.speaker, fresh, facts.programme, today, note=note))


def _menu(language: str) -> tuple[Button, ...]:
    return (wording.call(language, "start"), wording.call(language, "mine"))


def _file_lost(event: FileLost, facts: ReportFacts, draft: Draft) -> Effects:
    """A promised file could not be kept: it leaves the draft and the person hears why, once."""
    language = facts.speaker.language
    kept = endings.without_file(draft, event.key)
    told = say(language, f"form.file_lost.{event.why.value}")
    shown = screen(language, kept, facts.programme, event.at.date(), note=told)
    return (SaveDraft(kept), MoveTo(Reporting()), Reply(shown))


def _send(event: Tapped, facts: ReportFacts, draft: Draft) -> Effects:
    """The finished report becomes a record, or mends the record it came from."""
    language, programme = facts.speaker.language, facts.programme
    still_open = forms.next_step(form_of(draft.answers), draft.answers)
    if still_open != SUMMARY:
        # The form has grown since this review screen was shown.
        asked = replace(forms.asked_again(draft), step=still_open, editing=True)
        return (SaveDraft(asked), Reply(screen(language, asked, programme, event.at.date())))
    answers = {key: value for key, value in draft.answers.items() if not key.endswith("_done")}
    title = str(answers.get("title") or suggested_title(str(answers.get("idea", ""))))
    if facts.initiative is not None:
        return _resend(facts, facts.initiative, draft, answers, title)
    if facts.keepers is not None:
        shown = screen(language, draft, programme, event.at.date(), note=exhausted.sorry(language))
        return (Reply(shown), *exhausted.alarms(facts.keepers))
    if facts.number is None:
        raise ValueError("sending needs a reserved number")
    code = f"{programme.prefix if programme else 'SK'}-{facts.number:06d}"
    thanks, ways = authorship.thanks(language, draft, code, title)
    whose, number = authorship.author(facts.speaker.person, draft), facts.number

    def notice(language: str) -> Message:
        return submission_notice(language, number, code, title, whose.name, whose.unit_name, like=facts.like)

    return (
        Submit(
            number=facts.number,
            code=code,
            title=title,
            answers=answers,
            form_version=draft.version,
            unit_id=whose.unit.id if whose.unit else None,
            unit_words=whose.unit_words,
            behalf=draft.behalf,
        ),
        DropDraft(),
        MoveTo(Home()),
        Reply(wording.choose(_with_time(event, facts, draft, _with_promise(facts, thanks)), ways)),
        *_notices(facts, notice, f"submitted:{code}"),
    )


def _with_time(event: Event, facts: ReportFacts, draft: Draft, text: str) -> str:
    told = closing.sent(facts.speaker.language, facts.closings, draft.begun_at, event.at)
    return f"{text}\n\n{told}".strip()


def _with_promise(facts: ReportFacts, text: str) -> str:
    if facts.promised is None:
        return text
    return f"{text}\n{say(facts.speaker.language, 'promises.promised', date=f'{facts.promised:%d/%m/%Y}')}"


def _notices(facts: ReportFacts, notice: Callable[[str], Message], once: str) -> Effects:
    """Everyone who may decide on it hears of it, but not its author."""
    return tuple(
        Tell(officer.person_id, notice(officer.language), once=f"{once}:{officer.person_id}")
        for officer in facts.officers
        if officer.person_id != facts.speaker.person.id
    )


def _resend(
    facts: ReportFacts, initiative: Initiative, draft: Draft, answers: dict[str, object], title: str
) -> Effects:
    language = facts.speaker.language
    if initiative.status is not Status.RETURNED:
        text = say(language, "report.no_longer_open", code=initiative.code)
        return (DropDraft(), MoveTo(Home()), Reply(wording.choose(text, _menu(language))))
    text = _with_promise(facts, say(language, "report.resubmitted", code=initiative.code))
    return (
        Resubmit(initiative.id, initiative.revision, title, answers, draft.version),
        DropDraft(),
        MoveTo(Home()),
        Reply(wording.choose(text, _menu(language))),
        *_notices(
            facts,
            lambda language: resubmission_notice(language, initiative, title, like=facts.like),
            f"resubmitted:{initiative.id}:{initiative.revision}",
        ),
    )
