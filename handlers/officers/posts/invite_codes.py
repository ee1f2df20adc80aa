"""An invite's short code, typed anywhere in the place of its link."""

from dataclasses import dataclass
from datetime import datetime

from handlers.effects import Effects, Missed, Reply
from handlers.events import Event, Said
from handlers.linking import PAUSE, TRIES
from handlers.message import Message
from handlers.officers.posts import invites
from handlers.officers.posts.invites import InviteFacts
from handlers.speaker import Home, Joining, Speaker
from handlers.understanding.link_codes import Typed, typed_invite
from messages.catalog import say


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """What a typed code names, not looked up after too many wrong `tries`, which are those since `tried_at`
    of link codes and of invites together."""

    about: InviteFacts
    tries: int = 0
    tried_at: datetime | None = None

    @property
    def speaker(self) -> Speaker:
        return self.about.speaker

    @property
    def paused(self) -> bool:
        return self.tries >= TRIES


def code_in(event: Event) -> str:
    """The digits that were typed; "" when they are no code."""
    typed = _typed(event)
    return typed.code if typed else ""


def gives_code(event: Event, speaker: Speaker) -> bool:
    return bool(code_in(event))


def is_passed(event: Event, facts: CodeFacts) -> bool:
    """Whether bare digits open nothing, where they may well be an amount, a day or a phone number."""
    typed, place = _typed(event), facts.speaker.place
    if typed is None or not typed.bare or facts.about.found is not None:
        return False
    if isinstance(place, Joining):
        return facts.speaker.draft is not None and facts.speaker.draft.step == "phone"
    return not isinstance(place, Home)


def passed(facts: CodeFacts) -> Effects:
    """Counted even so, or codes could be guessed for ever as answers to a form."""
    return () if facts.paused else (Missed(),)


def use_code(event: Event, facts: CodeFacts) -> Effects:
    """The post that the code gives, as its link would."""
    language = facts.speaker.language
    if facts.paused:
        until = (facts.tried_at or event.at) + PAUSE
        text = say(language, "linking.paused", time=until.astimezone(event.at.tzinfo).strftime("%H:%M"))
        return (Reply(Message(text=text)),)
    if facts.about.found is None:
        return (Missed(), Reply(Message(text=say(language, "invite.use.wrong_code"))))
    return invites.use_invite(event, facts.about)


def _typed(event: Event) -> Typed | None:
    return typed_invite(event.text) if isinstance(event, Said) and not event.forwarded else None
