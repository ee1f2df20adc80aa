"""What an employer's decision must have before an initiative may count, and what is missing of it."""

from datetime import date
from typing import Any, Final

from handlers.initiative import Initiative, Recognition
from handlers.officers.effects import KeepRecognition
from messages.catalog import say

#: Said on our page by the employer themselves: nothing more is needed.
ANSWERED: Final = "answer"


def missing(item: Initiative) -> tuple[str, ...]:
    """What is not there yet: ``decision`` (nothing at all), ``signed_on``, ``number`` (nor a scan of it).
    None of it for one that the employer recognised on our page."""
    papers = item.recognition or told(item)
    if papers is None:
        return ("decision",)
    if papers.kind == ANSWERED:
        return ()
    lacks = [] if papers.signed_on else ["signed_on"]
    if not (papers.number or papers.file_key):
        lacks.append("number")
    return tuple(lacks)


def named(language: str, item: Initiative) -> str:
    """What is missing, in words for the middle of a sentence; "" for nothing."""
    parts = [say(language, f"review.papers.{one}") for one in missing(item)]
    return f" {say(language, 'review.papers.and')} ".join(parts)


def told(item: Initiative) -> Recognition | None:
    """The decision as its author told it; None when they told of none, or nothing about it."""
    answers = item.answers
    if answers.get("recognition") != "have":
        return None
    photos = answers.get("decision_photo") or []
    papers = Recognition(
        id=0,
        kind="decision",
        number=str(answers.get("decision_number") or ""),
        signed_on=_day(answers.get("decision_date")),
        signer=str(answers.get("decision_signer") or ""),
        file_key=str(photos[0]["key"]) if photos else "",
    )
    return papers if papers != Recognition(id=0, kind="decision") else None


def kept(item: Initiative) -> tuple[KeepRecognition, ...]:
    """The decision that the author told of as a record of its own, where there is none yet."""
    papers = told(item) if item.recognition is None else None
    if papers is None:
        return ()
    unit = item.establishment_id or (item.unit.id if item.unit else None)
    return (
        KeepRecognition(
            initiative_ids=(item.id,),
            kind=papers.kind,
            unit_id=unit,
            number=papers.number,
            signed_on=papers.signed_on,
            signer=papers.signer,
            file_key=papers.file_key,
        ),
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None  # an older form kept what was typed
