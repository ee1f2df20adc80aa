"""One person on several channels: a one-time code of one conversation, typed in the other."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from handlers import channels, home, taps
from handlers.effects import Effects, MakeLink, Merge, Missed, Reply, TellThere
from handlers.events import Commanded, Event, Said
from handlers.form import wording
from handlers.home import HomeFacts
from handlers.message import Button, Message
from handlers.person import Person
from handlers.rules import Programme
from handlers.speaker import Deciding, Home, Joining, Reporting, Speaker, Writing
from handlers.understanding.link_codes import typed_code
from handlers.values import dataclass
from messages.catalog import say

#: How long a code counts.
LASTS: Final = timedelta(minutes=15)
#: So many wrong codes in one conversation, and for the rest of the hour none is looked at.
TRIES: Final = 5
PAUSE: Final = timedelta(hours=1)
#: What the button for "that is not me" carries in the place of a code.
NO: Final = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A code that still counts: whose it is and where it was made. `writing` is true when they have a
    report under way."""

    person: Person
    conversation: str
    writing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """`fresh` is a code nobody was given yet. `found` is what the event's code names, not looked up after
    too many `tries`, which are the wrong codes since `tried_at`; `spent` is true when that code was used
    in this very conversation."""

    speaker: Speaker
    programme: Programme | None = None
    fresh: str = ""
    found: Found | None = None
    spent: bool = False
    tries: int = 0
    tried_at: datetime | None = None

    @property
    def paused(self) -> bool:
        return self.tries >= TRIES


def hash_of(code: str) -> str:
    """All that is kept of a code. Whoever steals the database has fifteen minutes to guess it."""
    return sha256(f"link:{code}".encode()).hexdigest()


def code_in(event: Event) -> str:
    """The code that an event gives, typed or in a button; "" when it gives none."""
    match event:
        case Said(text=text, forwarded=False):
            typed = typed_code(text)
            return typed.code if typed else ""
        case Commanded(name="merge", argument=argument):
            typed = typed_code(argument)
            return typed.code if typed else ""
        case _:
            return ""


def gives_code(event: Event, speaker: Speaker) -> bool:
    return bool(code_in(event))


def has_account(person: Person) -> bool:
    """Whether there is somebody to join: first contact is over, or they hold a post under their name."""
    return person.is_known or (person.is_officer and bool(person.name))


def make_code(event: Event, facts: LinkFacts) -> Effects:
    """A code for the other channel; a stranger is told how to get one in the channel they know."""
    language = facts.speaker.language
    if not has_account(facts.speaker.person):
        return (Reply(over(facts.speaker, facts.programme, event, say(language, "linking.how"))),)
    expires_at = event.at + LASTS
    text = say(
        language,
        "linking.code",
        code=f"{facts.fresh[:4]} {facts.fresh[4:7]} {facts.fresh[7:]}",
        time=expires_at.strftime("%H:%M"),
    )
    made = MakeLink(hash_of(facts.fresh), expires_at)
    # Alone, so that it is quick to find and to copy; the question above it is still the one that is asked.
    return (made, Reply(Message(text=text)))


def is_passed(event: Event, facts: LinkFacts) -> bool:
    """Whether bare digits name no code, where they may well be an amount or a phone number."""
    typed = typed_code(event.text) if isinstance(event, Said) else None
    if typed is None or not typed.bare or facts.found is not None or facts.spent:
        return False
    match facts.speaker.place:
        case Reporting() | Deciding() | Writing():
            return True
        case Joining():
            return facts.speaker.draft is not None and facts.speaker.draft.step == "phone"
        case _:
            return False


def passed(facts: LinkFacts) -> Effects:
    """Counted even so, or codes could be guessed for ever as answers to a form."""
    return () if facts.paused else (Missed(),)


def ask(event: Event, facts: LinkFacts) -> Effects:
    """The typed code: whose account it would join is named, and only a yes to that does anything."""
    found = _usable(event, facts)
    if not isinstance(found, Found):
        return found
    language, owner = facts.speaker.language, found.person
    unit = owner.unit.name if owner.unit else owner.unit_words or ""
    if not unit and owner.posts:
        unit = owner.posts[0].unit_name
    text_id = "linking.question" if unit else "linking.question_plain"
    text = say(language, text_id, name=owner.name or "", unit=unit)
    yes = Button(say(language, "linking.yes"), taps.pack(taps.Call("merge", code_in(event))))
    no = Button(say(language, "linking.no"), taps.pack(taps.Call("merge", NO)))
    return (Reply(wording.choose(text, (yes, no))),)


def merge(event: Event, facts: LinkFacts) -> Effects:
    """The yes. The code is proved once more: anybody can forge what a button carries."""
    if not code_in(event):
        text = say(facts.speaker.language, "linking.not_joined")
        return (Reply(over(facts.speaker, facts.programme, event, text)),)
    if facts.spent:
        return ()  # pressed twice
    found = _usable(event, facts)
    if not isinstance(found, Found):
        return found
    mine, theirs = facts.speaker.person, found.person
    kept, other = sorted((mine, theirs), key=lambda person: (not has_account(person), person.id))
    where = channels.name_of(theirs.language, facts.speaker.conversation)
    told = Message(
        text=say(theirs.language, "linking.told", channel=where),
        nav=(wording.call(theirs.language, "unlink"),),
    )
    used = hash_of(code_in(event))
    return (
        Merge(used, kept.id, other.id),
        TellThere(found.conversation, told, theirs.language, f"linked:{used}"),
        Reply(_joined(event, facts, found, kept)),
    )


def _usable(event: Event, facts: LinkFacts) -> Found | Effects:
    """The code's account, or what is said instead of joining it."""
    speaker, found = facts.speaker, facts.found
    language = speaker.language
    if facts.paused:
        until = (facts.tried_at or event.at) + PAUSE
        text = say(language, "linking.paused", time=until.astimezone(event.at.tzinfo).strftime("%H:%M"))
        return (Reply(over(speaker, facts.programme, event, text)),)
    if facts.spent:
        return (Reply(over(speaker, facts.programme, event, say(language, "linking.already"))),)
    if found is None:
        return (Missed(), Reply(over(speaker, facts.programme, event, say(language, "linking.wrong"))))
    if found.person.id == speaker.person.id:
        return (Reply(over(speaker, facts.programme, event, say(language, "linking.same"))),)
    if speaker.person.handling is False and not has_account(speaker.person):
        # Joining would overrule a refusal that was given here.
        text = say(language, "linking.refused")
        return (Reply(wording.choose(text, (wording.call(language, "join"),))),)
    return found


def _joined(event: Event, facts: LinkFacts, found: Found, kept: Person) -> Message:
    """What is on screen when two have become one, with the form that goes on."""
    language = kept.language
    speaker = replace(facts.speaker, person=kept)
    note = say(language, "linking.joined", name=kept.name or "")
    draft = facts.speaker.draft
    writing = draft is not None and draft.form == "report"
    stays = writing and (kept.id == facts.speaker.person.id or not found.writing)
    if writing and found.writing:
        note = f"{note} {say(language, 'linking.put_aside')}"
    if stays or (isinstance(speaker.place, Joining) and not (kept.is_known or found.person.is_known)):
        return over(speaker, facts.programme, event, note)
    idea = draft is not None and draft.form == "join" and bool(draft.answers.get("idea"))
    if found.writing or idea:
        text = f"{note}\n\n{say(language, 'linking.unfinished')}"
        return wording.choose(text, (wording.call(language, "resume"), wording.call(language, "mine")))
    at_home = replace(speaker, place=Home(), draft=None)
    return home.here(HomeFacts(speaker=at_home, programme=facts.programme), event, note)


def over(speaker: Speaker, programme: Programme | None, event: Event, text: str) -> Message:
    """The text over what was being asked, or over the menu; to a stranger, over the way in."""
    asked = isinstance(speaker.place, Joining | Reporting) and speaker.draft is not None
    if not asked and not has_account(speaker.person):
        return wording.choose(text, (wording.call(speaker.language, "join"),))
    return home.here(HomeFacts(speaker=speaker, programme=programme), event, text)
