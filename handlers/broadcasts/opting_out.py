"""What may be an answer to a broadcast: a slip of the finger near "stop", and "cancel" with nothing open."""

from dataclasses import dataclass

from handlers import home, taps
from handlers.effects import Effects, Reply
from handlers.events import Commanded, Event, Said
from handlers.form import wording
from handlers.home import HomeFacts
from handlers.message import Button
from handlers.speaker import Home, Speaker
from handlers.understanding.near_stop import is_near
from messages.catalog import say


@dataclass(frozen=True, slots=True)
class AnsweringFacts:
    """`answers` is whether a broadcast was the last that this conversation was told."""

    home: HomeFacts
    answers: bool


def may_answer(event: Event, speaker: Speaker) -> bool:
    """Only where nothing is open: there "cancel" cancels that, and a word answers the question."""
    if not isinstance(speaker.place, Home):
        return False
    if isinstance(event, Commanded):
        return event.name == "cancel" and speaker.draft is None
    return isinstance(event, Said) and is_near(event.text)


def is_passed(event: Event, facts: AnsweringFacts) -> bool:
    return not facts.answers or facts.home.speaker.person.campaigns is not True


def ask(event: Event, facts: AnsweringFacts) -> Effects:
    """Whether it was meant so; nothing is changed before the answer."""
    language = facts.home.speaker.language
    yes = Button(say(language, "outreach.stop_yes"), taps.pack(taps.Call("stop")))
    no = Button(say(language, "outreach.stop_no"), taps.pack(taps.Call("keep_mail")))
    return (Reply(wording.choose(say(language, "outreach.stop_question"), (yes, no))),)


def keep(event: Event, facts: HomeFacts) -> Effects:
    """They want to go on hearing from us after all."""
    return (Reply(home.here(facts, event, say(facts.speaker.language, "outreach.kept"))),)
