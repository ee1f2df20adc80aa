"""An employer's decision on paper, written down question by question and for several initiatives at once."""

from dataclasses import replace
from datetime import date
from typing import Final

from handlers.effects import CloseButtons, Decide, Effects, KeepFile, MoveTo, Reply
from handlers.employer import notices, numbers, screens
from handlers.employer.card import paper_words
from handlers.employer.facts import Named, RecordFacts
from handlers.employer.requests import Answer
from handlers.employer.settling import Settled, settle
from handlers.events import Attached, Commanded, Event, FileKind, FileLost, Said, SentOther, Tapped
from handlers.initiative import Action, Status
from handlers.message import Message
from handlers.officers import review, review_card
from handlers.officers.effects import Comment, KeepRecognition
from handlers.speaker import Home, Recording, Speaker
from handlers.understanding import choices, days
from handlers.understanding.folding import clean
from messages.catalog import say

#: How long a number, a name or a title may be, in letters.
MOST: Final = 120
_WAYS: Final = frozenset({"skip", "back", "cancel", "done"})
_SCANS: Final = (FileKind.PHOTO, FileKind.DOCUMENT)


def records(event: Event, speaker: Speaker) -> bool:
    """The command, a file with the command under it, and everything that answers its questions."""
    inside = is_asked(speaker)
    match event:
        case Commanded(name="decision" | "record"):
            return True
        case FileLost(key=key):
            return isinstance(speaker.place, Recording) and key == speaker.place.file_key
        case Commanded(name=name):
            return inside and name in _WAYS
        case Attached():
            return inside or (speaker.person.is_officer and captioned(event) is not None)
        case Said() | SentOther() | Tapped():
            return inside
        case _:
            return False


def is_asked(speaker: Speaker) -> bool:
    """Whether one of its questions is still the last screen: words typed after something else was looked
    at are no answer to it."""
    shown = any(offer.data.startswith("c:record:") for offer in speaker.offered)
    return isinstance(speaker.place, Recording) and shown


def captioned(event: Attached) -> str | None:
    """What the words under a file name, when they are the command."""
    found = choices.command(event.caption) if event.caption else None
    return found[1] if found and found[0] == "decision" and not event.forwarded else None


def numbers_in(event: Event, speaker: Speaker) -> tuple[int, ...]:
    """The initiatives an event is about, for whoever loads them."""
    if isinstance(event, Commanded) and event.name == "decision":
        return numbers.read(event.argument)
    if isinstance(event, Attached) and (words := captioned(event)) is not None:
        return numbers.read(words)
    place = speaker.place
    if not isinstance(place, Recording):
        return ()
    if place.step == "covers" and isinstance(event, Said):
        return tuple(sorted({*place.numbers, *numbers.read(event.text)}))
    return place.numbers


def record(event: Event, facts: RecordFacts) -> Effects:
    """One turn of it."""
    language, place = facts.speaker.language, facts.speaker.place
    if not facts.speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    if isinstance(event, Commanded) and event.name == "decision":
        return _begin(event, facts)
    if isinstance(event, Attached) and captioned(event) is not None:
        return _begin(event, facts)
    if not isinstance(place, Recording):
        return (Reply(Message(text=say(language, "employer.record.old_button"))),)
    match event:
        case Commanded(name="record", argument=argument):
            return _pressed(event, argument, facts, place)
        case Commanded(name=name):
            return _way(name, facts, place)
        case Attached():
            return _attached(event, facts, place)
        case FileLost(why=why):
            note = say(language, f"form.file_lost.{why.value}")
            return _stay(facts, replace(place, file_key=""), note)
        case Said(text=text):
            return _told(event, clean(text), facts, place)
        case _:
            key = "wants_file" if place.step == "photo" else "wants_words"
            return _again(facts, place, key)


def _begin(event: Event, facts: RecordFacts) -> Effects:
    language = facts.speaker.language
    if not facts.numbers:
        return (Reply(Message(text=say(language, "employer.record.which"))),)
    place = Recording(numbers=facts.numbers, begun=int(event.at.timestamp()), several=len(facts.numbers) > 1)
    settled = settle(facts)
    if not settled.all:
        lines = [say(language, "employer.record.none"), *screens.left_out(language, settled)]
        return (*_left(facts), Reply(Message(text="\n".join(lines))))
    if isinstance(event, Attached):
        return _attached(event, facts, place)
    return (MoveTo(place), Reply(screens.screen(language, place, facts)))


def _pressed(event: Event, argument: str, facts: RecordFacts, place: Recording) -> Effects:
    begun, _, rest = argument.partition(":")
    step, _, value = rest.partition(":")
    if (begun, step) != (str(place.begun), place.step):
        return _again(facts, place, "old_button")
    match value:
        case "skip" | "back" | "cancel":
            return _way(value, facts, place)
        case "no":
            return _way("cancel", facts, place)
        case "yes" if place.step == "sure":
            return _keep(event, facts, place)
        case "these" if place.step == "covers":
            return _on(facts, place)
        case "all" if place.step == "covers":
            every = (*facts.named, *facts.waiting)
            return _on(_naming(facts, every), place)
        case kind if place.step == "kind" and kind in screens.KINDS:
            return _on(facts, replace(place, paper=kind))
        case _:
            return _again(facts, place, "old_button")


def _way(way: str, facts: RecordFacts, place: Recording) -> Effects:
    language = facts.speaker.language
    if way == "cancel":
        return (MoveTo(Home()), Reply(Message(text=say(language, "employer.record.left"))))
    if way == "back":
        return _back(facts, place)
    if way == "skip" and place.step not in ("covers", "sure"):
        return _on(facts, place)
    return _again(facts, place, "wants_choice" if place.step in ("covers", "sure") else "")


def _attached(event: Attached, facts: RecordFacts, place: Recording) -> Effects:
    language = facts.speaker.language
    if event.file.kind not in _SCANS:
        return _again(facts, place, "wants_file")
    note = "several_files" if place.file_key else "kept"
    kept = replace(place, file_key=event.file.key)
    told = say(language, f"employer.record.{note}")
    following = _on(facts, kept, told) if place.step == "photo" else _stay(facts, kept, told)
    return (KeepFile(event.file), *following)


def _told(event: Event, text: str, facts: RecordFacts, place: Recording) -> Effects:
    language, today = facts.speaker.language, event.at.astimezone(facts.zone).date()
    if place.step == "covers":
        return _covered(text, facts, place)
    if place.step == "sure":
        said = choices.yes_or_no(text)
        if said is None:
            return _again(facts, place, "wants_choice")
        return _keep(event, facts, place) if said else _way("cancel", facts, place)
    if place.step in ("photo", "kind"):
        return _again(facts, place, "wants_file" if place.step == "photo" else "wants_choice")
    if len(text) > MOST:
        note = say(language, "employer.record.too_long", most=MOST)
        return (Reply(screens.screen(language, place, facts, note)),)
    if place.step == "date":
        signed = _signed(text, today)
        return (
            _again(facts, place, "bad_date")
            if signed is None
            else _on(facts, replace(place, signed_on=signed))
        )
    if place.step == "number":
        return _on(facts, replace(place, number=text))
    named = replace(place, signer=text) if place.step == "signer" else replace(place, signer_title=text)
    return _on(facts, named)


def _signed(text: str, today: date) -> date | None:
    found = days.day(text, today)
    return found if found is not None and found <= today else None


def _covered(text: str, facts: RecordFacts, place: Recording) -> Effects:
    """Typed numbers are what it covers, and nothing else; the loader has read them already."""
    told = numbers.read(text)
    if not told:
        return _again(facts, place, "no_numbers")
    known = {review_card.number_of(one.item): one for one in (*facts.named, *facts.waiting)}
    named = tuple(known[number] for number in told if number in known)
    return _on(replace(facts, numbers=told, named=named), place)


def _naming(facts: RecordFacts, every: tuple[Named, ...]) -> RecordFacts:
    found = tuple(review_card.number_of(one.item) for one in every)
    return replace(facts, numbers=found, named=every)


def _on(facts: RecordFacts, place: Recording, note: str = "") -> Effects:
    """To the next question; one that leaves no choice is passed over."""
    step = screens.ORDER[screens.ORDER.index(place.step) + 1]
    if step == "title" and not place.signer:
        step = "covers"
    if step == "covers" and (place.several or not facts.waiting):
        step = "sure"
    return _stay(facts, replace(place, step=step), note)


def _back(facts: RecordFacts, place: Recording) -> Effects:
    at = screens.ORDER.index(place.step)
    step = screens.ORDER[max(0, at - 1)]
    if step == "covers" and (place.several or not facts.waiting):
        step = "title"
    if step == "title" and not place.signer:
        step = "signer"
    return _stay(facts, replace(place, step=step))


def _stay(facts: RecordFacts, place: Recording, note: str = "") -> Effects:
    if place.step == "sure":
        seen = tuple((one.item.id, one.item.revision) for one in settle(facts).all)
        place = replace(place, numbers=facts.numbers, seen=seen)
    return (MoveTo(place), Reply(screens.screen(facts.speaker.language, place, facts, note)))


def _again(facts: RecordFacts, place: Recording, key: str) -> Effects:
    language = facts.speaker.language
    note = say(language, f"employer.record.{key}") if key else ""
    return (Reply(screens.screen(language, place, facts, note)),)


def _keep(event: Event, facts: RecordFacts, place: Recording) -> Effects:
    """The paper is kept once, and every initiative that was on the screen is moved or gets it."""
    language = facts.speaker.language
    settled = settle(facts, place.seen)
    if not settled.all:
        lines = [say(language, "employer.record.none"), *screens.left_out(language, settled)]
        return (MoveTo(Home()), Reply(Message(text="\n".join(lines))))
    paper = KeepRecognition(
        initiative_ids=tuple(one.item.id for one in settled.all),
        kind=place.paper or "decision",
        unit_id=settled.all[0].employer_id,
        number=place.number,
        signed_on=place.signed_on,
        signer=place.signer,
        signer_title=place.signer_title,
        file_key=place.file_key,
    )
    lines = [
        say(
            language,
            "employer.record.done" if settled.moved else "employer.record.attached",
            count=len(settled.all),
            codes=screens.codes([one.item for one in settled.all]),
        ),
        *screens.left_out(language, settled),
    ]
    done = Reply(Message(text="\n".join(lines)))
    return (paper, *_replaced(language, settled), *_moves(settled, place), MoveTo(Home()), done)


def _replaced(language: str, settled: Settled) -> tuple[Comment, ...]:
    """What was known of an earlier paper stays in the record when another one takes its place."""
    return tuple(
        Comment(item.id, say(language, "employer.record.replaced", paper=paper_words(language, paper)), True)
        for item in (one.item for one in settled.attached)
        if (paper := item.recognition) is not None
    )


def _moves(settled: Settled, place: Recording) -> Effects:
    who = ", ".join(part for part in (place.signer, place.signer_title) if part)
    effects: list[Decide | CloseButtons] = []
    told: Effects = ()
    for one in settled.moved:
        item = one.item
        effects.append(Decide(item.id, item.revision, Action.RECOGNISE, Status.RECOGNISED, by_words=who))
        effects.append(CloseButtons(review_card.about(item)))
        once = f"{item.id}:{item.revision}:recognised"
        told += notices.to_authors(one.hearers, item, Answer.RECOGNISED, "", once)
    return (*effects, *told)


def _left(facts: RecordFacts) -> Effects:
    return (MoveTo(Home()),) if isinstance(facts.speaker.place, Recording) else ()
