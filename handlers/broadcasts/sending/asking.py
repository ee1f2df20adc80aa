"""A broadcast was made: its writer gets its number, and a second officer is asked where one is needed."""

from handlers.broadcasts.broadcast_effects import MakeBroadcast
from handlers.broadcasts.composing import preview
from handlers.broadcasts.sending import progress
from handlers.effects import Reply, Tell
from handlers.form import wording
from handlers.message import Message
from handlers.speaker import Speaker
from messages.catalog import say


def made(speaker: Speaker, broadcast_id: int, effect: MakeBroadcast) -> Reply:
    """What its writer hears, with the ways to stop it."""
    language = speaker.language
    ways = (progress.button(language, "stop", broadcast_id, label="recall"),)
    if effect.begins_at is None:
        text = say(language, "broadcast.made.asking", id=broadcast_id, count=len(effect.plan.seconds))
    else:
        kind = "rests" if effect.plan.rests else "delayed" if effect.plan.delay else "now"
        moment = preview.moment(language, effect.begins_at)
        text = say(language, f"broadcast.made.{kind}", id=broadcast_id, moment=moment)
    text += "\n" + say(language, "broadcast.made.follow", id=broadcast_id)
    return Reply(Message(text=text, nav=ways, about=f"broadcast:{broadcast_id}"))


def request(name: str, broadcast_id: int, effect: MakeBroadcast) -> tuple[Tell, ...]:
    """The words as their readers would get them, and then the question, to each who may agree."""
    if effect.begins_at is not None:
        return ()
    told: list[Tell] = []
    for officer in effect.plan.seconds:
        language, once = officer.language, f"broadcast:{broadcast_id}:asked:{officer.person_id}"
        by = name or say(language, "review.unnamed")
        asked = say(language, "broadcast.asked.heading", name=by, id=broadcast_id)
        sum_up = preview.describe(language, effect.plan, effect.groups)
        how = say(language, "broadcast.asked.how", id=broadcast_id)
        buttons = (
            progress.button(language, "agree", broadcast_id),
            progress.button(language, "refuse", broadcast_id),
        )
        words = say(language, "broadcast.asked.words", words=effect.sample.text)
        told.append(Tell(officer.person_id, Message(text=words), f"{once}:words"))
        question = wording.choose(f"{asked}\n\n{sum_up}\n\n{how}", buttons)
        shown = Message(text=question.text, choices=question.choices, about=f"agree:{broadcast_id}")
        told.append(Tell(officer.person_id, shown, once))
    return tuple(told)
