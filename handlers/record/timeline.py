"""Everything that happened to an initiative, in the order of time."""

from typing import Final

from handlers.initiative import Action, Decision, Level, Review, workflow
from handlers.officers import review_card
from handlers.portal import portal_trail
from handlers.record import trail_words, value
from handlers.record.facts import Record, Remark
from handlers.record.trail_entry import Entry
from messages.catalog import say

#: How many letters of each side of a change are told where nothing is to be cut.
WHOLE: Final = 20_000


def entries(
    language: str, record: Record, *, internal: bool, side: int = trail_words.SIDE
) -> tuple[Entry, ...]:
    """The oldest first. Without `internal`, what only officers may read is left out altogether."""
    item = record.item
    found = [Entry(item.submitted_at, say(language, "trail.history.sent"))]
    found += [_step(language, record, step, side) for step in item.history]
    found += [_said(language, one) for one in record.remarks if internal or not one.internal]
    found += [
        Entry(one.at, say(language, "trail.history.joined", name=one.name, code=one.code))
        for one in record.joined
        if one.at is not None
    ]
    found += portal_trail.entries_of(language, record.portal, internal=internal)
    # Stable: of two things at one moment the one told first above happened first.
    return tuple(sorted(found, key=lambda entry: entry.at))


def level_of(review: Review, action: Action) -> Level | None:
    """At which officers' level such a step is taken; None when at more than one, or by somebody else."""
    levels = {level for _, one, level in workflow(review) if one is action}
    only = next(iter(levels)) if len(levels) == 1 else None
    return only if only in (Level.GRASSROOTS, Level.UPPER) else None


def _step(language: str, record: Record, step: Decision, side: int) -> Entry:
    level = level_of(record.item.review, step.action) if record.item.review.levels > 1 else None
    what = review_card.happened(language, step, _named(language, step, level))
    if step.action is Action.MERGE and record.kept_code:
        what = say(language, "review.card.reason", line=what, reason=record.kept_code)
    if step.action is not Action.RESUBMIT:
        return Entry(step.at, what)
    return Entry(step.at, what, tuple(_changed(language, record, step, side)))


def _named(language: str, step: Decision, level: Level | None) -> str:
    name = step.by_name or say(language, "review.someone")
    if level is not None:
        name = say(language, "trail.history.at_level", name=name, level=say(language, f"trail.waits.{level}"))
    if not step.via:
        return name
    return say(language, "trail.history.through", name=name, door=say(language, f"trail.door.{step.via}"))


def _changed(language: str, record: Record, step: Decision, side: int) -> list[str]:
    """What the version sent with this step has, and the one before it had not."""
    place = next((at for at, one in enumerate(record.versions) if at and one.at == step.at), None)
    if place is None:
        return []
    before, after = record.versions[place - 1 : place + 1]
    spots = trail_words.SPOTS if side < WHOLE else WHOLE
    told = trail_words.lines(language, before, after, side=side, spots=spots)
    return trail_words.brief(language, told or [say(language, "trail.history.unchanged")], WHOLE)


def _said(language: str, remark: Remark) -> Entry:
    name = remark.by_name or say(language, "review.someone")
    changed = value.correction(remark.words) if remark.internal else None
    if changed is not None:
        before, after = (value.money(language, one) for one in changed)
        what = say(language, "trail.history.benefit", name=name, before=before, after=after)
        return Entry(remark.at, what)
    kind = "note" if remark.internal else "answer" if remark.by_author else "message"
    return Entry(remark.at, say(language, f"trail.history.{kind}", name=name, words=remark.words))
