"""An initiative with its whole history as a plain document, to be printed or kept in a file."""

from datetime import datetime, tzinfo

from handlers.officers import review_card
from handlers.record import people, timeline, value
from handlers.record.facts import Record
from messages.catalog import say


def export(language: str, record: Record, now: datetime, zone: tzinfo, *, internal: bool) -> str:
    """UTF-8 text with nothing cut. Without `internal` it may be given to the author: no note is in it."""
    item = record.item
    blocks = [
        say(language, "trail.export.title", code=item.code),
        "\n".join(_heading(language, record, now, zone)),
        say(language, "trail.export.answers"),
        _answers(language, record, internal=internal),
        say(language, "trail.export.history"),
        _history(language, record, zone, internal=internal),
    ]
    if len(record.versions) > 1:
        blocks += [say(language, "trail.export.versions"), *_versions(language, record, zone)]
    if not internal:
        blocks.append(say(language, "trail.export.author_only"))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _heading(language: str, record: Record, now: datetime, zone: tzinfo) -> list[str]:
    item = record.item
    status = say(language, f"review.status.{item.status}")
    lines = [
        say(language, "trail.export.made", **review_card.moment(now, zone)),
        *review_card.who(language, item),
        *people.names(language, record),
        say(language, "trail.export.submitted", **review_card.moment(item.submitted_at, zone)),
        say(language, "trail.export.status", status=status),
    ]
    if record.kept_code:
        lines.append(say(language, "trail.card.kept", code=record.kept_code))
    return lines


def _answers(language: str, record: Record, *, internal: bool) -> str:
    lines = [review_card.answers_text(language, record.item.answers)]
    if internal and record.item.benefit_corrected is not None:
        lines += value.lines(language, record.item)
    return "\n".join(lines)


def _history(language: str, record: Record, zone: tzinfo, *, internal: bool) -> str:
    lines = []
    for one in timeline.entries(language, record, internal=internal, side=timeline.WHOLE):
        when = review_card.moment(one.at, zone)
        lines.append(say(language, "trail.history.event", what=one.what, **when))
        lines += [f"    {detail}" for detail in one.details]
    return "\n".join(lines)


def _versions(language: str, record: Record, zone: tzinfo) -> list[str]:
    """Every version but the last, whose answers stand above."""
    told = []
    for number, one in enumerate(record.versions[:-1], start=1):
        when = review_card.moment(one.at, zone)
        told.append(say(language, "trail.export.version", number=number, **when))
        told.append(review_card.answers_text(language, {**one.answers, "title": one.title}))
    return told
