"""What those who wrote an initiative hear of an officer's decision, and those whose turn it is next."""

from dataclasses import replace

from handlers import taps
from handlers.effects import Effects, Tell
from handlers.initiative import Action, Initiative, Level, Status, waits_for
from handlers.message import Button, Message, Template
from handlers.officers import reasons, review_card
from handlers.officers.officer import Officer
from handlers.officers.review import Hearer, ItemFacts
from handlers.officers.wishes import Verdict
from messages.catalog import say


def spread(facts: ItemFacts, item: Initiative, verdict: Verdict, to: Status) -> Effects:
    """One notice for each author and for the officers of the level it comes to now."""
    author = Hearer(item.author_id, item.author_language, item.author_name)
    place = f"{item.id}:{verdict.revision}"
    news: list[Tell] = [Tell(author.person_id, told(item, verdict, to), f"decision:{place}")]
    for one in facts.joint:
        if one.person_id != author.person_id:
            heard = told(item, verdict, to, one)
            news.append(Tell(one.person_id, heard, f"step:{place}:{one.person_id}"))
    return (*news, *arrivals(facts, item, to, verdict))


def arrivals(facts: ItemFacts, item: Initiative, to: Status, verdict: Verdict | None = None) -> Effects:
    """Officers are told when it comes to their level from another one, in `to`, with the reason of an
    officer's `verdict`."""
    level = waits_for(item.review, to)
    if level is None or level is waits_for(item.review, item.status):
        return ()
    told_of = {Level.UPPER: facts.above, Level.GRASSROOTS: facts.below}.get(level, ())
    place = f"{item.id}:{item.revision}"
    own = {facts.speaker.person.id, item.author_id, item.entered_by}
    return tuple(
        Tell(one.person_id, _arrived(one, item, to, verdict), f"arrived:{place}:{one.person_id}")
        for one in told_of
        if one.person_id not in own
    )


def told(item: Initiative, verdict: Verdict, to: Status, joint: Hearer | None = None) -> Message:
    """What an author is told, in their language, and in the terms of a template; a `joint` one cannot
    mend the record, since their own was merged into it."""
    reader = joint or Hearer(item.author_id, item.author_language, item.author_name)
    shown = _words(reader.language, item, verdict, to, joint is not None)
    return replace(shown, template=_template(item, to, reader))


def _template(item: Initiative, to: Status, reader: Hearer) -> Template:
    values = {
        "ten": reader.name or say(reader.language, "console.you"),
        "ma": item.code,
        "ket_qua": say(reader.language, f"home.status.{to}"),
        "sang_kien": review_card.cut(item.title, 100),
    }
    return Template("verdict", tuple(values.items()))


def _words(language: str, item: Initiative, verdict: Verdict, to: Status, joint: bool) -> Message:
    values = {"code": item.code, "title": review_card.cut(item.title, 120)}
    match verdict.action:
        case Action.APPROVE:
            base = "approve_upper" if item.review.levels > 1 else "approve"
            return Message(text=say(language, f"review.author.{base}", **values))
        case Action.ENDORSE:
            lines = [say(language, "review.author.endorse", **values)]
            lines.append(say(language, f"review.author.endorse_{_endorsed(item, to)}"))
            return Message(text="\n".join(lines))
    after = "return_joint" if joint and verdict.action is Action.RETURN else verdict.action
    lines = [*_reason(language, item, verdict, values), say(language, f"review.author.{after}_next")]
    call = taps.Call("fix", str(review_card.number_of(item)))
    fix = Button(say(language, "review.author.fix"), taps.pack(call))
    return Message(text="\n".join(lines), choices=((fix,),) if after is Action.RETURN else ())


def _endorsed(item: Initiative, to: Status) -> str:
    """What comes after a yes: the employer, the upper level, or the same union once more."""
    if to is Status.ENDORSED and item.review.recognition:
        return "asking"
    return "upper" if item.review.levels > 1 else "last"


def _reason(language: str, item: Initiative, verdict: Verdict, values: dict[str, str]) -> list[str]:
    base: str = verdict.action
    if verdict.action is Action.REJECT and item.review.levels > 1:
        base = "reject_upper"  # its employer may have recognised it
    if verdict.reason == reasons.OTHER:
        return [say(language, f"review.author.{base}_plain", **values), *_why(language, verdict)]
    reason = say(language, f"review.reason.{verdict.reason}")
    lines = [say(language, f"review.author.{base}", reason=reason, **values)]
    words = reasons.beside(verdict.reason, verdict.words)
    return [*lines, say(language, "review.author.words", words=words)] if words else lines


def _why(language: str, verdict: Verdict) -> list[str]:
    """The reason by itself."""
    if verdict.reason == reasons.OTHER:
        return [say(language, "review.author.only_words", words=verdict.words)]
    reason = say(language, f"review.reason.{verdict.reason}")
    lines = [say(language, "home.returned_reason", reason=reason)]
    words = reasons.beside(verdict.reason, verdict.words)
    return [*lines, say(language, "review.author.words", words=words)] if words else lines


def _arrived(one: Officer, item: Initiative, to: Status, verdict: Verdict | None) -> Message:
    language = one.language
    unit = item.unit.name if item.unit else item.unit_words
    kind = "sent_back" if to is Status.SENT_BACK else "above" if item.review.levels > 1 else "reopened"
    lines = [
        say(language, f"review.notice.{kind}"),
        "",
        item.code,
        say(language, "review.card.title", title=" ".join(item.title.split())),
        say(language, "review.card.author", name=item.author_name or say(language, "review.unnamed")),
        say(language, "review.card.unit", unit=unit or say(language, "review.unknown_unit")),
    ]
    if verdict is not None and verdict.reason:
        lines += ["", *_why(language, verdict)]
    call = taps.pack(taps.Call("open", str(review_card.number_of(item))))
    button = Button(say(language, "review.notice.open"), call)
    return Message(text="\n".join(lines), choices=((button,),), about=review_card.about(item))
