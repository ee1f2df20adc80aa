"""An officer corrects what an initiative brings; the author's value stays beside theirs."""

from handlers import taps
from handlers.effects import Effects, MoveTo, Reply
from handlers.events import Event
from handlers.initiative import Initiative
from handlers.message import Button, Message
from handlers.officers import reasons, review
from handlers.officers.effects import Comment, CorrectBenefit
from handlers.officers.review_card import number_of
from handlers.record import buttons, value, writing
from handlers.record.facts import CardFacts
from handlers.record.remarks import with_card
from handlers.speaker import Speaker, Writing
from handlers.understanding import amounts
from messages.catalog import say

#: The button that goes back to the author's value.
_TOLD = "told"


def asks_benefit(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "benefit") or writing.continues(event, speaker, "benefit")


def correct(event: Event, facts: CardFacts) -> Effects:
    """Set the officer's value in dong a year, or ask for it; a value far from others is taken too."""
    speaker = facts.about.speaker
    language = speaker.language
    left = review.leave(speaker)
    item = review.look(facts.about)
    if isinstance(item, Message) or facts.record is None:
        refused = item if isinstance(item, Message) else review.no_post(language)
        return (*left, Reply(refused))
    if facts.own or not facts.about.levels:
        text = "trail.remark.own" if facts.own else "trail.remark.may_not"
        return (*left, Reply(with_card(language, item, text)))
    words = writing.words_of(event)
    typed = writing.is_open(speaker, "benefit") and reasons.says(words, reasons.LEAVE)
    if writing.leaves(event) or typed:
        return (*left, Reply(with_card(language, item, "trail.remark.left")))
    if words == _TOLD:
        return (*left, *_set(language, item, None))
    amount = amounts.amount(words, amounts.Measure.DONG) if words else None
    # Less than one dong is nobody's benefit.
    if amount is None or int(amount) < 1:
        wanted = bool(words) or writing.is_open(speaker, "benefit")
        return _ask(language, item, say(language, "trail.benefit.unread") if wanted else "")
    return (*left, *_set(language, item, int(amount)))


def _set(language: str, item: Initiative, wanted: int | None) -> Effects:
    before, after = value.counted(item), item.benefit if wanted is None else wanted
    told = {"code": item.code, "value": value.money(language, after)}
    if before == after and (wanted is None) == (item.benefit_corrected is None):
        return (Reply(_with_card(language, item, say(language, "trail.benefit.same", **told))),)
    if wanted is None:
        text = say(language, "trail.benefit.reset", **told)
    else:
        text = say(language, "trail.benefit.set", before=value.money(language, before), **told)
    return (
        CorrectBenefit(item.id, wanted),
        Comment(item.id, value.corrected(before, after), internal=True),
        Reply(_with_card(language, item, text)),
    )


def _ask(language: str, item: Initiative, before: str) -> Effects:
    now = say(language, "trail.benefit.now", value=value.money(language, value.counted(item)))
    asked = f"{say(language, 'trail.benefit.ask', code=item.code)}\n{now}"
    text = f"{before}\n\n{asked}" if before else asked
    place = Writing(number_of(item), "benefit")
    more: tuple[Button, ...] = ()
    if item.benefit_corrected is not None:
        data = taps.pack(taps.Call("benefit", f"{number_of(item)}:{_TOLD}"))
        more = (Button(say(language, "trail.benefit.as_told"), data),)
    return (MoveTo(place), Reply(writing.asking(language, item, place, text, *more)))


def _with_card(language: str, item: Initiative, text: str) -> Message:
    return Message(text=text, choices=((buttons.back(language, item),),))
