"""Loads what looks like an initiative: for its author before sending, for officers while they decide."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.events import Commanded
from handlers.form.answers import suggested_title
from handlers.form.forms import SUMMARY
from handlers.form.initiative_form import REPORT
from handlers.initiative import Initiative, Status
from handlers.likeness import score
from handlers.likeness.alike import Alike, AlikeFacts, alike_button, alike_line, second_of
from handlers.likeness.own import Earlier
from handlers.likeness.parting import PartingFacts
from handlers.officers import review
from handlers.officers.officer import Like
from handlers.officers.review import ItemFacts, Reference
from handlers.record.facts import CardFacts
from handlers.speaker import Asked
from storage import initiatives as initiative_rows
from storage.posts import officers
from storage.review import sketches
from storage.tables import decisions, initiatives, joint_authors

#: The review screen comes after one of these, or after a change.
_LAST: Final = frozenset({SUMMARY, *(step.key for step in REPORT.steps[-2:])})
#: The newest of an author's own that a new one is compared with.
_OWN: Final = 50


def earlier(connection: Connection, asked: Sequence[Asked]) -> list[tuple[Earlier, ...]]:
    """What each speaker sent before, where the review screen of a new report may come next."""
    return [_sent_by(connection, one.speaker.person.id) if _near_end(one) else () for one in asked]


def _near_end(one: Asked) -> bool:
    draft = one.speaker.draft
    if draft is None or draft.form != "report" or draft.initiative_id is not None or draft.behalf is not None:
        return False
    return draft.editing or draft.step in _LAST


def _sent_by(connection: Connection, author_id: int) -> tuple[Earlier, ...]:
    rows = connection.execute(
        select(initiatives.c.code, initiatives.c.title, initiatives.c.answers)
        .where(initiatives.c.author_id == author_id, initiatives.c.status != Status.WITHDRAWN.value)
        .order_by(initiatives.c.id.desc())
        .limit(_OWN)
    )
    return tuple(Earlier(row.code, row.title, row.answers) for row in rows)


def likeliest(connection: Connection, one: Asked, unit_id: int | None) -> Like | None:
    """What a report that is being sent probably repeats, in the same establishment."""
    draft = one.speaker.draft
    if draft is None or unit_id is None:
        return None
    title = str(draft.answers.get("title") or suggested_title(str(draft.answers.get("idea", ""))))
    own: set[int] = set()
    if draft.initiative_id is not None:
        own = sketches.settled(connection, draft.initiative_id) | {draft.initiative_id}
    found = sketches.like(
        connection, title, draft.answers, unit_id, own, least=score.SAME, most=1, elsewhere=False
    )
    if not found:
        return None
    code = connection.scalar(select(initiatives.c.code).where(initiatives.c.id == found[0].id))
    return Like(str(code), found[0].score)


def load_alike(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[AlikeFacts]:
    """For looking: the initiative that is named, the one it is held against, or those like it."""
    firsts = initiative_rows.load_cards(connection, asked, zone=zone)
    seconds = initiative_rows.load_cards(connection, [_second(one) for one in asked], zone=zone)
    branches = officers.scopes(connection, asked)
    return [
        AlikeFacts(
            about=first,
            other=second,
            found=_found(connection, first, second, branches[first.speaker.person.id]),
            merged=_merged(connection, first),
        )
        for first, second in zip(firsts, seconds, strict=True)
    ]


def load_uniting(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[AlikeFacts]:
    """For deciding: both are locked, all of a batch in one order."""
    both = [review.reference(one.event, one.speaker) for one in asked]
    both += [Reference(number=number) for one in asked if (number := second_of(one.event)) is not None]
    initiative_rows.find(connection, [one for one in both if one is not None], lock=True)
    firsts = initiative_rows.load_verdicts(connection, asked, zone=zone)
    seconds = initiative_rows.load_verdicts(connection, [_second(one) for one in asked], zone=zone)
    return [AlikeFacts(about=first, other=second) for first, second in zip(firsts, seconds, strict=True)]


def _second(one: Asked) -> Asked:
    """The same person asking for the second of the two that an event names."""
    number = second_of(one.event)
    argument = str(number) if number is not None else ""
    event = Commanded(conversation=one.event.conversation, at=one.event.at, name="open", argument=argument)
    return replace(one, event=event)


def _found(
    connection: Connection, first: ItemFacts, second: ItemFacts, branches: Sequence[str]
) -> tuple[Alike, ...]:
    if first.item is None or not first.may or second.reference is not None:
        return ()
    found = sketches.alike(connection, first.item.id)
    placed = initiative_rows.find(connection, [Reference(id=one.id) for one in found])
    return tuple(
        Alike(one.initiative, hit.score, hit.here, one.path is None or officers.reaches(branches, one.path))
        for hit in found
        if (one := placed.get(Reference(id=hit.id))) is not None
    )


def _merged(connection: Connection, first: ItemFacts) -> tuple[Initiative, ...]:
    if first.item is None or not first.may:
        return ()
    ids = connection.scalars(
        select(joint_authors.c.from_id)
        .where(joint_authors.c.initiative_id == first.item.id)
        .order_by(joint_authors.c.id)
    ).all()
    placed = initiative_rows.find(connection, [Reference(id=one) for one in ids])
    return tuple(placed[Reference(id=one)].initiative for one in ids)


def load_parting(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[PartingFacts]:
    """For taking a merge back: both are locked, and where the merged one stood before is known."""
    named = [review.reference(one.event, one.speaker) for one in asked]
    seen = initiative_rows.find(connection, [one for one in named if one is not None])
    ids = {one.initiative.id for one in seen.values()}
    ids |= {one.initiative.merged_into for one in seen.values() if one.initiative.merged_into is not None}
    held = initiative_rows.find(connection, [Reference(id=one) for one in ids], lock=True)
    facts = []
    for about in initiative_rows.load_verdicts(connection, asked, zone=zone):
        into = about.item.merged_into if about.item is not None else None
        kept = held.get(Reference(id=into)) if into is not None else None
        before = _before_merge(connection, about.item.id) if about.item is not None else Status.SUBMITTED
        facts.append(PartingFacts(about, kept.initiative if kept is not None else None, before))
    return facts


def _before_merge(connection: Connection, initiative_id: int) -> Status:
    status = connection.scalar(
        select(decisions.c.status)
        .where(
            decisions.c.initiative_id == initiative_id,
            decisions.c.status.not_in(["", Status.MERGED.value]),
        )
        .order_by(decisions.c.id.desc())
        .limit(1)
    )
    return Status(status) if status else Status.SUBMITTED


def dress(connection: Connection, facts: Sequence[CardFacts]) -> list[CardFacts]:
    """Cards with a line and a button for what looks like them, or is part of them."""
    return [_dressed(connection, one) for one in facts]


def _dressed(connection: Connection, one: CardFacts) -> CardFacts:
    item, language = one.about.item, one.about.speaker.language
    if item is None or one.record is None or one.own:
        return one
    hits = sketches.alike(connection, item.id)
    placed = initiative_rows.find(connection, [Reference(id=hit.id) for hit in hits if hit.here])
    found = tuple(
        Alike(placed[Reference(id=hit.id)].initiative, hit.score, True, True)
        for hit in hits
        if Reference(id=hit.id) in placed
    )
    line = alike_line(language, found)
    if not hits and not one.record.joined:
        return one
    sections = (*one.sections, line) if line else one.sections
    return replace(one, sections=sections, ways=(*one.ways, (alike_button(language, item),)))
