"""Where an author's initiative stands, why, and what happens next, in plain words."""

from typing import Final

from handlers.initiative import Action, Initiative, Status
from handlers.officers.reasons import OTHER, beside
from messages.catalog import say

#: Decisions whose reason explains why an initiative stands where it stands, while nothing came after.
_EXPLAINED: Final = (Action.RETURN, Action.SEND_BACK, Action.REJECT, Action.REOPEN)


def status(language: str, one: Initiative, kept: Initiative | None = None) -> str:
    """Where it stands; `kept` is the one that it was merged into."""
    if one.status is Status.MERGED and kept is not None:
        return say(language, "home.status.merged_into", code=kept.code)
    return say(language, f"home.status.{one.status}")


def ahead(language: str, one: Initiative, kept: Initiative | None = None) -> str:
    """What happens next, and whether the author has anything to do."""
    if one.status is Status.MERGED and kept is not None:
        stands = say(language, f"home.status.{kept.status}")
        return say(language, "home.next.merged_into", code=kept.code, title=kept.title, status=stands)
    if one.status is Status.RECOGNISED and one.review.levels < 2:
        return say(language, "home.next.recognised_here")
    if one.status is Status.ENDORSED and not one.review.recognition:
        return say(language, "home.next.endorsed_above")
    return say(language, f"home.next.{one.status}")


def because(language: str, one: Initiative) -> str:
    """The reason with the officer's own words; "" where none was given or none matters any more."""
    last = one.last
    if last is None or last.action not in _EXPLAINED:
        return ""
    lines = []
    if last.reason and last.reason != OTHER:
        reason = say(language, f"review.reason.{last.reason}")
        lines.append(say(language, "home.returned_reason", reason=reason))
    words = beside(last.reason, last.words)
    if words:
        lines.append(say(language, "review.author.words", words=words))
    return "\n".join(lines)
