"""An officer's posts, and the officers of a unit."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final

from handlers import taps
from handlers.effects import Effects, Reply
from handlers.events import Event, Said
from handlers.form import wording
from handlers.message import Button, Message
from handlers.officers import review, rights
from handlers.officers.posts.invites import role_title
from handlers.officers.review_card import moment
from handlers.person import Role
from handlers.speaker import Home, Speaker
from handlers.understanding.folding import clean, fold
from handlers.units import Unit
from messages.catalog import LANGUAGES, say

#: How many officers of a unit are shown.
SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A post that somebody holds now. `may_end` is true when the speaker may end it: it is their own, or
    they stand above it."""

    id: int
    person_id: int
    name: str
    language: str
    unit: Unit
    role: Role
    may_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Somebody stands in for a post, now or from a day to come."""

    id: int
    post_id: int
    person_id: int
    name: str
    language: str
    for_id: int
    for_name: str
    for_language: str
    unit_name: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFacts:
    """`own` are the speaker's own posts, `stand_ins` those they gave or took, `about` the post that the
    event names with its unit's other officers as `colleagues` and those right above as `elders`.
    `above` is the unit whose officers are told of submissions when `about` ends and nobody is left, ""
    when somebody is left; `unit` with its `officers` is what was asked by code."""

    speaker: Speaker
    own: tuple[Held, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    about: Held | None = None
    colleagues: tuple[Held, ...] = ()
    elders: tuple[Held, ...] = ()
    last: bool = False
    above: str = ""
    unit: Unit | None = None
    officers: tuple[Held, ...] = ()
    zone: tzinfo = timezone(timedelta(hours=7))


def asks_posts(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "posts")


def asks_officers(event: Event, speaker: Speaker) -> bool:
    """The word alone, or with one unit's code after it."""
    if review.calls(event, "officers") or review.calls(event, "post"):
        return True
    return speaker.person.is_officer and isinstance(speaker.place, Home) and bool(_typed_code(event))


def is_about_own(event: Event) -> bool:
    """Whether a command without more is about the speaker's own post, when they have one."""
    own = any(review.calls(event, name) for name in ("leave", "handover", "standin"))
    return own and not review.argument_of(event)


def named(event: Event) -> tuple[int | None, tuple[str, ...]]:
    """The post in a button's ``<post>:<more>:<more>``, and the rest."""
    first, *rest = review.argument_of(event).split(":")
    return (int(first) if first.isascii() and first.isdigit() and len(first) <= 15 else None), tuple(rest)


def unit_code(event: Event) -> str:
    """The unit whose officers are asked for; "" for the speaker's own."""
    return review.argument_of(event) if review.calls(event, "officers") else _typed_code(event)


def _typed_code(event: Event) -> str:
    """What stands after the words for officers, when it can be nothing but a code."""
    if not isinstance(event, Said) or event.forwarded:
        return ""
    *words, code = clean(event.text).split() or [""]
    forms = {fold(form) for one in LANGUAGES for form in say(one, "posts.officers.typed_words").split("|")}
    return code if fold(" ".join(words)) in forms and code.isascii() and code.isalnum() else ""


def show_posts(event: Event, facts: PostFacts) -> Effects:
    """What the speaker is trusted with, who stands in for whom, and what can be done about it."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    lines = [say(language, "posts.list.heading")]
    lines += [_line(language, post) for post in facts.own]
    lines += [stand_in_line(language, one, facts) for one in facts.stand_ins]
    buttons = [
        Button(
            say(language, "posts.standing_in.end", name=_other(one, speaker.person.id)),
            taps.pack(taps.Call("standin_end", str(one.id))),
        )
        for one in facts.stand_ins
    ]
    if facts.own:
        buttons += [wording.call(language, name) for name in ("standin", "handover", "leave")]
    if rights.appoints(speaker.person):
        buttons += [wording.call(language, name) for name in ("officers", "invites")]
    return (*left, Reply(wording.choose("\n".join(lines), buttons)))


def show_officers(event: Event, facts: PostFacts) -> Effects:
    """The officers of a unit, or one of them with what may be done."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    if facts.about is not None:
        return (*left, Reply(_one(language, facts.about, speaker)))
    if facts.unit is None:
        which = "unknown" if unit_code(event) else "which"
        text = say(language, f"posts.officers.{which}", code=unit_code(event))
        return (*left, Reply(Message(text=text)))
    if not facts.officers:
        return (*left, Reply(Message(text=say(language, "posts.officers.none", unit=facts.unit.name))))
    buttons = [
        Button(
            say(language, "posts.officers.line", name=one.name, role=role_title(language, one.role)),
            taps.pack(taps.Call("post", str(one.id))),
        )
        for one in facts.officers[:SHOWN]
    ]
    text = say(language, "posts.officers.heading", unit=facts.unit.name)
    return (*left, Reply(wording.choose(text, buttons)))


def which_post(facts: PostFacts, command: str) -> Message:
    """One's own posts as choices for a command, or why there is none."""
    language = facts.speaker.language
    if not facts.own:
        return Message(text=say(language, "posts.list.none"))
    buttons = [
        Button(_line(language, post), taps.pack(taps.Call(command, str(post.id)))) for post in facts.own
    ]
    return wording.choose(say(language, f"posts.which.{command}"), buttons)


def stand_in_line(language: str, one: StandIn, facts: PostFacts) -> str:
    """Who is away, who stands in, and until when."""
    last = one.ends - timedelta(seconds=1)
    return say(
        language,
        "posts.standing_in.line",
        name=one.name,
        for_name=one.for_name,
        unit=one.unit_name,
        first=moment(one.starts, facts.zone)["date"],
        last=moment(last, facts.zone)["date"],
    )


def _other(one: StandIn, person_id: int) -> str:
    return one.for_name if one.person_id == person_id else one.name


def _line(language: str, post: Held) -> str:
    return say(language, "posts.list.line", role=role_title(language, post.role), unit=post.unit.name)


def _one(language: str, post: Held, speaker: Speaker) -> Message:
    values = {"name": post.name, "role": role_title(language, post.role), "unit": post.unit.name}
    text = say(language, "posts.officers.one", **values)
    if post.person_id == speaker.person.id:
        names = ("standin", "handover", "leave")
        return wording.choose(text, [wording.call(language, name, str(post.id)) for name in names])
    if not post.may_end:
        return Message(text=text)
    button = Button(say(language, "posts.end.button"), taps.pack(taps.Call("leave", str(post.id))))
    return wording.choose(text, (button,))
