"""What an officer should look at twice before deciding."""

from datetime import date

from handlers.initiative import Level, waits_for
from handlers.officers.papers import papers_needed
from handlers.record import value
from handlers.record.facts import Record
from messages.catalog import say


def raised(language: str, record: Record, today: date) -> list[str]:
    """Each in one line, the most urgent first."""
    item, lines = record.item, []
    if is_late(record, today):
        lines.append(say(language, "trail.flag.late"))
    if record.returns:
        lines.append(say(language, "trail.flag.returned", count=record.returns))
    match value.outlier(value.counted(item), record.peers):
        case "huge":
            lines.append(say(language, "trail.flag.huge"))
        case "beside":
            median = value.money(language, record.peers.median)
            lines.append(say(language, "trail.flag.beside", times=value.TIMES, median=median))
    if item.is_recognised and papers_needed.missing(item):
        lines.append(say(language, "trail.flag.lacking", what=papers_needed.named(language, item)))
    if item.answers.get("protected") == "yes":
        lines.append(say(language, "trail.flag.protected"))
    if item.answers.get("confidential") == "yes":
        lines.append(say(language, "trail.flag.secret"))
    return [say(language, "trail.flag.line", what=line) for line in lines]


def is_late(record: Record, today: date) -> bool:
    """Whether the promised day has passed while the union, and nobody else, is to act."""
    item = record.item
    unions = waits_for(item.review, item.status) in (Level.GRASSROOTS, Level.UPPER)
    return unions and item.answer_due is not None and today > item.answer_due
