"""What people are told of steps that came over the line, and of steps that did not count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handlers import taps
from handlers.effects import Effects, Tell
from handlers.employer import notices as employer
from handlers.employer.requests import Answer
from handlers.initiative import Action, Initiative, Status
from handlers.message import Button, Message
from handlers.nodes import conflict
from handlers.nodes.conflict import WORDS
from handlers.officers import news, review_card
from handlers.officers.officer import Officer, resubmission_notice
from handlers.officers.review import Hearer, ItemFacts
from handlers.officers.wishes import Verdict
from handlers.portal import notices as portal
from handlers.record import remarks, replies
from messages.catalog import say

_ANSWERS = {
    Action.ASK: Answer.NONE,
    Action.RECOGNISE: Answer.RECOGNISED,
    Action.REFUSE: Answer.REFUSED,
    Action.NOT_YET: Answer.NOT_YET,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A step that was taken in the other instance; `key` names it, so that nobody is told of it twice."""

    key: str
    action: Action
    to: Status
    reason: str = ""
    words: str = ""


def spread(facts: ItemFacts, item: Initiative, came: Came) -> tuple[Tell, ...]:
    """The same people are told the same as if it had been done in the chat. `item` is as it stood before."""
    if came.action in WORDS:
        verdict = Verdict(came.action, item.revision, came.reason or "other", came.words)
        return _keyed(news.spread(facts, item, verdict, came.to), came)
    if came.action is Action.RESUBMIT:
        return tuple(
            Tell(
                one.person_id, resubmission_notice(one.language, item, item.title), _once(came, one.person_id)
            )
            for one in facts.below
        )
    if came.action is Action.WITHDRAW:
        return ()
    author = Hearer(item.author_id, item.author_language, item.author_name)
    hearers = {one.person_id: one for one in (*facts.joint, author)}
    told = tuple(
        Tell(one.person_id, _plain(one.language, item, came), _once(came, one.person_id))
        for one in hearers.values()
    )
    return (*told, *_keyed(news.arrivals(facts, item, came.to), came))


def _keyed(effects: Effects, came: Came) -> tuple[Tell, ...]:
    return tuple(replace(one, once=_once(came, one.person_id)) for one in effects if isinstance(one, Tell))


def _once(came: Came, person_id: int) -> str:
    return f"step:{came.key}:{person_id}"


def _plain(language: str, item: Initiative, came: Came) -> Message:
    answer = _ANSWERS.get(came.action)
    if answer is not None:
        return employer.for_author(language, item, answer, came.words)
    title = review_card.cut(item.title, 100)
    return Message(text=say(language, f"node.news.{came.action}", code=item.code, title=title))


def clashed(reader: Hearer, item: Initiative, action: Action, words: str, why: str, *, own: bool) -> Message:
    """What stands, for whoever took the step (`own`) and for the author who was told of it."""
    language = reader.language
    # An author's own step is told in an author's words.
    officer = own and action not in (Action.RESUBMIT, Action.WITHDRAW)
    values = {
        "code": item.code,
        "title": review_card.cut(item.title, 100),
        "step": say(language, f"node.step.{action}"),
        "status": say(language, f"{'review' if officer else 'home'}.status.{item.status}"),
    }
    lines = [say(language, f"node.clash.{'own' if own else 'author'}", **values)]
    lines.append(say(language, "node.clash.why", why=say(language, f"node.why.{conflict.known(why)}")))
    lines.append(say(language, "node.clash.stands", **values))
    if words:
        lines.append(say(language, "node.clash.kept", words=words))
    number = str(review_card.number_of(item))
    call = taps.Call("open", number) if officer else taps.Call("mine", item.code)
    button = Button(say(language, "node.clash.open"), taps.pack(call))
    return Message(text="\n".join(lines), choices=((button,),))


def entered(item: Initiative, authors: Sequence[Hearer], code: str, *, corrected: bool) -> tuple[Tell, ...]:
    """What those who wrote it hear of the portal's code, as in the province's chat."""
    return tuple(
        Tell(
            one.person_id,
            portal.for_author(one, item.title, item.code, code, corrected=corrected),
            f"step:portal:{item.id}:{code}:{one.person_id}",
        )
        for one in authors
    )


def remarked(
    item: Initiative, words: str, key: str, authors: Mapping[int, str], officers: Sequence[Officer], by: int
) -> tuple[Tell, ...]:
    """A remark that came over the line: the union's words to the authors (their languages), or an author's
    answer to the `officers` it is for."""
    if by in authors:
        return tuple(
            Tell(one.person_id, replies.answer(one.language, item, words), f"step:{key}:{one.person_id}")
            for one in officers
            if one.person_id != by
        )
    return tuple(
        Tell(person, remarks.comment(language, item, words), f"step:{key}:{person}")
        for person, language in authors.items()
    )
