"""An author answers what the union asked them about their initiative."""

from dataclasses import dataclass

from handlers.effects import Effects, MoveTo, Reply, Tell
from handlers.events import Event
from handlers.form import wording
from handlers.initiative import Initiative
from handlers.message import Button, Message
from handlers.officers import review, review_card
from handlers.officers.effects import Comment
from handlers.officers.officer import Officer
from handlers.officers.review_card import cut, number_of
from handlers.record import buttons, writing
from handlers.speaker import Speaker, Writing
from messages.catalog import say


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFacts:
    """`item` is the speaker's own initiative of that number, or the one they were asked about last;
    `asked` is whether the union ever wrote to them about it, `officers` who hears the answer."""

    speaker: Speaker
    item: Initiative | None = None
    asked: bool = False
    officers: tuple[Officer, ...] = ()


def asks_reply(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "reply") or writing.continues(event, speaker, "reply")


def is_passed(event: Event, facts: ReplyFacts) -> bool:
    """Whether an officer means the author of somebody else's initiative."""
    return facts.item is None and facts.speaker.person.is_officer and review.calls(event, "reply")


def reply(event: Event, facts: ReplyFacts) -> Effects:
    """Keep the author's words as a comment and tell who asked; ask for them when there are none."""
    speaker, item = facts.speaker, facts.item
    language = speaker.language
    left = review.leave(speaker)
    if item is None:
        return (*left, Reply(_shown(speaker, "trail.remark.no_item")))
    if not facts.asked:
        return (*left, Reply(_shown(speaker, "trail.remark.no_comment")))
    number = number_of(item)
    if writing.leaves(event):
        return (*left, Reply(_shown(speaker, "trail.remark.left_author", number=number)))
    words = writing.words_of(event)
    if len(words) > writing.LONGEST:
        values = {"count": len(words), "most": writing.LONGEST}
        return _ask(language, item, say(language, "trail.remark.too_long_author", **values))
    if not words:
        wanted = writing.is_open(speaker, "reply")
        return _ask(language, item, say(language, "trail.remark.words_wanted_author") if wanted else "")
    once = f"reply:{item.id}:{speaker.person.id}:{int(event.at.timestamp() * 1000)}"
    return (
        Comment(item.id, words, internal=False),
        *(
            Tell(one.person_id, answer(one.language, item, words), f"{once}:{one.person_id}")
            for one in facts.officers
            if one.person_id != speaker.person.id
        ),
        *left,
        Reply(_shown(speaker, "trail.remark.reply_sent", code=item.code)),
    )


def answer(language: str, item: Initiative, words: str) -> Message:
    """What an officer is told when an author answers."""
    text = say(
        language,
        "trail.remark.told_officer",
        name=item.author_name or say(language, "review.unnamed"),
        code=item.code,
        title=cut(item.title, 120),
        words=words,
        number=number_of(item),
    )
    # Typed where there are no buttons, its label is the command itself.
    again = Button(
        say(language, "trail.button.message_to", code=item.code), buttons.call(language, item, "message").data
    )
    return Message(text=text, choices=((review_card.open_button(language, item),), (again,)))


def _ask(language: str, item: Initiative, before: str) -> Effects:
    asked = say(language, "trail.remark.ask_reply", code=item.code)
    place = Writing(number_of(item), "reply")
    text = f"{before}\n\n{asked}" if before else asked
    return (MoveTo(place), Reply(writing.asking(language, item, place, text)))


def _shown(speaker: Speaker, text_id: str, **values: object) -> Message:
    """With the way back to a report that is half written, whose question may have scrolled away."""
    language, draft = speaker.language, speaker.draft
    writing_on = draft is not None and draft.form == "report"
    ways = [wording.call(language, "resume")] if writing_on else []
    return wording.choose(say(language, text_id, **values), (*ways, wording.call(language, "mine")))
