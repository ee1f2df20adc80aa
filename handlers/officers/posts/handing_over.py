"""A post and what its holder was at work on go to a colleague of the same unit."""

from handlers import taps
from handlers.effects import Effects, Reply, Tell
from handlers.events import Event
from handlers.form import wording
from handlers.message import Button, Message
from handlers.officers import review
from handlers.officers.effects import HandOver
from handlers.officers.posts.invites import role_name, role_title
from handlers.officers.posts.posts import Held, PostFacts, named, which_post
from handlers.speaker import Speaker
from messages.catalog import say


def asks_handing_over(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "handover")


def hand_over(event: Event, facts: PostFacts) -> Effects:
    """Which post, to whom, and a yes; whoever is to follow has to have taken up a post there first."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    post, (_, rest) = facts.about, named(event)
    if post is None or post.person_id != speaker.person.id:
        return (*left, Reply(which_post(facts, "handover")))
    if not facts.colleagues:
        invite = Button(
            say(language, "posts.hand_over.invite"), taps.pack(taps.Call("invite", post.unit.code))
        )
        text = say(language, "posts.hand_over.alone", unit=post.unit.name)
        return (*left, Reply(wording.choose(text, (invite,))))
    to = next((one for one in facts.colleagues if rest and str(one.person_id) == rest[0]), None)
    if to is None:
        return (*left, Reply(_to_whom(language, facts, post)))
    values = {"name": to.name, "role": role_name(language, post.role), "unit": post.unit.name}
    if rest[1:] != ("yes",):
        yes = Button(
            say(language, "posts.hand_over.yes"),
            taps.pack(taps.Call("handover", f"{post.id}:{to.person_id}:yes")),
        )
        text = say(language, "posts.hand_over.sure", **values)
        return (*left, Reply(wording.choose(text, (yes, wording.call(language, "keep")))))
    text = say(language, "posts.hand_over.done", **values)
    told = _told(post, to, f"handover:{post.id}:{event.at.isoformat()}")
    return (*left, HandOver(post.id, to.person_id), told, Reply(Message(text=text)))


def _to_whom(language: str, facts: PostFacts, post: Held) -> Message:
    buttons = [
        Button(
            say(language, "posts.officers.line", name=one.name, role=role_title(language, one.role)),
            taps.pack(taps.Call("handover", f"{post.id}:{one.person_id}")),
        )
        for one in facts.colleagues
    ]
    return wording.choose(say(language, "posts.hand_over.to_whom", unit=post.unit.name), buttons)


def _told(post: Held, to: Held, once: str) -> Tell:
    text = say(
        to.language,
        "posts.hand_over.told",
        name=post.name,
        role=role_name(to.language, post.role),
        unit=post.unit.name,
    )
    button = Button(say(to.language, "invite.use.queue"), taps.pack(taps.Call("queue", "1")))
    return Tell(to.person_id, Message(text=text, choices=((button,),)), once)
