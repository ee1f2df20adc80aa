"""Notes among officers and comments to an author: written once, never changed."""

from typing import Literal

from handlers import taps
from handlers.effects import Effects, MoveTo, Reply, Tell
from handlers.events import Event
from handlers.initiative import Initiative
from handlers.message import Button, Message
from handlers.officers import reasons, review
from handlers.officers.effects import Comment
from handlers.officers.review_card import cut, number_of
from handlers.record import buttons, writing
from handlers.record.facts import CardFacts, Record
from handlers.speaker import Speaker, Writing
from messages.catalog import say

Kind = Literal["note", "message"]


def asks_remark(event: Event, speaker: Speaker) -> bool:
    """A note or a comment, with its words or without, or the words that were asked for. An officer who
    "answers" what is not their own report means its author."""
    named = any(review.calls(event, name) for name in ("note", "message"))
    officer = speaker.person.is_officer and review.calls(event, "reply")
    return named or officer or writing.continues(event, speaker, "note", "message")


def remark(event: Event, facts: CardFacts) -> Effects:
    """Keep it and, if it is a comment, tell the author at once; ask for the words when there are none."""
    speaker = facts.about.speaker
    language = speaker.language
    item = review.look(facts.about)
    if isinstance(item, Message) or facts.record is None:
        refused = item if isinstance(item, Message) else review.no_post(language)
        return (*review.leave(speaker), Reply(refused))
    kind = _kind(event, speaker)
    if (refusal := _refusal(facts, item, kind)) is not None:
        return (*review.leave(speaker), Reply(refusal))
    words = writing.words_of(event)
    typed = writing.is_open(speaker, kind) and reasons.says(words, reasons.LEAVE)
    if writing.leaves(event) or typed:
        return (*review.leave(speaker), Reply(with_card(language, item, "trail.remark.left")))
    if len(words) > writing.LONGEST:
        values = {"count": len(words), "most": writing.LONGEST}
        return _ask(language, item, kind, say(language, "trail.remark.too_long", **values))
    if not words:
        wanted = writing.is_open(speaker, kind)
        return _ask(language, item, kind, say(language, "trail.remark.words_wanted") if wanted else "")
    return (Comment(item.id, words, kind == "note"), *_told(event, facts.record, kind, words, speaker))


def with_card(language: str, item: Initiative, text_id: str) -> Message:
    """A text with the button that shows the initiative."""
    text = say(language, text_id, code=item.code)
    return Message(text=text, choices=((buttons.back(language, item),),))


def comment(language: str, item: Initiative, words: str) -> Message:
    """What an author is told when the union writes to them."""
    number = number_of(item)
    text = say(
        language,
        "trail.remark.told_author",
        code=item.code,
        title=cut(item.title, 120),
        words=words,
        number=number,
    )
    return Message(text=text, choices=((reply_button(language, item),),))


def reply_button(language: str, item: Initiative) -> Button:
    return Button(say(language, "trail.button.reply"), taps.pack(taps.Call("reply", str(number_of(item)))))


def _kind(event: Event, speaker: Speaker) -> Kind:
    if review.calls(event, "note"):
        return "note"
    if review.calls(event, "message") or review.calls(event, "reply"):
        return "message"
    # What leaves the question, or answers it.
    _, asked = review.split(review.argument_of(event))
    place = speaker.place
    written = place.what if isinstance(place, Writing) else asked
    return "note" if written == "note" else "message"


def _refusal(facts: CardFacts, item: Initiative, kind: Kind) -> Message | None:
    language = facts.about.speaker.language
    if facts.own:
        number = number_of(item)
        text = "trail.remark.own_reply" if kind == "message" else "trail.remark.own"
        return Message(text=say(language, text, number=number), nav=(review.queue_button(language),))
    if not facts.writes:
        return with_card(language, item, "trail.remark.may_not")
    return None


def _ask(language: str, item: Initiative, kind: Kind, before: str) -> Effects:
    asked = say(language, f"trail.remark.ask_{kind}", code=item.code)
    place = Writing(number_of(item), kind)
    text = f"{before}\n\n{asked}" if before else asked
    return (MoveTo(place), Reply(writing.asking(language, item, place, text)))


def _told(event: Event, record: Record, kind: Kind, words: str, speaker: Speaker) -> Effects:
    language, item = speaker.language, record.item
    if kind == "note":
        return (*review.leave(speaker), Reply(with_card(language, item, "trail.remark.note_kept")))
    # Every press is an event of its own moment; the same one handled again is the same comment.
    once = f"comment:{item.id}:{speaker.person.id}:{int(event.at.timestamp() * 1000)}"
    authors = {item.author_id: item.author_language}
    authors |= {one.person_id: one.language for one in record.joined}
    return (
        *(
            Tell(person, comment(heard, item, words), f"{once}:{person}")
            for person, heard in authors.items()
            if person != speaker.person.id
        ),
        *review.leave(speaker),
        Reply(with_card(language, item, "trail.remark.message_sent")),
    )
