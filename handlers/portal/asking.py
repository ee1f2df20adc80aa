"""What the bridge asks for, and what it says after something was done."""

from handlers import taps
from handlers.effects import Effects, MoveTo, Reply
from handlers.message import Button, Message
from handlers.officers import review, review_card
from handlers.portal import record_screen, refusing
from handlers.portal.entries import LEASE, OnPortal
from handlers.portal.portal_effects import AddEntry
from handlers.portal.portal_facts import PortalFacts
from handlers.speaker import Keying
from messages.catalog import say


def code(facts: PortalFacts, found: OnPortal, place: Keying | None, note: str = "") -> Effects:
    """The code the portal gave, or a picture of it; unless there is nothing to record it for."""
    language = facts.speaker.language
    if not record_screen.is_due(found):
        return settled(facts, found, note)
    asked = Keying(found.listed.number, "code", file_key=place.file_key if place is not None else "")
    key = "ask_after_photo" if asked.file_key else "ask"
    text = say(language, f"portal.code.{key}", code=found.listed.code)
    return _ask(facts, asked, Message(text=_after(note, text), choices=_ways(facts, found, "refuse")))


def sure(facts: PortalFacts, found: OnPortal, place: Keying) -> Effects:
    """A code that looks odd is read back first."""
    text = say(facts.speaker.language, "portal.code.odd", code=found.listed.code, portal=place.code)
    return _ask(facts, place, Message(text=text, choices=_ways(facts, found, "yes")))


def refusal(facts: PortalFacts, found: OnPortal) -> Effects:
    """Why the portal refused: typical reasons, or own words."""
    language = facts.speaker.language
    if not record_screen.is_due(found):
        return settled(facts, found)
    picks = tuple((_reason(language, found, reason),) for reason in refusing.REASONS)
    text = say(language, "portal.refused.ask", code=found.listed.code)
    shown = Message(text=text, choices=picks, nav=(_stop(language, found),))
    return _ask(facts, Keying(found.listed.number, "refusal"), shown)


def withdrawal(facts: PortalFacts, found: OnPortal) -> Effects:
    """Why a code is taken back."""
    language, portal = facts.speaker.language, found.listed.portal_code
    if not portal:
        return settled(facts, found, say(language, "portal.undone.no_code", code=found.listed.code))
    text = say(language, "portal.withdraw.ask", code=found.listed.code, portal=portal)
    rows = tuple(
        (
            Button(
                say(language, f"portal.withdraw.{why}"), record_screen.verb(language, found, "undo", why).data
            ),
        )
        for why in ("mistake", "gone")
    )
    place = Keying(found.listed.number, "withdrawal", code=portal)
    return _ask(facts, place, Message(text=text, choices=rows, nav=(_stop(language, found),)))


def again(facts: PortalFacts, found: OnPortal, place: Keying | None) -> Effects:
    """The question on screen once more, after something that is no answer to it."""
    if place is not None and place.what == "refusal":
        return refusal(facts, found)
    if place is not None and place.what == "withdrawal":
        return withdrawal(facts, found)
    return code(facts, found, place, say(facts.speaker.language, "portal.code.unfit"))


def settled(facts: PortalFacts, found: OnPortal, note: str = "") -> Effects:
    """How it stands, where nothing is to be asked."""
    lines = record_screen.standing(facts, found)
    text = "\n".join([note, *lines] if note else lines)
    return (
        *review.leave(facts.speaker),
        Reply(Message(text=text, choices=record_screen.rows(facts, found))),
    )


def after(facts: PortalFacts, found: OnPortal, done: AddEntry) -> Effects:
    """What is said when it was done, and what comes next."""
    language, number = facts.speaker.language, found.listed.number
    values = {"code": found.listed.code, "portal": done.code, "why": done.shown}
    values |= {"until": review_card.moment(facts.now + LEASE, facts.zone)["time"]}
    text = say(language, f"portal.done.{done.kind}", **values)
    ways = tuple((one,) for one in record_screen.following(facts))
    match done.kind:
        case "taken":
            shown = Message(text=text, choices=_ways(facts, found, "refuse", "put"))
            return _ask(facts, Keying(number, "code"), shown)
        case "entered":
            undo = (record_screen.verb(language, found, "undo"),)
            return _ask(facts, Keying(number, "proof"), Message(text=text, choices=(*ways, undo)))
        case "refused" if done.reason in refusing.MENDED_BY_THEM:
            text = f"{text}\n{say(language, 'portal.refused.theirs')}"
            mend = tuple((one,) for one in record_screen.mending(facts, done.reason))
            return (*review.leave(facts.speaker), Reply(Message(text=text, choices=(*mend, *ways))))
        case _:
            more = ((record_screen.opening(language, found),),) if done.kind == "withdrawn" else ()
            shown = Message(text=text, choices=(*more, *ways))
            return (*review.leave(facts.speaker), Reply(shown, once=facts.wish.album))


def _ask(facts: PortalFacts, place: Keying, shown: Message) -> Effects:
    return (MoveTo(place), Reply(shown, once=facts.wish.album))


def _ways(facts: PortalFacts, found: OnPortal, *names: str) -> tuple[tuple[Button, ...], ...]:
    language = facts.speaker.language
    return (*((record_screen.verb(language, found, name),) for name in names), (_stop(language, found),))


def _stop(language: str, found: OnPortal) -> Button:
    return record_screen.verb(language, found, "stop")


def _reason(language: str, found: OnPortal, reason: str) -> Button:
    data = taps.pack(taps.Call("portal", f"{found.listed.number}:refuse:{reason}"))
    return Button(say(language, f"portal.reason.{reason}"), data)


def _after(note: str, text: str) -> str:
    return f"{note}\n{text}" if note else text
