"""Stories of units: told once at a time, and out at once when somebody named in one says no."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, exists, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.initiative import Initiative
from handlers.officers import review, rights
from handlers.propaganda import stories as telling
from handlers.propaganda.stories import Author, StoryFacts, Told, UntellFacts
from handlers.propaganda.story_effects import TellStory
from handlers.speaker import Asked
from storage import initiatives as initiative_rows
from storage.posts import officers
from storage.propaganda.pieces import THEME
from storage.tables import initiatives, joint_authors, outbox, people, recipients, stories, units

#: Rows of the outbox that nobody has begun to send.
_WAITING = ("queued", "paused", "held")


def load_stories(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[StoryFacts]:
    """The initiatives whose story is to be told, with everybody whose work they are."""
    named = [Asked(telling.named(one.event, one.speaker), one.speaker) for one in asked]
    found = initiative_rows.load_cards(connection, named, zone=zone)
    shown = {about.item.id: about.item for about in found if about.item is not None and about.may}
    written = _authors(connection, shown)
    rows = connection.execute(select(stories).where(stories.c.initiative_id.in_(list(shown)))).all()
    facts = []
    for about in found:
        item = about.item.id if about.item is not None else 0
        authors = written.get(item, ())
        mine = [row for row in rows if row.initiative_id == item]
        by_author = {one.person_id for one in authors}
        facts.append(
            StoryFacts(
                about=about,
                authors=authors,
                told=any(row.withdrawn_at is None for row in mine),
                refused=any(row.withdrawn_by in by_author for row in mine),
                earlier=len(mine),
            )
        )
    return facts


def load_untelling(connection: Connection, asked: Sequence[Asked]) -> list[UntellFacts]:
    """The told stories of the number that each event names, or all of the speaker's own."""
    facts = []
    for one in asked:
        number, _ = review.split(review.argument_of(one.event))
        person = one.speaker.person.id
        wanted = initiatives.c.number == number if number is not None else _written_by(person)
        facts.append(UntellFacts(speaker=one.speaker, told=_told(connection, one, wanted)))
    return facts


def tell(connection: Connection, effect: TellStory, by_id: int, at: datetime) -> None:
    """A new story, unless one of the same initiative is told already."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dialect.insert(stories).values(
        initiative_id=effect.initiative_id,
        unit_id=effect.unit_id,
        title=effect.title,
        words=effect.words,
        by_id=by_id,
        at=at,
    )
    connection.execute(row.on_conflict_do_nothing())


def withdraw(connection: Connection, story_ids: Collection[int], by_id: int, at: datetime) -> None:
    """Tell these no more; what is queued of them for anybody does not leave."""
    if not story_ids:
        return
    connection.execute(
        update(stories)
        .where(stories.c.id.in_(list(story_ids)), stories.c.withdrawn_at.is_(None))
        .values(withdrawn_at=at, withdrawn_by=by_id)
    )
    given = exists(
        select(literal(1))
        .select_from(recipients)
        .where(recipients.c.broadcast_id == outbox.c.broadcast_id)
        .where(recipients.c.person_id == outbox.c.person_id)
        .where(recipients.c.piece.in_([f"{THEME}.{one}" for one in story_ids]))
    )
    connection.execute(update(outbox).where(outbox.c.state.in_(_WAITING), given).values(state="cancelled"))


def told_of(connection: Connection, person_id: int) -> list[int]:
    """The stories now told that name this person."""
    found = connection.scalars(
        select(stories.c.id)
        .join(initiatives, initiatives.c.id == stories.c.initiative_id)
        .where(stories.c.withdrawn_at.is_(None), _written_by(person_id))
    )
    return list(found)


def _written_by(person_id: int) -> ColumnElement[bool]:
    joint = exists(
        select(literal(1))
        .select_from(joint_authors)
        .where(joint_authors.c.initiative_id == initiatives.c.id, joint_authors.c.person_id == person_id)
    )
    return or_(initiatives.c.author_id == person_id, joint)


def _told(connection: Connection, one: Asked, wanted: ColumnElement[bool]) -> tuple[Told, ...]:
    rows = connection.execute(
        select(
            stories.c.id,
            stories.c.title,
            stories.c.by_id,
            initiatives.c.number,
            initiatives.c.code,
            people.c.language,
            units.c.path,
            _written_by(one.speaker.person.id).label("own"),
        )
        .join(initiatives, initiatives.c.id == stories.c.initiative_id)
        .join(people, people.c.id == stories.c.by_id)
        .join(units, units.c.id == stories.c.unit_id)
        .where(stories.c.withdrawn_at.is_(None), wanted)
        .order_by(stories.c.id)
    ).all()
    posts = [post.unit_id for post in one.speaker.person.posts if rights.DECIDES[post.role]]
    branches = [path for path in officers.paths_of(connection, posts).values() if path] if rows else []
    return tuple(_one(row, branches) for row in rows)


def _one(row: Any, branches: Sequence[str]) -> Told:
    return Told(
        id=row.id,
        number=row.number,
        code=row.code,
        title=row.title,
        by_id=row.by_id,
        by_language=row.language,
        own=bool(row.own),
        may=officers.reaches(branches, row.path),
    )


def _authors(connection: Connection, items: dict[int, Initiative]) -> dict[int, tuple[Author, ...]]:
    """The author first, then those whose own report was the same."""
    joined = connection.execute(
        select(joint_authors.c.initiative_id, joint_authors.c.person_id)
        .where(joint_authors.c.initiative_id.in_(list(items)))
        .order_by(joint_authors.c.id)
    ).all()
    wanted = {item.author_id for item in items.values()} | {row.person_id for row in joined}
    known = {
        row.id: Author(row.id, row.name or "", row.language, row.public is True)
        for row in connection.execute(
            select(people.c.id, people.c.name, people.c.language, people.c.public).where(
                people.c.id.in_(list(wanted))
            )
        )
    }
    written: dict[int, tuple[Author, ...]] = {item.id: (known[item.author_id],) for item in items.values()}
    for row in joined:
        if known[row.person_id] not in written[row.initiative_id]:
            written[row.initiative_id] = (*written[row.initiative_id], known[row.person_id])
    return written
