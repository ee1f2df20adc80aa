"""Two initiatives that look alike become one, or are said to be different."""

from handlers import taps
from handlers.effects import CloseButtons, Decide, Effects, Reply, Tell
from handlers.events import Event
from handlers.initiative import OPEN, Action, Initiative, Status, moved
from handlers.likeness.alike import AlikeFacts, likeness, place_of
from handlers.message import Button, Message
from handlers.officers import claims, refusals, review, review_card
from handlers.officers.effects import KeepApart, Unite
from handlers.officers.review import Hearer, ItemFacts
from handlers.officers.review_card import cut, number_of, open_button
from handlers.speaker import Speaker
from messages.catalog import say

#: What another may be merged into: whatever was not refused, taken back or merged itself.
KEPT = (*OPEN, Status.VALID)


def asks_uniting(event: Event, speaker: Speaker) -> bool:
    return any(review.calls(event, name) for name in ("same", "unite", "apart"))


def answer_uniting(event: Event, facts: AlikeFacts) -> Effects:
    """Which of the two stays is asked first; the first is then the one that was named first."""
    about = facts.about
    item, other = review.look(about), review.look(facts.other)
    if isinstance(item, Message):
        return (*review.leave(about.speaker), Reply(item))
    if isinstance(other, Message):
        return (*review.leave(about.speaker), Reply(other))
    if item.id == other.id:
        return (*review.leave(about.speaker), Reply(_to_card(about, item, "alike.refused.itself")))
    if review.calls(event, "apart"):
        return (*review.leave(about.speaker), *_apart(facts, item, other))
    refusal = _refused(event, facts, item, other)
    if refusal is not None:
        return (*review.leave(about.speaker), Reply(refusal))
    if review.calls(event, "same"):
        return (*review.leave(about.speaker), Reply(_which(facts, item, other)))
    return (*review.leave(about.speaker), *_unite(facts, item, other))


def _apart(facts: AlikeFacts, item: Initiative, other: Initiative) -> Effects:
    language = facts.about.speaker.language
    refusal = refusals.barred(facts.about, item)
    if refusal is not None:
        return (Reply(refusal),)
    text = say(language, "alike.apart", one=item.code, other=other.code)
    shown = Message(text=text, choices=((open_button(language, item),),))
    return (KeepApart(item.id, other.id, likeness(item, other)), Reply(shown))


def _refused(event: Event, facts: AlikeFacts, item: Initiative, other: Initiative) -> Message | None:
    """Why these two cannot be made one by this officer now."""
    barred = refusals.barred(facts.about, item) or refusals.barred(facts.other, other)
    if barred is not None:
        return barred
    if place_of(item) is None or place_of(item) != place_of(other):
        return _to_card(facts.about, item, "alike.refused.elsewhere")
    me = facts.about.speaker.person.id
    for about, one in ((facts.about, item), (facts.other, other)):
        held = claims.others(one, event.at, me)
        if held is not None:
            return refusals.held(about, one, held)
    if _revisions(event) != (item.revision, other.revision):
        return _changed(facts, item, other)
    if not _ways(facts, item, other) or (
        review.calls(event, "unite") and not _fits(facts.other, item, other)
    ):
        return _to_card(facts.about, item, "alike.refused.settled")
    return None


def _revisions(event: Event) -> tuple[int, int] | None:
    """What the officer saw: "12 7 3 2" names the second revision of the second of the two."""
    numbers = review.argument_of(event).split()
    return (int(numbers[2]), int(numbers[3])) if len(numbers) == 4 and _whole(numbers) else None


def _whole(numbers: list[str]) -> bool:
    return all(one.isascii() and one.isdigit() and len(one) <= 9 for one in numbers)


def _fits(merged: ItemFacts, kept: Initiative, item: Initiative) -> bool:
    able = any(moved(item.review, item.status, Action.MERGE, level) for level in merged.levels)
    return able and kept.status in KEPT


def _ways(facts: AlikeFacts, item: Initiative, other: Initiative) -> list[tuple[Initiative, Initiative]]:
    """Which may stay and which would go into it; the earlier one stays if nobody says otherwise."""
    ways = []
    if _fits(facts.other, item, other):
        ways.append((item, other))
    if _fits(facts.about, other, item):
        ways.append((other, item))
    return sorted(ways, key=lambda way: (way[0].submitted_at, way[0].id))


def _which(facts: AlikeFacts, item: Initiative, other: Initiative) -> Message:
    language = facts.about.speaker.language
    first = min((item, other), key=lambda one: (one.submitted_at, one.id))
    buttons = []
    for kept, gone in _ways(facts, item, other):
        label = "keep_first" if kept is first else "keep"
        numbers = f"{number_of(kept)} {number_of(gone)} {kept.revision} {gone.revision}"
        text = say(language, f"alike.button.{label}", code=kept.code)
        buttons.append((Button(text, taps.pack(taps.Call("unite", numbers))),))
    back = taps.pack(taps.Call("alike", f"{number_of(item)} {number_of(other)}"))
    return Message(
        text=say(language, "alike.which", one=item.code, other=other.code),
        choices=tuple(buttons),
        nav=(Button(say(language, "alike.button.both"), back),),
    )


def _unite(facts: AlikeFacts, kept: Initiative, gone: Initiative) -> Effects:
    language = facts.about.speaker.language
    text = say(language, "alike.united", code=gone.code, kept=kept.code)
    return (
        Decide(gone.id, gone.revision, Action.MERGE, Status.MERGED, words=kept.code),
        Unite(gone.id, kept.id, likeness(kept, gone)),
        *_news(facts, kept, gone),
        CloseButtons(review_card.about(gone)),
        Reply(Message(text=text, choices=((open_button(language, kept),),))),
    )


def _news(facts: AlikeFacts, kept: Initiative, gone: Initiative) -> Effects:
    """Everyone who wrote either hears it once, those of the merged one that they are authors still."""
    joined = (Hearer(gone.author_id, gone.author_language), *facts.other.joint)
    stayed = (Hearer(kept.author_id, kept.author_language), *facts.about.joint)
    told: dict[int, Tell] = {}
    for kind, hearers in (("joined", joined), ("stayed", stayed)):
        for one in hearers:
            text = say(
                one.language,
                f"alike.author.{kind}",
                code=gone.code,
                kept=kept.code,
                title=cut(kept.title, 100),
            )
            once = f"step:{gone.id}:{gone.revision}:{one.person_id}"
            told.setdefault(one.person_id, Tell(one.person_id, Message(text=text), once))
    return tuple(told.values())


def _changed(facts: AlikeFacts, item: Initiative, other: Initiative) -> Message:
    language = facts.about.speaker.language
    back = taps.pack(taps.Call("alike", f"{number_of(item)} {number_of(other)}"))
    return Message(
        text=say(language, "alike.changed", one=item.code, other=other.code),
        choices=((Button(say(language, "alike.button.both"), back),),),
    )


def _to_card(about: ItemFacts, item: Initiative, text_id: str) -> Message:
    language = about.speaker.language
    text = say(language, text_id, code=item.code)
    return Message(text=text, choices=((open_button(language, item),),))
