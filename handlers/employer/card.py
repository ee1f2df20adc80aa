"""What an initiative's card says of the employer, and the ways on from there."""

from collections.abc import Collection
from datetime import tzinfo

from handlers import taps
from handlers.employer import clocks
from handlers.employer.asking import asked_on
from handlers.employer.settling import lacks_paper
from handlers.initiative import Initiative, Level, Recognition, Status
from handlers.message import Button
from handlers.officers import review_card
from messages.catalog import say


def employer_line(language: str, item: Initiative, zone: tzinfo) -> str:
    """Where it stands with the employer, in one line; "" when there is nothing to say."""
    if item.recognition is not None:
        paper = say(language, "employer.line.paper", paper=paper_words(language, item.recognition))
        return say(language, "employer.line.recognised", paper=paper)
    if item.status is Status.RECOGNISED:
        return say(language, "employer.line.recognised", paper=say(language, "employer.line.no_paper"))
    if item.status is Status.REFUSED:
        return say(language, "employer.line.refused")
    asked = asked_on(item, zone)
    if item.status is not Status.ASKED or asked is None:
        return ""
    deadline = clocks.last_day_to_answer(asked).strftime("%d/%m/%Y")
    return say(language, "employer.line.asked", day=asked.strftime("%d/%m/%Y"), deadline=deadline)


def employer_buttons(language: str, item: Initiative, levels: Collection[Level]) -> tuple[Button, ...]:
    """What an officer with these levels may do about the employer now."""
    acts: tuple[tuple[str, str], ...] = ()
    if Level.GRASSROOTS in levels:
        match item.status:
            case Status.ENDORSED | Status.REFUSED:
                acts = (("ask", "ask"), ("decision", "decision"))
            case Status.ASKED:
                acts = (
                    ("decision", "decision"),
                    ("refusal", "refusal"),
                    ("again", "ask"),
                    ("revoke", "revoke_link"),
                )
    if not acts and lacks_paper(item):
        acts = (("paper", "decision"),)
    number = str(review_card.number_of(item))
    return tuple(
        Button(say(language, f"employer.act.{label}"), taps.pack(taps.Call(command, number)))
        for label, command in acts
    )


def paper_words(language: str, found: Recognition) -> str:
    parts = [say(language, f"employer.record.kinds.{found.kind}")]
    if found.number:
        parts.append(say(language, "employer.record.parts.number", number=found.number))
    if found.signed_on:
        parts.append(say(language, "employer.record.parts.date", day=found.signed_on.strftime("%d/%m/%Y")))
    if found.signer:
        key = "signer_title" if found.signer_title else "signer"
        values = {"signer": found.signer, "title": found.signer_title}
        parts.append(say(language, f"employer.record.parts.{key}", **values))
    parts.append(say(language, f"employer.record.parts.{'scan' if found.file_key else 'no_scan'}"))
    return ", ".join(parts)
