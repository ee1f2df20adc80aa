"""An officer's decision on an initiative, once, with its reason, by whoever may take it."""

from typing import assert_never

from handlers import taps
from handlers.effects import CloseButtons, Decide, Effects, MoveTo, Reply
from handlers.events import Attached, Commanded, Event, Said, SentOther, Tapped
from handlers.initiative import Action, Initiative, Level, Status, waits_for
from handlers.message import Button, Message
from handlers.officers import claims, hindrances, news, reasons, refusals, review, review_card, steps, wishes
from handlers.officers.effects import PutDown
from handlers.officers.papers import papers_needed
from handlers.officers.review import ItemFacts
from handlers.officers.wishes import Explain, Leave, Lost, Verdict
from handlers.speaker import Deciding, Speaker
from messages.catalog import say


def asks_verdict(event: Event, speaker: Speaker) -> bool:
    """Decisions, and everything that can answer the question for a reason."""
    match event:
        case Commanded(name="approve" | "return" | "reject" | "reopen"):
            return True
        case Tapped(data=data):
            return isinstance(taps.unpack(data), taps.Decision | taps.Reason)
        case Said() | Attached() | SentOther() | Commanded(name="cancel" | "back" | "skip" | "done"):
            return isinstance(speaker.place, Deciding)
        case _:
            return False


def decide(event: Event, facts: ItemFacts) -> Effects:
    """One decision per revision: the first counts, everyone after is told whose it was and when."""
    speaker = facts.speaker
    item = review.look(facts)
    if isinstance(item, Message):
        return (*review.leave(speaker), Reply(item))
    wish = wishes.read(event, speaker, item, facts.levels)
    if isinstance(wish, Leave):
        left = refusals.reopened(speaker.language, item, "review.reason.left")
        return (*_put_down(event, facts, item), *review.leave(speaker), Reply(left))
    refusal = refusing(event, facts, item, wish)
    if refusal is not None:
        return (*review.leave(speaker), Reply(refusal))
    match wish:
        case Verdict():
            return settle(facts, item, wish)
        case Explain():
            return (*_ask(speaker.language, item, wish), claims.take_up(item, event.at))
        case Lost():
            return (Reply(refusals.reopened(speaker.language, item, "review.decided.old_button")),)
        case _:
            assert_never(wish)


def refusing(
    event: Event, facts: ItemFacts, item: Initiative, wish: Verdict | Explain | Lost
) -> Message | None:
    """Why this officer cannot have it so, or None."""
    if isinstance(wish, Lost):
        late = wish.revision != item.revision
        return refusals.too_late(facts, item) if late else refusals.barred(facts, item)
    action = Action(wish.action)
    why = hindrances.find(facts, item, wish.revision, action, event.at)
    return hindrances.message(facts, item, why, action, event.at) if why is not None else None


def settle(facts: ItemFacts, item: Initiative, verdict: Verdict) -> Effects:
    """The decision with all that follows from it; `refusing` has nothing against it."""
    to = steps.reached(item, verdict.action, facts.levels)
    if to is None:
        raise ValueError(f"{verdict.action} leads nowhere from {item.status}")
    keeps = verdict.action in (Action.APPROVE, Action.ENDORSE)
    return (
        Decide(item.id, item.revision, verdict.action, to, verdict.reason, verdict.words),
        *(papers_needed.kept(item) if keeps else ()),
        *news.spread(facts, item, verdict, to),
        CloseButtons(review_card.about(item)),
        *review.leave(facts.speaker),
        Reply(_done(facts, item, verdict, to)),
    )


def _ask(language: str, item: Initiative, wish: Explain) -> Effects:
    before = ""
    if wish.trouble:
        values = {"count": wish.letters, "most": reasons.LONGEST}
        before = say(language, f"review.reason.{wish.trouble}", **values)
    action = Action(wish.action)
    if wish.reason:
        message = reasons.asking_words(language, item, action, wish.reason, before=before)
    else:
        message = reasons.asking(language, item, action, before=before)
    return (MoveTo(Deciding(item.id, item.revision, wish.action, wish.reason)), Reply(message))


def _put_down(event: Event, facts: ItemFacts, item: Initiative) -> Effects:
    """Asking for a reason had taken it up."""
    claim = item.claimed_at(event.at)
    mine = claim is not None and claim.by_id == facts.speaker.person.id
    return (PutDown(item.id),) if mine else ()


def _done(facts: ItemFacts, item: Initiative, verdict: Verdict, to: Status) -> Message:
    language = facts.speaker.language
    lines = [say(language, f"review.done.{_ending(item, verdict, to)}", code=item.code)]
    rows: tuple[tuple[Button, ...], ...] = ()
    missing = papers_needed.named(language, item) if item.review.recognition else ""
    if to is Status.RECOGNISED and missing:
        lines.append(say(language, "review.done.papers_missing", missing=missing))
    if to in (Status.ENDORSED, Status.RECOGNISED) and waits_for(item.review, to) is Level.GRASSROOTS:
        rows = ((review_card.open_button(language, item),),)
    if facts.next_number is None and not rows:
        lines[0] = f"{lines[0]} {say(language, 'review.done.last')}"
    return Message(text="\n".join(lines), choices=(*rows, *refusals.following(facts)))


def _ending(item: Initiative, verdict: Verdict, to: Status) -> str:
    if verdict.action is not Action.ENDORSE:
        return verdict.action
    if waits_for(item.review, to) is Level.UPPER:
        return "endorse"
    return "endorse_recognised" if to is Status.RECOGNISED else "endorse_asking"
