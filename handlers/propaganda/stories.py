"""An officer tells the story of a valid initiative, and its author may say no at any time."""

from dataclasses import dataclass
from typing import Final

from handlers import taps
from handlers.effects import Effects, MoveTo, Reply, Tell
from handlers.events import Attached, Commanded, Event, Said, SentOther
from handlers.form import wording
from handlers.initiative import Initiative, Status
from handlers.message import Button, Message
from handlers.officers import review
from handlers.officers.review_card import cut, number_of
from handlers.propaganda import story
from handlers.propaganda.story_effects import TellStory, UntellStories
from handlers.record import buttons
from handlers.speaker import Home, Speaker, Telling
from handlers.understanding import choices
from handlers.units import Unit
from messages.catalog import say

#: Words that leave the story instead of changing it.
_LEAVING: Final = ("cancel", "back", "pause")


@dataclass(frozen=True, slots=True)
class Author:
    """One of those whose work it is; `agrees` to being named in public."""

    person_id: int
    name: str
    language: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A story that is told; `own` when the speaker is an author, `may` when it is of their branch."""

    id: int
    number: int
    code: str
    title: str
    by_id: int
    by_language: str
    own: bool = False
    may: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """An initiative with its authors, the first one first. `told` when its story is told, `refused` when
    an author did not want that, `earlier` is how often it was begun before."""

    about: review.ItemFacts
    authors: tuple[Author, ...] = ()
    told: bool = False
    refused: bool = False
    earlier: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UntellFacts:
    """The stories that are told of an initiative, or of all the speaker's own."""

    speaker: Speaker
    told: tuple[Told, ...] = ()


def is_open(speaker: Speaker) -> bool:
    """Whether a story is on screen; whoever looked at something else meanwhile is not taken at their word."""
    place = speaker.place
    return isinstance(place, Telling) and any(one.data == _confirm(place) for one in speaker.offered)


def asks_story(event: Event, speaker: Speaker) -> bool:
    """The command, and whatever answers the story on screen."""
    match event:
        case Commanded(name="tell"):
            return True
        case Said() | Attached() | SentOther():
            return is_open(speaker)
        case Commanded(name="cancel" | "back" | "pause" | "skip" | "done"):
            return is_open(speaker)
        case _:
            return False


def named(event: Event, speaker: Speaker) -> Event:
    """The event with the number of the initiative it is about, which typed words do not carry."""
    if isinstance(event, Commanded) and event.name == "tell":
        return event
    number = str(speaker.place.number) if isinstance(speaker.place, Telling) else ""
    return Commanded(conversation=event.conversation, at=event.at, name="tell", argument=number)


def tell(event: Event, facts: StoryFacts) -> Effects:
    """Draft it, take the officer's own words for it, or tell it."""
    speaker = facts.about.speaker
    language, left = speaker.language, review.leave(speaker)
    item = review.look(facts.about)
    if isinstance(item, Message):
        return (*left, Reply(item))
    refused = _refusal(facts, item)
    if refused or item.unit is None:
        return (*left, Reply(_with_card(language, item, f"propaganda.story.{refused or 'no_unit'}")))
    words = _words(event)
    answer = choices.yes_or_no(words) if isinstance(event, Said) else None
    if answer is False or words == "no" or (isinstance(event, Commanded) and event.name in _LEAVING):
        return (*left, Reply(_with_card(language, item, "propaganda.story.left")))
    shown = _on_screen(speaker, item)
    if shown is not None and (answer or words == f"yes:{shown.turn}"):
        return _tell(facts, item, item.unit, shown.words)
    return _draft(event, facts, item, "" if answer or words.startswith("yes:") else words, shown)


def _draft(event: Event, facts: StoryFacts, item: Initiative, words: str, shown: Telling | None) -> Effects:
    """The next draft: the officer's `words` if they fit, else the one on screen or a fresh one."""
    kept = shown.words if shown is not None else ""
    if not words:
        again = review.calls(event, "tell")
        answered = shown is not None and not again
        if again and not _words(event):
            kept = ""  # asked for anew: it may have been corrected meanwhile
        return _show(event, facts, item, kept, "propaganda.story.words_wanted" if answered else "")
    if story.length(words) < story.LEAST:
        return _show(event, facts, item, kept, "propaganda.story.short")
    if story.length(words) > story.LONGEST:
        return _show(event, facts, item, kept, "propaganda.story.long")
    return _show(event, facts, item, story.finished(words))


def _on_screen(speaker: Speaker, item: Initiative) -> Telling | None:
    """The story of this initiative that waits for a yes."""
    place = speaker.place
    here = isinstance(place, Telling) and place.number == number_of(item) and is_open(speaker)
    return place if isinstance(place, Telling) and here else None


def untell(event: Event, facts: UntellFacts) -> Effects:
    """Take stories out at once: an author theirs, an officer those of their branch."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    mine = tuple(one for one in facts.told if one.own or one.may)
    if not mine:
        return (*left, Reply(Message(text=say(language, "propaganda.untell.none"))))
    told = tuple(
        Tell(one.by_id, _heard_of_no(one), f"story:{one.id}:no")
        for one in mine
        if one.own and one.by_id != speaker.person.id
    )
    text = say(language, "propaganda.untell.done", codes=", ".join(one.code for one in mine))
    gone = UntellStories(tuple(one.id for one in mine))
    return (gone, *told, *left, Reply(Message(text=text, nav=(wording.call(language, "mine"),))))


def asks_untelling(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "untell")


def _refusal(facts: StoryFacts, item: Initiative) -> str:
    """Why it cannot be told; "" when it can."""
    if not facts.about.levels:
        return "may_not"
    if item.status is not Status.VALID:
        return "not_valid"
    if item.answers.get("confidential") == "yes":
        return "secret"
    if not facts.authors or not all(one.agrees and one.name for one in facts.authors):
        return "not_public"
    if facts.told:
        return "told"
    return "refused" if facts.refused else ""


def _words(event: Event) -> str:
    match event:
        case Said(text=text, forwarded=False):
            return text.strip()
        case Commanded(name="tell", argument=argument):
            return review.split(argument)[1]
        case _:
            return ""


def _show(event: Event, facts: StoryFacts, item: Initiative, words: str, before: str = "") -> Effects:
    """The story as it would be told, to be changed by sending other words."""
    language = facts.about.speaker.language
    words = words or story.draft(item, [one.name for one in facts.authors])
    place = Telling(number_of(item), int(event.at.timestamp()), words)
    limits = {"least": story.LEAST, "most": story.LONGEST}
    parts = [
        *([say(language, before, **limits)] if before else []),
        say(language, "propaganda.story.preview", code=item.code),
        words,
        say(language, "propaganda.story.how", **limits),
    ]
    yes = Button(say(language, "propaganda.story.yes"), _confirm(place))
    no = Button(say(language, "trail.button.leave"), taps.pack(taps.Call("tell", f"{place.number}:no")))
    return (MoveTo(place), Reply(Message(text="\n\n".join(parts), choices=((yes,),), nav=(no,))))


def _tell(facts: StoryFacts, item: Initiative, unit: Unit, words: str) -> Effects:
    speaker = facts.about.speaker
    once = f"story:{item.id}:{facts.earlier}"
    return (
        TellStory(item.id, unit.id, story.title(item), words),
        *(
            Tell(one.person_id, _heard(one, item, words), f"{once}:{one.person_id}")
            for one in facts.authors
            if one.person_id != speaker.person.id
        ),
        MoveTo(Home()),
        Reply(_with_card(speaker.language, item, "propaganda.story.done")),
    )


def _heard(author: Author, item: Initiative, words: str) -> Message:
    """What an author is told, with the way to say no."""
    number = number_of(item)
    values = {"code": item.code, "title": cut(item.title, 120), "words": words, "number": number}
    no = Button(say(author.language, "propaganda.untell.button"), taps.pack(taps.Call("untell", str(number))))
    return Message(text=say(author.language, "propaganda.story.heard", **values), choices=((no,),))


def _heard_of_no(told: Told) -> Message:
    text = say(told.by_language, "propaganda.untell.heard", code=told.code, title=told.title)
    return Message(text=text)


def _confirm(place: Telling) -> str:
    return taps.pack(taps.Call("tell", f"{place.number}:yes:{place.turn}"))


def _with_card(language: str, item: Initiative, text_id: str) -> Message:
    text = say(language, text_id, code=item.code, number=number_of(item))
    return Message(text=text, choices=((buttons.back(language, item),),))
