"""Officers at the bridge to the portal: lists, records, codes, refusals, one turn at a time."""

from dataclasses import replace

from handlers.effects import Effect, Effects, KeepFile, MoveTo, Reply
from handlers.events import Event, FileLost
from handlers.message import Message
from handlers.officers import review
from handlers.portal import asking, codes, deciding, list_screen, record_screen, refusing
from handlers.portal.acts import Act, Again, Enter, Prove, PutBack, Refuse, Take, Withdraw
from handlers.portal.deciding import Done
from handlers.portal.entries import By, OnPortal
from handlers.portal.portal_facts import PortalFacts
from handlers.portal.wishes import Wish
from handlers.speaker import Keying
from messages.catalog import DEFAULT, say


def answer(event: Event, facts: PortalFacts) -> Effects:
    """One turn."""
    speaker = facts.speaker
    if not speaker.person.is_officer:
        return (Reply(review.no_post(speaker.language)),)
    if facts.wish.what == "list" and facts.page is not None:
        return (*review.leave(speaker), Reply(list_screen.listed(facts, facts.page)))
    if facts.about is None or facts.found is None:
        refused = review.look(facts.about) if facts.about is not None else None
        shown = refused if isinstance(refused, Message) else review.no_post(speaker.language)
        return (*review.leave(speaker), Reply(shown))
    if facts.wish.what == "open":
        return _open(facts, facts.found)
    if not facts.works:
        text = say(speaker.language, "portal.undone.may_not", code=facts.found.listed.code)
        return (*review.leave(speaker), Reply(_with_ways(facts, text)))
    return _kept(facts.wish) + _do(event, facts, facts.found)


def _open(facts: PortalFacts, found: OnPortal) -> Effects:
    parts = record_screen.shown(facts, found)
    waits = facts.works and record_screen.is_due(found)
    place = (MoveTo(Keying(found.listed.number, "open")),) if waits else review.leave(facts.speaker)
    return (*place, *(Reply(one) for one in parts))


def _kept(wish: Wish) -> Effects:
    return (KeepFile(wish.file),) if wish.file is not None else ()


def _do(event: Event, facts: PortalFacts, found: OnPortal) -> Effects:
    wish, place = facts.wish, _place(facts)
    match wish.what:
        case "take" | "over":
            return _settle(facts, found, Take(over=wish.what == "over"))
        case "put":
            return _settle(facts, found, PutBack())
        case "again":
            return _settle(facts, found, Again())
        case "gone":
            return _settle(facts, found, Withdraw(say(DEFAULT, "portal.withdraw.gone")))
        case "proof" if wish.file is not None:
            return _settle(facts, found, Prove(wish.file.key))
        case "yes":
            code = codes.Code(place.code) if place is not None and place.code else None
            if code is None or place is None or place.what != "code":
                return asking.code(facts, found, place)
            return _settle(facts, found, Enter(code=code, file_key=place.file_key))
        case "code":
            return _code(facts, found, place)
        case "refuse":
            return _refuse(facts, found)
        case "undo":
            return _undo(facts, found, place)
        case "leave":
            return (*review.leave(facts.speaker), Reply(_with_ways(facts, _say(facts, "left"))))
        case "lost" if isinstance(event, FileLost):
            note = say(facts.speaker.language, f"form.file_lost.{event.why.value}")
            return asking.code(facts, found, replace(place, file_key="") if place else None, note)
        case _:
            return asking.again(facts, found, place)


def _code(facts: PortalFacts, found: OnPortal, place: Keying | None) -> Effects:
    wish, language = facts.wish, facts.speaker.language
    key = wish.file.key if wish.file is not None else place.file_key if place is not None else ""
    asked = Keying(found.listed.number, "code", file_key=key)
    note = say(language, "portal.code.kept") if wish.file is not None else ""
    if not wish.words:
        return asking.code(facts, found, asked, note)
    code = codes.read(wish.words, found.listed.code)
    if code is None:
        # What stands under a picture may be anything; what was typed was meant for the code.
        bad = say(language, "portal.code.unread", least=codes.SHORTEST, most=codes.LONGEST)
        return asking.code(facts, found, asked, note or bad)
    if code.odd:
        return asking.sure(facts, found, replace(asked, code=code.text))
    return _settle(facts, found, Enter(code=code, file_key=key))


def _refuse(facts: PortalFacts, found: OnPortal) -> Effects:
    wish = facts.wish
    reason = wish.reason if wish.reason in refusing.REASONS else ""
    if not reason and not any(char.isalnum() for char in wish.words):
        return asking.refusal(facts, found)
    return _settle(facts, found, Refuse(reason, wish.words))


def _undo(facts: PortalFacts, found: OnPortal, place: Keying | None) -> Effects:
    wish = facts.wish
    asked = place if place is not None and place.what == "withdrawal" else None
    if not found.listed.portal_code or (not wish.words and not (wish.reason and asked)):
        return asking.withdrawal(facts, found)
    words = wish.words or say(DEFAULT, f"portal.withdraw.{'gone' if wish.reason == 'gone' else 'mistake'}")
    return _settle(facts, found, Withdraw(words, asked.code if asked is not None else ""))


def _settle(facts: PortalFacts, found: OnPortal, act: Act) -> Effects:
    """Do it and say so, or say why not."""
    person = facts.speaker.person
    by = By(person.id, person.name or "", facts.speaker.language)
    outcome = deciding.decide(act, found, by, facts.now, facts.zone)
    if not isinstance(outcome, Done):
        text = outcome.text
        shown = Message(text=text, choices=record_screen.rows(facts, found))
        return (*review.leave(facts.speaker), Reply(shown, once=facts.wish.album))
    done: tuple[Effect, ...] = (outcome.entry, *outcome.tells)
    return (*done, *asking.after(facts, found, outcome.entry))


def _place(facts: PortalFacts) -> Keying | None:
    """The screen that was answered, when it was this record's."""
    place = facts.speaker.place
    number = facts.found.listed.number if facts.found is not None else 0
    return place if isinstance(place, Keying) and place.number == number else None


def _with_ways(facts: PortalFacts, text: str) -> Message:
    return Message(text=text, choices=tuple((one,) for one in record_screen.following(facts)))


def _say(facts: PortalFacts, key: str) -> str:
    code = facts.found.listed.code if facts.found is not None else ""
    return say(facts.speaker.language, f"portal.{key}", code=code)
