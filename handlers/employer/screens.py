"""The questions by which an employer's decision is written down, and how it is read back."""

from collections.abc import Sequence
from typing import Final, Literal

from handlers import taps
from handlers.employer.facts import Named, RecordFacts
from handlers.employer.settling import Settled, settle
from handlers.initiative import Initiative
from handlers.message import Button, Message
from handlers.officers import review_card
from handlers.speaker import Recording
from messages.catalog import say

Step = Literal["photo", "kind", "number", "date", "signer", "title", "covers", "sure", "reason"]
#: The questions in their order; `covers` is left out when there is nothing to choose.
ORDER: Final[tuple[Step, ...]] = ("photo", "kind", "number", "date", "signer", "title", "covers", "sure")
KINDS: Final = ("decision", "certificate", "minutes")
#: How many initiatives are named one by one before the rest is counted.
NAMED: Final = 60


def screen(language: str, place: Recording, facts: RecordFacts, note: str = "") -> Message:
    """What is asked now, under a note."""
    match place.step:
        case "covers":
            shown = _covers(language, place, facts)
        case "sure":
            shown = _sure(language, place, facts)
        case "kind":
            kinds = [(say(language, f"employer.record.kinds.{kind}"), kind) for kind in KINDS]
            shown = _asked(language, place, say(language, "employer.record.kind"), kinds)
        case "photo":
            shown = _asked(language, place, say(language, "employer.record.photo", codes=codes(facts.named)))
        case "reason":
            text = say(language, "employer.refusal.why", code=codes(facts.named))
            return Message(text=_under(note, text), nav=(_way(language, place, "cancel"),))
        case _:
            shown = _asked(language, place, say(language, f"employer.record.{place.step}"))
    return Message(text=_under(note, shown.text), choices=shown.choices, nav=shown.nav)


def codes(named: Sequence[Named | Initiative]) -> str:
    """ "NT-000012, NT-000013"; a long row is cut in the middle."""
    every = [(one.item if isinstance(one, Named) else one).code for one in named]
    return ", ".join(every) if len(every) <= 6 else f"{', '.join(every[:3])}, …, {every[-1]}"


def paper(language: str, place: Recording) -> str:
    """The paper in one line: its kind, number, date and signer, and whether a scan came."""
    parts = [say(language, f"employer.record.kinds.{place.paper or 'decision'}")]
    if place.number:
        parts.append(say(language, "employer.record.parts.number", number=place.number))
    if place.signed_on:
        parts.append(say(language, "employer.record.parts.date", day=place.signed_on.strftime("%d/%m/%Y")))
    if place.signer and place.signer_title:
        values = {"signer": place.signer, "title": place.signer_title}
        parts.append(say(language, "employer.record.parts.signer_title", **values))
    elif place.signer:
        parts.append(say(language, "employer.record.parts.signer", signer=place.signer))
    parts.append(say(language, f"employer.record.parts.{'scan' if place.file_key else 'no_scan'}"))
    return ", ".join(parts)


def left_out(language: str, settled: Settled) -> list[str]:
    """Those for which it cannot be written down, each with the reason."""
    if not settled.refused:
        return []
    lines = [say(language, "employer.record.left_out")]
    for code, why, status in settled.refused[:NAMED]:
        name = say(language, f"review.status.{status}") if status else ""
        told = say(language, f"employer.record.why.{why}", status=name)
        lines.append(say(language, "employer.record.left_line", code=code, why=told))
    return lines


def _covers(language: str, place: Recording, facts: RecordFacts) -> Message:
    lines = [say(language, "employer.record.covers", count=len(facts.waiting))]
    lines += [_line(language, one) for one in facts.waiting[:NAMED]]
    if len(facts.waiting) > NAMED:
        lines.append(say(language, "employer.record.covers_more", count=len(facts.waiting) - NAMED))
    lines.append(say(language, "employer.record.covers_pick"))
    total = len(facts.named) + len(facts.waiting)
    answers = [
        (say(language, "employer.record.only_these", codes=codes(facts.named)), "these"),
        (say(language, "employer.record.all", count=total), "all"),
    ]
    # Only what stands on the screen may be meant by "all".
    shown = answers if len(facts.waiting) <= NAMED else answers[:1]
    return _asked(language, place, "\n".join(lines), shown, skips=False)


def _sure(language: str, place: Recording, facts: RecordFacts) -> Message:
    settled = settle(facts)
    lines = [say(language, "employer.record.paper", paper=paper(language, place)), ""]
    count = len(settled.moved) + len(settled.attached)
    if count:
        lines.append(say(language, "employer.record.sure", count=count))
        lines += [_line(language, one) for one in settled.moved]
        lines += [_line(language, one, "attach") for one in settled.attached]
    else:
        lines.append(say(language, "employer.record.none"))
    lines += left_out(language, settled)
    answers = [(say(language, f"employer.record.{way}"), way) for way in ("yes", "no")]
    return _asked(language, place, "\n".join(lines), answers if count else answers[1:], skips=False)


def _line(language: str, named: Named, how: str = "item") -> str:
    title = review_card.cut(named.item.title, 60)
    return say(language, f"employer.record.{how}", code=named.item.code, title=title)


def _asked(
    language: str,
    place: Recording,
    text: str,
    answers: Sequence[tuple[str, str]] = (),
    *,
    skips: bool = True,
) -> Message:
    choices = tuple((Button(label, _data(place, value)),) for label, value in answers)
    ways = ["skip"] if skips else []
    ways += ["back"] if place.step != "photo" else []
    return Message(
        text=text, choices=choices, nav=tuple(_way(language, place, way) for way in (*ways, "cancel"))
    )


def _way(language: str, place: Recording, way: str) -> Button:
    return Button(say(language, f"employer.way.{way}"), _data(place, way))


def _data(place: Recording, value: str) -> str:
    return taps.pack(taps.Call("record", f"{place.begun}:{place.step}:{value}"))


def _under(note: str, text: str) -> str:
    return f"{note}\n\n{text}" if note else text
