"""What an officer sees of initiatives that look like one another, from a line on the card to both texts."""

from dataclasses import dataclass
from typing import Final

from handlers import taps
from handlers.effects import Effects, Reply
from handlers.events import Event
from handlers.initiative import Initiative
from handlers.likeness import score, story
from handlers.message import Button, Message
from handlers.officers import review
from handlers.officers.review import ItemFacts
from handlers.officers.review_card import cut, moment, number_of, open_button
from handlers.speaker import Speaker
from handlers.understanding.folding import fold
from messages.catalog import say

#: The answers that are held side by side, and how much of each is shown: both must fit on a phone.
FIELDS: Final = ("title", "idea", "before", "change", "where")
_SHOWN: Final = 220
_SAME_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Alike:
    """An initiative that looks like another. `here` when both are of one establishment; `may` when the
    officer's units reach it, without which nothing of its words is shown."""

    item: Initiative
    score: int
    here: bool
    may: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeFacts:
    """`other` is the second initiative that the event names, empty when it names none; then `found` are
    those most like the first, and `merged` those that are part of it."""

    about: ItemFacts
    other: ItemFacts
    found: tuple[Alike, ...] = ()
    merged: tuple[Initiative, ...] = ()


def asks_alike(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "alike")


def second_of(event: Event) -> int | None:
    """The second number in "12 7"."""
    _, rest = review.split(review.argument_of(event))
    number, _ = review.split(rest)
    return number


def show_alike(event: Event, facts: AlikeFacts) -> Effects:
    """The initiatives that look like this one, or both texts field by field."""
    about = facts.about
    item = review.look(about)
    if isinstance(item, Message):
        return (*review.leave(about.speaker), Reply(item))
    if second_of(event) is None:
        return (*review.leave(about.speaker), Reply(_list(facts, item)))
    other = review.look(facts.other)
    shown = other if isinstance(other, Message) else _pair(facts, item, other)
    return (*review.leave(about.speaker), Reply(shown))


def alike_line(language: str, found: tuple[Alike, ...]) -> str:
    """What the card says of them; "" when there are none in the same establishment."""
    here = [one for one in found if one.here]
    if not here:
        return ""
    kind = "same" if here[0].score >= score.SAME else "look"
    return say(language, f"alike.card.{kind}", code=here[0].item.code, score=here[0].score)


def alike_button(language: str, item: Initiative) -> Button:
    return _call(language, "open", "alike", str(number_of(item)))


def place_of(item: Initiative) -> int | None:
    """Where an initiative must be new: its establishment, or the unit it came from."""
    return item.establishment_id or (item.unit.id if item.unit else None)


def likeness(one: Initiative, other: Initiative) -> int:
    """From 0 to 100."""
    return score.score(story.read(one.title, one.answers), story.read(other.title, other.answers))


def _list(facts: AlikeFacts, item: Initiative) -> Message:
    language = facts.about.speaker.language
    back = (open_button(language, item),)
    if facts.found:
        lines = [say(language, "alike.heading", code=item.code, title=cut(item.title, 80))]
    else:
        lines = [say(language, "alike.none", code=item.code)]
    lines += [_line(facts, one) for one in facts.found]
    buttons = [
        (_call(language, "compare", "alike", f"{number_of(item)} {number_of(one.item)}", code=one.item.code),)
        for one in facts.found
        if one.may
    ]
    if facts.merged:
        lines.append(say(language, "alike.merged", code=item.code))
        lines += [_who(facts, one) for one in facts.merged]
        # Its own card has its photos and everyone who wrote it.
        buttons += [(open_button(language, one),) for one in facts.merged]
    return Message(text="\n\n".join(lines), choices=tuple(buttons), nav=back)


def _line(facts: AlikeFacts, one: Alike) -> str:
    """Of what lies beyond the officer's own units they learn that it exists, and where."""
    language, found = facts.about.speaker.language, one.item
    kind = "here" if one.here else "elsewhere" if one.may else "beyond"
    return say(
        language,
        f"alike.line.{kind}",
        code=found.code,
        score=one.score,
        title=cut(found.title, 80),
        name=found.author_name or say(language, "review.unnamed"),
        unit=found.unit.name if found.unit else say(language, "review.unknown_unit"),
        date=moment(found.submitted_at, facts.about.zone)["date"],
        status=say(language, f"review.status.{found.status}"),
    )


def _pair(facts: AlikeFacts, item: Initiative, other: Initiative) -> Message:
    language = facts.about.speaker.language
    numbers = f"{number_of(item)} {number_of(other)}"
    here = item.id != other.id and place_of(item) is not None and place_of(item) == place_of(other)
    lines = [
        say(language, "alike.pair.heading", one=item.code, other=other.code, score=likeness(item, other)),
        _who(facts, item),
        _who(facts, other),
        *(line for key in FIELDS if (line := _field(language, key, item, other))),
    ]
    if not here:
        lines.append(say(language, "alike.pair.elsewhere"))
    revisions = f"{numbers} {item.revision} {other.revision}"
    same = (_call(language, "same", "same", revisions),) if here else ()
    apart = _call(language, "apart", "apart", numbers)
    return Message(
        text="\n\n".join(lines),
        choices=tuple((one,) for one in (*same, apart)),
        nav=(_call(language, "back", "alike", str(number_of(item))),),
    )


def _who(facts: AlikeFacts, item: Initiative) -> str:
    language = facts.about.speaker.language
    return say(
        language,
        "alike.pair.who",
        code=item.code,
        name=item.author_name or say(language, "review.unnamed"),
        date=moment(item.submitted_at, facts.about.zone)["date"],
        status=say(language, f"review.status.{item.status}"),
    )


def _field(language: str, key: str, item: Initiative, other: Initiative) -> str:
    """One answer of both, below each other; what both say alike is said once and short."""
    one, two = _told(item, key), _told(other, key)
    if not one and not two:
        return ""
    label = say(language, f"report.{key}.label")
    if fold(one) == fold(two):
        return say(language, "alike.pair.common", label=label, words=cut(one, _SAME_SHOWN))
    nothing = say(language, "alike.pair.nothing")
    return "\n".join(
        [
            say(language, "alike.pair.label", label=label),
            say(language, "alike.pair.words", code=item.code, words=cut(one, _SHOWN) or nothing),
            say(language, "alike.pair.words", code=other.code, words=cut(two, _SHOWN) or nothing),
        ]
    )


def _told(item: Initiative, key: str) -> str:
    if key == "title":
        return item.title
    words = str(item.answers.get(key) or "")
    # "As told at the beginning" is kept as the same words once more.
    return "" if key == "change" and words == item.answers.get("idea") else words


def _call(language: str, label: str, command: str, argument: str, **values: object) -> Button:
    return Button(say(language, f"alike.button.{label}", **values), taps.pack(taps.Call(command, argument)))
