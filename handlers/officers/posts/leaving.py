"""A post ends: its holder leaves it, or somebody above takes it back."""

from datetime import datetime

from handlers import taps
from handlers.effects import Effects, Reply, Tell
from handlers.events import Event
from handlers.form import wording
from handlers.message import Button, Message
from handlers.officers import review
from handlers.officers.effects import EndPost
from handlers.officers.posts.invites import role_name
from handlers.officers.posts.posts import Held, PostFacts, named, which_post
from handlers.speaker import Speaker
from messages.catalog import say


def asks_leaving(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "leave")


def end_post(event: Event, facts: PostFacts) -> Effects:
    """Leaving one's own post, or ending one below: asked once, with what becomes of the unit."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    post, (_, rest) = facts.about, named(event)
    if post is None:
        return (*left, Reply(which_post(facts, "leave")))
    if not post.may_end:
        return (*left, Reply(Message(text=say(language, "posts.end.not_yours"))))
    mine = post.person_id == speaker.person.id
    if rest != ("yes",):
        return (*left, Reply(_sure(language, facts, post, mine=mine)))
    key = "left" if mine else "ended"
    values = {"name": post.name, "role": role_name(language, post.role), "unit": post.unit.name}
    text = say(language, f"posts.end.{key}", **values)
    if facts.last:
        text = f"{text} {_fallen(language, facts, 'now')}"
    told = () if mine else (_told_of_end(post, speaker.person.name or "", event.at),)
    return (*left, EndPost(post.id), *told, Reply(Message(text=text)))


def _sure(language: str, facts: PostFacts, post: Held, *, mine: bool) -> Message:
    key = "sure_own" if mine else "sure"
    values = {"name": post.name, "role": role_name(language, post.role), "unit": post.unit.name}
    lines = [say(language, f"posts.end.{key}", **values)]
    if facts.last:
        lines.append(_fallen(language, facts, "then"))
    yes = Button(say(language, "posts.end.yes"), taps.pack(taps.Call("leave", f"{post.id}:yes")))
    return wording.choose("\n".join(lines), (yes, wording.call(language, "keep")))


def _fallen(language: str, facts: PostFacts, when: str) -> str:
    """Who hears of submissions once a unit has no officer left."""
    if not facts.above:
        return say(language, f"posts.end.nobody_{when}")
    return say(language, f"posts.end.last_{when}", above=facts.above)


def _told_of_end(post: Held, by_name: str, at: datetime) -> Tell:
    text = say(
        post.language,
        "posts.end.told",
        name=by_name,
        role=role_name(post.language, post.role),
        unit=post.unit.name,
    )
    return Tell(post.person_id, Message(text=text), f"post:{post.id}:ended:{at.isoformat()}")
