"""Asking an employer to recognise an initiative, and taking the link back."""

from datetime import date, tzinfo

from handlers import taps
from handlers.effects import CloseButtons, Decide, Effects, Reply
from handlers.employer import clocks, letters, notices
from handlers.employer.facts import AskFacts, Named
from handlers.employer.requests import LIFETIME, Answer, hash_of, last_day, spaced
from handlers.events import Commanded, Event
from handlers.initiative import Action, Initiative, Level, Status, moved
from handlers.message import Button, Message
from handlers.officers import review, review_card
from handlers.officers.effects import AskEmployer, MakePapers, RevokeRequest
from handlers.officers.review import Reference
from handlers.speaker import Speaker
from handlers.understanding import choices
from messages.catalog import say
from messages.employer import reading


def asks_employer(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Commanded) and event.name == "ask"


def revokes(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Commanded) and event.name == "revoke_link"


def ask(event: Event, facts: AskFacts) -> Effects:
    """Which language first; then the link, the papers, and the words for the manager, all at once."""
    return (*review.leave(facts.speaker), *_ask(event, facts))


def _ask(event: Event, facts: AskFacts) -> Effects:
    language = facts.speaker.language
    named = _named(facts, "employer.ask.which")
    if isinstance(named, Message):
        return (Reply(named),)
    item = named.item
    again = item.status is Status.ASKED
    if not again and moved(item.review, item.status, Action.ASK, Level.GRASSROOTS) is None:
        status = say(language, f"review.status.{item.status}")
        text = say(language, "employer.ask.not_now", code=item.code, status=status)
        return (Reply(Message(text=text, choices=((notices.open_button(language, item),),))),)
    if Level.GRASSROOTS not in named.levels:
        return (Reply(Message(text=say(language, "employer.ask.no_level"))),)
    _, rest = review.split(review.argument_of(event))
    chosen, seen = _choice(rest)
    if chosen is None:
        return (Reply(_languages(facts, item)),)
    if seen and seen != _seen(facts, item):
        text = say(language, "employer.ask.just_now", code=item.code, number=review_card.number_of(item))
        return (Reply(Message(text=text, choices=((notices.open_button(language, item),),))),)
    return _asked(event, facts, named, chosen)


def _asked(event: Event, facts: AskFacts, named: Named, chosen: str) -> Effects:
    language, item = facts.speaker.language, named.item
    expires = event.at + LIFETIME
    link = facts.door.replace("{token}", facts.token)
    renewed = item.status is Status.ASKED
    first = asked_on(item, facts.zone) if renewed else None
    deadline = clocks.last_day_to_answer(first or event.at.astimezone(facts.zone).date())
    text = say(
        language,
        "employer.ask.renewed" if renewed else "employer.ask.done",
        code=item.code,
        check=spaced(facts.code),
        deadline=deadline.strftime("%d/%m/%Y"),
    )
    letter = letters.asking(chosen, item, facts.union, facts.code, link, last_day(expires, facts.zone))
    new = AskEmployer(
        initiative_id=item.id,
        token_hash=hash_of(facts.token),
        code=facts.code,
        language=chosen,
        expires_at=expires,
    )
    papers = MakePapers(
        initiative_id=item.id, language=chosen, code=facts.code, link=link, once=f"papers:{facts.code}"
    )
    moves: Effects = ()
    if not renewed:
        moves = (
            Decide(item.id, item.revision, Action.ASK, Status.ASKED),
            *notices.to_authors(named.hearers, item, Answer.NONE, "", f"{item.id}:{item.revision}:asked"),
            CloseButtons(review_card.about(item)),
        )
    return (*moves, new, Reply(Message(text=text)), Reply(Message(text=letter)), papers)


def revoke(event: Event, facts: AskFacts) -> Effects:
    """The link ends; what was answered before stays, and the papers may still be answered."""
    language = facts.speaker.language
    named = _named(facts, "employer.revoke.which")
    if isinstance(named, Message):
        return (Reply(named),)
    if Level.GRASSROOTS not in named.levels:
        return (Reply(Message(text=say(language, "employer.ask.no_level"))),)
    code, request = named.item.code, facts.request
    if request is None or not request.is_running(event.at):
        return (Reply(Message(text=say(language, "employer.revoke.nothing", code=code))),)
    text = say(language, "employer.revoke.done", code=code, number=review_card.number_of(named.item))
    return (RevokeRequest(request.id), Reply(Message(text=text)))


def asked_on(item: Initiative, zone: tzinfo) -> date | None:
    """When the employer was asked, whatever links were made since."""
    asked = [step.at for step in item.history if step.action is Action.ASK]
    return asked[-1].astimezone(zone).date() if asked else None


def _named(facts: AskFacts, which: str) -> Named | Message:
    """The initiative, or why there is none to speak of."""
    if facts.number is None and facts.speaker.person.is_officer:
        return Message(text=say(facts.speaker.language, which))
    looked = review.look(
        review.ItemFacts(
            speaker=facts.speaker,
            reference=Reference(number=facts.number),
            item=facts.named.item if facts.named else None,
            may=facts.named is not None,
        )
    )
    if isinstance(looked, Message):
        return looked
    assert facts.named is not None  # noqa: S101 - `look` refuses without one
    return facts.named


def _choice(rest: str) -> tuple[str | None, str]:
    """The language that was pressed, with what its screen showed, or that was typed."""
    pressed, _, seen = rest.partition(":")
    if pressed in reading.LANGUAGES:
        return pressed, seen
    labels = [reading.say(one, "name") for one in reading.LANGUAGES]
    place = choices.pick(rest, labels) if rest else None
    return (reading.LANGUAGES[place], "") if place is not None else (None, "")


def _seen(facts: AskFacts, item: Initiative) -> str:
    """How things stood on a screen: a second press on it must not end the link of the first."""
    return f"{item.revision}:{facts.request.id if facts.request else 0}"


def _languages(facts: AskFacts, item: Initiative) -> Message:
    language, number = facts.speaker.language, review_card.number_of(item)
    usual = reading.known(facts.language)
    order = (usual, *(one for one in reading.LANGUAGES if one != usual))
    buttons = []
    for one in order:
        label = reading.say(one, "name")
        label = say(language, "employer.ask.usual", language=label) if one == usual else label
        call = taps.Call("ask", f"{number}:{one}:{_seen(facts, item)}")
        buttons.append((Button(label, taps.pack(call)),))
    title = review_card.cut(item.title, 100)
    asked = asked_on(item, facts.zone)
    if item.status is Status.ASKED and asked is not None:
        text = say(language, "employer.ask.again", code=item.code, day=asked.strftime("%d/%m/%Y"))
    else:
        text = say(language, "employer.ask.language", code=item.code, title=title)
    return Message(text=text, choices=tuple(buttons))
