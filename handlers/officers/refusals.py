"""Why an officer's decision is not taken: who did what and when, whose turn it is, what is missing."""

from typing import Final

from handlers import taps
from handlers.initiative import Action, Claim, Decision, Initiative, Level, Status
from handlers.message import Button, Message
from handlers.officers import review_card, steps
from handlers.officers.papers import papers_needed
from handlers.officers.review import ItemFacts
from messages.catalog import say

#: Steps that officers take in their own name; an employer answers in theirs.
_BY_EMPLOYER: Final = (Action.RECOGNISE, Action.REFUSE, Action.NOT_YET)
#: Waiting for the employer's word, without which nothing can be confirmed where it is needed.
_UNRECOGNISED: Final = (Status.ENDORSED, Status.ASKED, Status.REFUSED)


def barred(facts: ItemFacts, item: Initiative) -> Message | None:
    """Why this officer decides nothing about it, whatever stands on it: it is their own, or their post
    only looks and helps."""
    person = facts.speaker.person.id
    if person in (item.author_id, *(one.person_id for one in facts.joint)):
        return _said(facts, "review.refused.own")
    if person == item.entered_by:
        return _said(facts, "review.refused.entered")
    return None if facts.levels else _said(facts, "review.refused.no_level")


def held(facts: ItemFacts, item: Initiative, claim: Claim) -> Message:
    """Somebody else is at work on it; it can be taken over."""
    language = facts.speaker.language
    until = review_card.moment(claim.until, facts.zone)["time"]
    text = say(
        language, "review.claim.held", code=item.code, name=officer(language, claim.by_name), time=until
    )
    over = taps.pack(taps.Call("takeover", str(review_card.number_of(item))))
    way = (Button(say(language, "review.act.takeover"), over),)
    return Message(text=text, choices=(way, (review_card.open_button(language, item),)))


def four_eyes(facts: ItemFacts, item: Initiative) -> Message:
    """Whoever endorsed it does not confirm it."""
    text = say(facts.speaker.language, "review.refused.endorsed_by_you", code=item.code)
    return Message(text=text, choices=following(facts))


def papers(facts: ItemFacts, item: Initiative) -> Message:
    """What is missing of the employer's decision, and one tap to have it completed below."""
    language = facts.speaker.language
    lacks = papers_needed.named(language, item)
    text = say(language, "review.refused.papers", code=item.code, missing=lacks)
    rows = [(review_card.open_button(language, item),)]
    if steps.reached(item, Action.SEND_BACK, facts.levels) is not None:
        picked = taps.Reason(item.id, item.revision, f"{Action.SEND_BACK}.missing_decision")
        rows.insert(0, (Button(say(language, "review.act.send_back_papers"), taps.pack(picked)),))
    return Message(text=text, choices=tuple(rows))


def too_late(facts: ItemFacts, item: Initiative) -> Message:
    """It changed since the officer looked: who did what and when."""
    if item.last is None:
        return reopened(facts.speaker.language, item, "review.decided.changed")
    mine = _mine(facts, item.last)
    choices = following(facts)
    if steps.is_waiting(item) and not mine:
        choices = ((review_card.open_button(facts.speaker.language, item),),)
    return Message(text=_happened(facts, item), choices=choices)


def impossible(facts: ItemFacts, item: Initiative, action: Action) -> Message:
    """This step leads nowhere from here: what happened last, and what it waits for instead."""
    language = facts.speaker.language
    lines = [_happened(facts, item)] if item.last is not None else []
    if item.review.recognition and item.status in _UNRECOGNISED and action is Action.APPROVE:
        lines.append(say(language, "review.waits.recognition"))
    elif line := _waits(facts, item, action):
        lines.append(line)
    if not lines:
        return reopened(language, item, "review.decided.changed")
    rows: tuple[tuple[Button, ...], ...] = ()
    offered = steps.offered(item, facts.levels, facts.speaker.person.id)
    if Action.REOPEN in offered and not (item.last and _mine(facts, item.last)):
        data = taps.pack(taps.Decision(item.id, item.revision, Action.REOPEN))
        rows = ((Button(say(language, "review.act.reopen"), data),),)
    elif offered and steps.is_waiting(item):
        rows = ((review_card.open_button(language, item),),)
    return Message(text="\n".join(lines), choices=(*rows, *following(facts)))


def nothing_to_do(facts: ItemFacts, item: Initiative) -> Message:
    """Nobody need work on it now, or not this officer."""
    return impossible(facts, item, Action.APPROVE)


def following(facts: ItemFacts) -> tuple[tuple[Button, ...], ...]:
    """The next one that waits, where there is one."""
    if facts.next_number is None:
        return ()
    label = say(facts.speaker.language, "review.card.next")
    return ((Button(label, taps.pack(taps.Call("open", str(facts.next_number)))),),)


def reopened(language: str, item: Initiative, text_id: str) -> Message:
    """A text with the button that shows the initiative as it is now."""
    text = say(language, text_id, code=item.code)
    return Message(text=text, choices=((review_card.open_button(language, item),),))


def officer(language: str, name: str) -> str:
    """A colleague as they are spoken of."""
    return say(language, "review.decided.officer", name=name) if name else say(language, "review.someone")


def _happened(facts: ItemFacts, item: Initiative) -> str:
    language, last = facts.speaker.language, item.last
    if last is None:
        return ""
    if _mine(facts, last):
        return say(language, f"review.already.{last.action}", code=item.code)
    name = last.by_name if last.action in _BY_EMPLOYER and last.by_name else officer(language, last.by_name)
    moment = review_card.moment(last.at, facts.zone)
    return say(language, f"review.decided.{last.action}", code=item.code, name=name, **moment)


def _mine(facts: ItemFacts, last: Decision) -> bool:
    return last.action in steps.DECIDED and last.by_id == facts.speaker.person.id


def _waits(facts: ItemFacts, item: Initiative, action: Action) -> str:
    """Whose turn it is, where that is not plain from what happened last."""
    language = facts.speaker.language
    if item.status is Status.MERGED and facts.merged_code:
        return say(language, "review.waits.merged", code=facts.merged_code)
    if action is Action.REOPEN and steps.is_waiting(item):
        return say(language, "review.waits.still_open", code=item.code)
    if item.status in (Status.SUBMITTED, Status.SENT_BACK):
        return say(language, "review.waits.endorsing" if item.review.levels > 1 else "review.waits.deciding")
    if item.status in (Status.VALID, Status.NOT_VALID) and item.review.levels > 1:
        return "" if Level.UPPER in facts.levels else say(language, "review.waits.settled_above")
    if item.status is Status.RECOGNISED and item.review.levels < 2:
        return say(language, "review.waits.confirming")
    waiting = {
        Status.ENDORSED: "recognition" if item.review.recognition else "upper",
        Status.RECOGNISED: "upper",
        Status.ASKED: "employer",
        Status.REFUSED: "refused",
        Status.RETURNED: "author",
    }
    named = waiting.get(item.status)
    return say(language, f"review.waits.{named}") if named else ""


def _said(facts: ItemFacts, text_id: str) -> Message:
    return Message(text=say(facts.speaker.language, text_id), choices=following(facts))
