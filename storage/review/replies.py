"""Reads what an author needs to answer the union, and who hears the answer."""

from collections.abc import Sequence

from sqlalchemy import Connection, or_, select

from handlers.events import Event
from handlers.officers import review
from handlers.officers.officer import Officer
from handlers.officers.review import Reference
from handlers.record import writing
from handlers.record.facts import Record
from handlers.record.replies import ReplyFacts
from handlers.speaker import Asked
from storage import initiatives
from storage.initiatives import Placed
from storage.posts import held_posts, levels, officers
from storage.review import cards
from storage.tables import initiatives as initiative_rows
from storage.tables import joint_authors, people, remarks


def load_replies(connection: Connection, asked: Sequence[Asked]) -> list[ReplyFacts]:
    """The speaker's own initiative of the number they gave, or the one they were asked about last;
    nobody else's is ever found."""
    references = [_reference(connection, one) for one in asked]
    found = initiatives.find(connection, [one for one in references if one is not None])
    records = cards.read(connection, {one.initiative.id: one.initiative for one in found.values()}.values())
    facts = []
    for one, reference in zip(asked, references, strict=True):
        placed = found.get(reference) if reference is not None else None
        record = records[placed.initiative.id] if placed is not None else None
        if placed is None or record is None or one.speaker.person.id not in _may(connection, record):
            facts.append(ReplyFacts(speaker=one.speaker))
            continue
        facts.append(_facts(connection, one, placed, cards.without_notes(record)))
    return facts


def _facts(connection: Connection, one: Asked, placed: Placed, record: Record) -> ReplyFacts:
    asking = [remark.by_id for remark in record.remarks if not remark.by_author]
    return ReplyFacts(
        speaker=one.speaker,
        item=placed.initiative,
        asked=bool(asking),
        officers=_hearers(connection, one.event, placed, asking),
    )


def _may(connection: Connection, record: Record) -> frozenset[int]:
    """Its authors, and whoever wrote for one that has no conversation: they were asked in the author's
    place."""
    return cards.authors(record) | set(cards.voices(connection, [record.item]).values())


def _hearers(
    connection: Connection, event: Event, placed: Placed, asking: Sequence[int]
) -> tuple[Officer, ...]:
    """Who asked last, if the initiative is still theirs to see; else those who look after its unit."""
    if not asking:
        return ()
    posts = held_posts.posts_of(connection, asking[-1:]).get(asking[-1], ())
    paths = officers.paths_of(connection, {post.unit_id for post in posts})
    if posts and (placed.path is None or officers.reaches(tuple(paths.values()), placed.path)):
        language = connection.scalar(select(people.c.language).where(people.c.id == asking[-1]))
        return (Officer(asking[-1], str(language)),)
    unit = placed.initiative.unit.id if placed.initiative.unit else None
    return levels.nearest(connection, [unit], event.at)[unit]


def _reference(connection: Connection, one: Asked) -> Reference | None:
    number, _ = review.split(review.argument_of(writing.named(one.event, one.speaker)))
    if number is not None:
        return Reference(number=number)
    person = one.speaker.person.id
    shared = select(joint_authors.c.initiative_id).where(joint_authors.c.person_id == person)
    newest = (
        select(initiative_rows.c.id)
        .join(remarks, remarks.c.initiative_id == initiative_rows.c.id)
        .where(
            or_(initiative_rows.c.author_id == person, initiative_rows.c.id.in_(shared)),
            remarks.c.internal.is_(False),
            remarks.c.by_id != person,
        )
        .order_by(remarks.c.id.desc())
        .limit(1)
    )
    found = connection.scalar(newest)
    return Reference(id=found) if found is not None else None
