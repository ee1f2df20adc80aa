"""One record of the portal bridge: what to type in, how it stands, and what can be done about it."""

from handlers import taps
from handlers.initiative import Action, Status
from handlers.message import Button, Message
from handlers.officers import review_card, steps
from handlers.portal import copying, deciding, list_screen, refusing
from handlers.portal.entries import LEASE, Entry, OnPortal, last
from handlers.portal.portal_facts import PortalFacts
from messages.catalog import say


def shown(facts: PortalFacts, found: OnPortal) -> tuple[Message, ...]:
    """The record in messages: what is to be typed in where it is to be, and at the end how it stands."""
    language, parts = facts.speaker.language, []
    if is_due(found):
        copy = copying.copy_of(found.listed, found.order, language, facts.zone)
        parts = [Message(text=text) for text in (copy.overview, *copy.values)]
    text = "\n".join([_title(language, found), *standing(facts, found)])
    return (*parts, Message(text=text, choices=rows(facts, found)))


def is_due(found: OnPortal) -> bool:
    """Whether it is to be typed in."""
    return found.listed.status is Status.VALID and not found.listed.portal_code


def standing(facts: PortalFacts, found: OnPortal) -> list[str]:
    """How it stands at the portal, line by line."""
    language, listed = facts.speaker.language, found.listed
    if listed.portal_code:
        lines = [deciding.recorded(found, language, facts.zone)]
        if listed.status is not Status.VALID:
            status = say(language, f"review.status.{listed.status}")
            lines.append(say(language, "portal.state.astray", status=status))
        return lines
    if listed.status is not Status.VALID:
        status = say(language, f"review.status.{listed.status}")
        return [say(language, "portal.undone.not_valid", code=listed.code, status=status)]
    lines = []
    refused = last(found.entries, "refused")
    if listed.portal_refusal and refused is not None:
        when = review_card.moment(refused.at, facts.zone)
        name = deciding.who(language, refused)
        lines.append(say(language, "portal.state.refused", why=listed.portal_refusal, name=name, **when))
    held = found.taken(facts.now)
    if held is not None:
        lines.append(_held(facts, held))
    elif facts.works:
        lines.append(say(language, "portal.state.free"))
    return lines


def rows(facts: PortalFacts, found: OnPortal) -> tuple[tuple[Button, ...], ...]:
    """What can be done, one button a row."""
    language = facts.speaker.language
    data = taps.pack(taps.Call("open", str(found.listed.number)))
    card = Button(say(language, "portal.button.card"), data)
    ways = [verb(language, found, name) for name in _verbs(facts, found)]
    return tuple((one,) for one in (*ways, *mending(facts, _refusal(found)), card, *following(facts)))


def verb(language: str, found: OnPortal, name: str, value: str = "") -> Button:
    """A button of this record, labelled ``portal.button.<name>``."""
    data = taps.Call("portal", f"{found.listed.number}:{name}{f':{value}' if value else ''}")
    return Button(say(language, f"portal.button.{name}"), taps.pack(data))


def opening(language: str, found: OnPortal) -> Button:
    """To the record again."""
    label = say(language, "portal.button.open", code=found.listed.code)
    return Button(label, taps.pack(taps.Call("portal", str(found.listed.number))))


def following(facts: PortalFacts) -> tuple[Button, ...]:
    """To the next one that waits, and to the list."""
    language = facts.speaker.language
    if facts.next_number is None:
        return (list_screen.back(language),)
    data = taps.pack(taps.Call("portal", str(facts.next_number)))
    return (Button(say(language, "portal.button.next"), data), list_screen.back(language))


def mending(facts: PortalFacts, reason: str) -> tuple[Button, ...]:
    """Where somebody else has to mend what the portal refused for this reason: the usual way to them."""
    if reason not in refusing.MENDED_BY_THEM:
        return ()
    if facts.about is None or facts.about.item is None or not facts.works:
        return ()
    language, item = facts.speaker.language, facts.about.item
    offered = steps.offered(item, facts.about.levels, facts.speaker.person.id)
    ways = []
    if Action.REOPEN in offered:
        data = taps.pack(taps.Decision(item.id, item.revision, Action.REOPEN))
        ways.append(Button(say(language, "portal.button.reopen"), data))
    data = taps.pack(taps.Call("message", str(review_card.number_of(item))))
    return (*ways, Button(say(language, "portal.button.message"), data))


def _refusal(found: OnPortal) -> str:
    """The reason it stands refused for."""
    refused = last(found.entries, "refused")
    return refused.reason if refused is not None and found.listed.portal_refusal else ""


def _verbs(facts: PortalFacts, found: OnPortal) -> tuple[str, ...]:
    if not facts.works:
        return ()
    if found.listed.portal_code:
        return ("gone", "undo") if found.listed.status is not Status.VALID else ("undo",)
    if found.listed.status is not Status.VALID:
        return ()
    held = found.taken(facts.now)
    if held is not None and held.by_id == facts.speaker.person.id:
        turn: tuple[str, ...] = ("code", "refuse", "put")
    else:
        turn = ("take" if held is None else "over", "code", "refuse")
    return (*turn, "again") if found.listed.portal_refusal else turn


def _held(facts: PortalFacts, held: Entry) -> str:
    language = facts.speaker.language
    since = review_card.moment(held.at, facts.zone)["time"]
    until = review_card.moment(held.at + LEASE, facts.zone)["time"]
    if held.by_id == facts.speaker.person.id:
        return say(language, "portal.state.mine", since=since, until=until)
    return say(language, "portal.state.held", name=deciding.who(language, held), since=since, until=until)


def _title(language: str, found: OnPortal) -> str:
    title = review_card.cut(found.listed.title, 120)
    return say(language, "portal.state.title", code=found.listed.code, title=title)
