"""An employer's refusal on paper, with the reason it gave."""

from handlers.effects import CloseButtons, Decide, Effects, MoveTo, Reply
from handlers.employer import notices, screens
from handlers.employer.facts import RecordFacts
from handlers.employer.recording import is_asked
from handlers.employer.requests import Answer
from handlers.events import Commanded, Event, Said
from handlers.initiative import Action, Level, moved
from handlers.message import Message
from handlers.officers import review, review_card
from handlers.officers.reasons import LONGEST
from handlers.speaker import Home, Recording, Speaker
from handlers.understanding.folding import clean
from messages.catalog import say


def refuses(event: Event, speaker: Speaker) -> bool:
    """The command, and the reason once it is asked for."""
    if isinstance(event, Commanded) and event.name == "refusal":
        return True
    place = speaker.place
    asked = isinstance(place, Recording) and place.step == "reason" and is_asked(speaker)
    return asked and (isinstance(event, Said) or (isinstance(event, Commanded) and event.name in _WAYS))


_WAYS = frozenset({"cancel", "back", "skip", "done", "record"})


def refused_number(event: Event, speaker: Speaker) -> tuple[int, ...]:
    """The initiative it is about."""
    if isinstance(event, Commanded) and event.name == "refusal":
        number, _ = review.split(event.argument)
        return (number,) if number is not None else ()
    return speaker.place.numbers if isinstance(speaker.place, Recording) else ()


def refuse(event: Event, facts: RecordFacts) -> Effects:
    """Nothing is refused without a reason: the law wants it in writing (Decree 13/2012, article 7.1)."""
    language, speaker = facts.speaker.language, facts.speaker
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    inside = isinstance(speaker.place, Recording)
    if inside and isinstance(event, Commanded) and event.name != "refusal":
        return (MoveTo(Home()), Reply(Message(text=say(language, "employer.record.left"))))
    if not facts.numbers:
        return (Reply(Message(text=say(language, "employer.refusal.which"))),)
    if not facts.named:
        text = say(language, "review.item.unknown", number=facts.numbers[0])
        return (*_left(inside), Reply(Message(text=text)))
    item = facts.named[0].item
    status = moved(item.review, item.status, Action.REFUSE, Level.GRASSROOTS)
    if status is None:
        now = say(language, f"review.status.{item.status}")
        text = say(language, "employer.refusal.not_now", code=item.code, status=now)
        return (*_left(inside), Reply(Message(text=text)))
    if Level.GRASSROOTS not in facts.named[0].levels:
        return (*_left(inside), Reply(Message(text=say(language, "employer.ask.no_level"))))
    words = _words(event)
    if not any(letter.isalnum() for letter in words) or len(words) > LONGEST:
        place = Recording(numbers=facts.numbers, begun=int(event.at.timestamp()), step="reason")
        note = say(language, "employer.record.too_long", most=LONGEST) if len(words) > LONGEST else ""
        return (MoveTo(place), Reply(screens.screen(language, place, facts, note)))
    told = notices.to_authors(
        facts.named[0].hearers, item, Answer.REFUSED, words, f"{item.id}:{item.revision}:refused"
    )
    return (
        Decide(item.id, item.revision, Action.REFUSE, status, words=words),
        *told,
        CloseButtons(review_card.about(item)),
        *_left(inside),
        Reply(Message(text=say(language, "employer.refusal.done", code=item.code))),
    )


def _words(event: Event) -> str:
    if isinstance(event, Commanded):
        return review.split(event.argument)[1]
    return clean(event.text) if isinstance(event, Said) else ""


def _left(inside: bool) -> tuple[MoveTo, ...]:
    return (MoveTo(Home()),) if inside else ()
