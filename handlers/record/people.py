"""Who stands behind an initiative beside its author, and what their employer decided."""

from handlers.initiative import Recognition
from handlers.officers import review_card
from handlers.officers.review_card import cut
from handlers.record.facts import Record
from messages.catalog import say

#: How many letters of a list of names stand on a card.
NAMES = 120


def names(language: str, record: Record) -> list[str]:
    """Everybody and everything, uncut."""
    return _lines(language, record, 10_000)


def beside(language: str, record: Record) -> list[str]:
    """The same, short enough for a card."""
    return _lines(language, record, NAMES)


def _lines(language: str, record: Record, most: int) -> list[str]:
    lines = []
    shared = record.item.answers.get("coauthors") or []
    if shared:
        named = ", ".join(review_card.item_text(language, one) for one in shared)
        lines.append(say(language, "trail.card.coauthors", names=cut(named, most)))
    if record.joined:
        named = ", ".join(one.name or say(language, "review.unnamed") for one in record.joined)
        lines.append(say(language, "trail.card.joined", names=cut(named, most)))
    if record.entered_by:
        lines.append(say(language, "trail.card.entered_by", name=cut(record.entered_by, most)))
    if record.item.recognition is not None:
        what = _decision(language, record.item.recognition)
        lines.append(say(language, "trail.card.recognition", what=cut(what, most)))
    return lines


def _decision(language: str, decision: Recognition) -> str:
    told = []
    if decision.number:
        told.append(say(language, "trail.card.recognition_number", number=decision.number))
    if decision.signed_on is not None:
        told.append(say(language, "trail.card.recognition_date", date=f"{decision.signed_on:%d/%m/%Y}"))
    if decision.signer:
        signer = ", ".join(part for part in (decision.signer, decision.signer_title) if part)
        told.append(say(language, "trail.card.recognition_signer", name=signer))
    if not decision.file_key and decision.kind != "answer":
        told.append(say(language, "trail.card.no_scan"))
    return "; ".join(told)
