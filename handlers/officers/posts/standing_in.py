"""A colleague stands in for an officer who is away, for days that were named."""

from datetime import date, datetime, time, timedelta
from typing import Final

from handlers import taps
from handlers.effects import Effects, MoveTo, Reply, Tell
from handlers.events import Commanded, Event, Said
from handlers.form import wording
from handlers.message import Button, Message
from handlers.officers import review
from handlers.officers.effects import Delegate, EndDelegation
from handlers.officers.posts.invites import role_name
from handlers.officers.posts.posts import Held, PostFacts, StandIn, named, stand_in_line, which_post
from handlers.speaker import Home, Speaker, StandingIn
from handlers.understanding.coming_days import Days, days
from messages.catalog import say

#: Days for which somebody may stand in; for longer the post is handed over.
LONGEST: Final = 92
#: The way out under the question for days.
_STOP: Final = taps.pack(taps.Call("standin", "stop"))


def asks_stand_in(event: Event, speaker: Speaker) -> bool:
    """The command, or days typed while they are asked for on the last screen shown."""
    if review.calls(event, "standin"):
        return True
    asked = isinstance(speaker.place, StandingIn) and isinstance(event, Said)
    return asked and any(offer.data == _STOP for offer in speaker.offered)


def asks_ending(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "standin_end")


def post_of(event: Event, speaker: Speaker) -> int | None:
    """The post that the event is about."""
    if isinstance(event, Said) and isinstance(speaker.place, StandingIn):
        return speaker.place.post_id
    return named(event)[0]


def stand_in(event: Event, facts: PostFacts) -> Effects:
    """Which post, who, from when until when, and a yes; then both know."""
    speaker = facts.speaker
    language, post = speaker.language, facts.about
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    rest = named(event)[1] if isinstance(event, Commanded) else ()
    if review.argument_of(event) == "stop":
        return (MoveTo(Home()), Reply(Message(text=say(language, "posts.standing_in.stopped"))))
    if post is None or post.person_id != speaker.person.id:
        return (*review.leave(speaker), Reply(which_post(facts, "standin")))
    whom = str(speaker.place.person_id) if isinstance(speaker.place, StandingIn) and not rest else ""
    others = (*facts.colleagues, *facts.elders)
    to = next((one for one in others if str(one.person_id) == (rest[0] if rest else whom)), None)
    if to is None:
        return (MoveTo(Home()), Reply(_whom(language, facts, post, others)))
    if len(rest) == 3:
        return _given(event, facts, post, to, rest[1], rest[2])
    if isinstance(event, Said):
        return (Reply(_days_read(event, facts, post, to)),)
    return (MoveTo(StandingIn(post.id, to.person_id)), Reply(_which_days(language, to)))


def end_stand_in(event: Event, facts: PostFacts) -> Effects:
    """Whoever gave it or took it may end it before its time."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    number, _ = named(event)
    one = next((found for found in facts.stand_ins if found.id == number), None)
    nav = (wording.call(language, "posts"),)
    if one is None:
        return (*left, Reply(Message(text=say(language, "posts.standing_in.over"), nav=nav)))
    text = say(language, "posts.standing_in.ended", line=stand_in_line(language, one, facts))
    return (*left, EndDelegation(one.id), _told_of_end(one, facts), Reply(Message(text=text, nav=nav)))


def _whom(language: str, facts: PostFacts, post: Held, others: tuple[Held, ...]) -> Message:
    if not others:
        text = say(language, "posts.standing_in.alone", unit=post.unit.name)
        invite = Button(
            say(language, "posts.hand_over.invite"), taps.pack(taps.Call("invite", post.unit.code))
        )
        return wording.choose(text, (invite,))
    buttons = [
        Button(
            say(language, "posts.standing_in.colleague", name=one.name, unit=one.unit.name),
            taps.pack(taps.Call("standin", f"{post.id}:{one.person_id}")),
        )
        for one in dict.fromkeys(others)
    ]
    return wording.choose(say(language, "posts.standing_in.whom"), buttons)


def _which_days(language: str, to: Held, note: str = "") -> Message:
    asked = say(language, "posts.standing_in.days", name=to.name)
    return Message(text=f"{note}\n\n{asked}" if note else asked, nav=(_stop(language),))


def _stop(language: str) -> Button:
    return Button(say(language, "posts.standing_in.stop"), _STOP)


def _days_read(event: Said, facts: PostFacts, post: Held, to: Held) -> Message:
    """The days as they were understood, for a yes."""
    language = facts.speaker.language
    read = days(event.text, event.at.date())
    if read is None:
        return _which_days(language, to, say(language, "posts.standing_in.unclear"))
    if (read.last - event.at.date()).days > LONGEST:
        return _which_days(language, to, say(language, "posts.standing_in.too_long", most=LONGEST))
    values = {"name": to.name, "first": _shown(read.first), "last": _shown(read.last)}
    key = "posts.standing_in.sure_one" if read.first == read.last else "posts.standing_in.sure"
    argument = f"{post.id}:{to.person_id}:{read.first:%Y%m%d}:{read.last:%Y%m%d}"
    yes = Button(say(language, "posts.standing_in.yes"), taps.pack(taps.Call("standin", argument)))
    return wording.choose(say(language, key, **values), (yes,), (_stop(language),))


def _given(event: Event, facts: PostFacts, post: Held, to: Held, first: str, last: str) -> Effects:
    """The yes; days that are over meanwhile, or forged, are asked for again."""
    language, today = facts.speaker.language, event.at.date()
    read = _packed(first, last)
    if read is None or read.last < today or (read.last - today).days > LONGEST:
        note = say(language, "posts.standing_in.unclear")
        return (MoveTo(StandingIn(post.id, to.person_id)), Reply(_which_days(language, to, note)))
    if any(one.post_id == post.id and one.person_id == to.person_id for one in facts.stand_ins):
        text = say(language, "posts.standing_in.already", name=to.name)
        return (MoveTo(Home()), Reply(Message(text=text, nav=(wording.call(language, "posts"),))))
    starts = event.at if read.first <= today else _midnight(read.first, event.at)
    ends = _midnight(read.last + timedelta(days=1), event.at)
    values = {"name": to.name, "first": _shown(max(read.first, today)), "last": _shown(read.last)}
    text = say(language, "posts.standing_in.done", **values)
    return (
        MoveTo(Home()),
        Delegate(post.id, to.person_id, starts, ends),
        _told(post, to, values, f"standin:{post.id}:{event.at.isoformat()}"),
        Reply(Message(text=text, nav=(wording.call(language, "posts"),))),
    )


def _packed(first: str, last: str) -> Days | None:
    try:
        read = Days(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None  # not a button of ours
    return read if read.first <= read.last else None


def _midnight(when: date, at: datetime) -> datetime:
    """The beginning of a day where the event was heard."""
    return datetime.combine(when, time(), tzinfo=at.tzinfo)


def _shown(when: date) -> str:
    return when.strftime("%d/%m/%Y")


def _told(post: Held, to: Held, values: dict[str, str], once: str) -> Tell:
    """Whoever stands in hears of it at once, with a way to say no."""
    text = say(
        to.language,
        "posts.standing_in.told",
        name=post.name,
        role=role_name(to.language, post.role),
        unit=post.unit.name,
        first=values["first"],
        last=values["last"],
    )
    return Tell(to.person_id, Message(text=text, nav=(wording.call(to.language, "posts"),)), once)


def _told_of_end(one: StandIn, facts: PostFacts) -> Tell:
    """The other of the two."""
    mine = one.for_id == facts.speaker.person.id
    person, language = (one.person_id, one.language) if mine else (one.for_id, one.for_language)
    text = say(language, "posts.standing_in.told_ended", line=stand_in_line(language, one, facts))
    return Tell(person, Message(text=text), f"standin:{one.id}:ended")
