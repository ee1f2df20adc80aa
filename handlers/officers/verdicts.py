"""An officer's decision on an initiative: approve, return or reject, once and with its reason."""

from dataclasses import replace
from typing import assert_never

from handlers import taps
from handlers.effects import CloseButtons, Decide, Effects, MoveTo, Reply, Tell
from handlers.events import Attached, Commanded, Event, Said, SentOther, Tapped
from handlers.initiative import Action, Decision, Initiative, Level, Status, moved
from handlers.message import Button, Message, Template
from handlers.officers import reasons, review, review_card, wishes
from handlers.officers.review import ItemFacts
from handlers.officers.wishes import Explain, Leave, Lost, Verdict
from handlers.speaker import Deciding, Speaker
from messages.catalog import say


def asks_verdict(event: Event, speaker: Speaker) -> bool:
    """Decisions, and everything that can answer the question for a reason."""
    match event:
        case Commanded(name="approve" | "return" | "reject"):
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
    wish = wishes.read(event, speaker, item)
    if isinstance(wish, Leave):
        return (*review.leave(speaker), Reply(_left(speaker.language, item)))
    if item.status is not Status.SUBMITTED or wish.revision != item.revision:
        return (*review.leave(speaker), Reply(_too_late(facts, item)))
    if item.author_id == speaker.person.id:
        own = Message(text=say(speaker.language, "review.refused.own"), choices=_next(facts))
        return (*review.leave(speaker), Reply(own))
    match wish:
        case Verdict():
            return _settle(facts, item, wish)
        case Explain():
            return _ask(speaker.language, item, wish)
        case Lost():
            return (Reply(_reopen(speaker.language, item, "review.decided.old_button")),)
        case _:
            assert_never(wish)


def _ask(language: str, item: Initiative, wish: Explain) -> Effects:
    before = ""
    if wish.trouble:
        values = {"count": wish.letters, "most": reasons.LONGEST}
        before = say(language, f"review.reason.{wish.trouble}", **values)
    if wish.reason:
        message = reasons.asking_words(language, item, wish.reason, before=before)
    else:
        message = reasons.asking(language, item, Action(wish.action), before=before)
    return (MoveTo(Deciding(item.id, item.revision, wish.action, wish.reason)), Reply(message))


def _settle(facts: ItemFacts, item: Initiative, verdict: Verdict) -> Effects:
    language = facts.speaker.language
    status = moved(item.review, item.status, verdict.action, Level.GRASSROOTS)
    if status is None:
        return (*review.leave(facts.speaker), Reply(_too_late(facts, item)))
    done = say(language, f"review.done.{verdict.action}", code=item.code)
    if facts.next_number is None:
        done = f"{done} {say(language, 'review.done.last')}"
    return (
        Decide(item.id, item.revision, verdict.action, status, verdict.reason, verdict.words),
        Tell(item.author_id, told(item, verdict), f"decision:{item.id}:{item.revision}"),
        CloseButtons(review_card.about(item)),
        *review.leave(facts.speaker),
        Reply(Message(text=done, choices=_next(facts))),
    )


def told(item: Initiative, verdict: Verdict) -> Message:
    """What the author is told, in the author's language, and in the terms of a template."""
    return replace(_words(item, verdict), template=_template(item, verdict))


def _template(item: Initiative, verdict: Verdict) -> Template:
    language = item.author_language
    status = moved(item.review, Status.SUBMITTED, verdict.action, Level.GRASSROOTS)
    values = {
        "ten": item.author_name or say(language, "console.you"),
        "ma": item.code,
        "ket_qua": say(language, f"home.status.{status}"),
        "sang_kien": review_card.cut(item.title, 100),
    }
    return Template("verdict", tuple(values.items()))


def _words(item: Initiative, verdict: Verdict) -> Message:
    language = item.author_language
    values = {"code": item.code, "title": review_card.cut(item.title, 120)}
    if verdict.action is Action.APPROVE:
        return Message(text=say(language, "review.author.approve", **values))
    if verdict.reason == reasons.OTHER:
        lines = [say(language, f"review.author.{verdict.action}_plain", **values)]
        lines.append(say(language, "review.author.only_words", words=verdict.words))
    else:
        reason = say(language, f"review.reason.{verdict.reason}")
        lines = [say(language, f"review.author.{verdict.action}", reason=reason, **values)]
        words = reasons.beside(verdict.reason, verdict.words)
        if words:
            lines.append(say(language, "review.author.words", words=words))
    lines.append(say(language, f"review.author.{verdict.action}_next"))
    call = taps.Call("fix", str(review_card.number_of(item)))
    fix = Button(say(language, "review.author.fix"), taps.pack(call))
    return Message(text="\n".join(lines), choices=((fix,),) if verdict.action is Action.RETURN else ())


def _too_late(facts: ItemFacts, item: Initiative) -> Message:
    """Who decided what and when, or that the author changed it meanwhile."""
    language, last = facts.speaker.language, item.last
    if last is None:
        return _reopen(language, item, "review.decided.changed")
    by_officer = last.action in (Action.APPROVE, Action.RETURN, Action.REJECT)
    if by_officer and last.by_id == facts.speaker.person.id:
        text = say(language, f"review.already.{last.action}", code=item.code)
        return Message(text=text, choices=_next(facts))
    text = say(
        language,
        f"review.decided.{last.action}",
        code=item.code,
        name=_officer(language, last),
        **review_card.moment(last.at, facts.zone),
    )
    if last.action is Action.RESUBMIT:
        return Message(text=text, choices=((review_card.open_button(language, item),),))
    return Message(text=text, choices=_next(facts))


def _officer(language: str, decision: Decision) -> str:
    if not decision.by_name:
        return say(language, "review.someone")
    return say(language, "review.decided.officer", name=decision.by_name)


def _left(language: str, item: Initiative) -> Message:
    return _reopen(language, item, "review.reason.left")


def _reopen(language: str, item: Initiative, text_id: str) -> Message:
    text = say(language, text_id, code=item.code)
    return Message(text=text, choices=((review_card.open_button(language, item),),))


def _next(facts: ItemFacts) -> tuple[tuple[Button], ...]:
    if facts.next_number is None:
        return ()
    label = say(facts.speaker.language, "review.card.next")
    return ((Button(label, taps.pack(taps.Call("open", str(facts.next_number)))),),)
