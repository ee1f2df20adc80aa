"""People of a node as they travel: who they are, what they agreed to, which posts they hold."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from storage import people as reached
from storage.nodes import twins
from storage.nodes.known import Node
from storage.nodes.parcels import Consent, Ended, Person, Post
from storage.posts.officers import paths_of
from storage.tables import consents, conversations, initiatives, officers, people, units
from storage.tables import twins as twin_rows

_FACTS = ("language", "name", "phone", "unit_words", "handling", "campaigns", "public", "direct")


def own_ids(connection: Connection) -> list[int]:
    """At the node: everybody the province has to know, whoever is not the province's themselves."""
    theirs = select(twin_rows.c.ours).where(twin_rows.c.node == "", twin_rows.c.kind == "person")
    wanted = (
        select(people.c.id)
        .where(
            people.c.id.in_(select(officers.c.person_id))
            | people.c.id.in_(select(initiatives.c.author_id))
            | people.c.id.in_(select(initiatives.c.entered_by)),
            people.c.id.not_in(theirs),
        )
        .order_by(people.c.id)
    )
    return list(connection.scalars(wanted))


def read(connection: Connection, ids: Collection[int]) -> list[Person]:
    """At the node: these people, with the province's ids of units."""
    if not ids:
        return []
    rows = connection.execute(select(people).where(people.c.id.in_(ids)).order_by(people.c.id)).all()
    posts = connection.execute(select(officers).where(officers.c.person_id.in_(ids)).order_by(officers.c.id))
    held = list(posts)
    places = {row.unit_id for row in [*rows, *held] if row.unit_id is not None}
    there = twins.of_ours(connection, "", "unit", places)
    agreed = connection.execute(select(consents).where(consents.c.person_id.in_(ids)).order_by(consents.c.id))
    given = list(agreed)
    talks = reached.reach(connection, ids)
    return [
        Person(
            id=row.id,
            **{name: getattr(row, name) for name in _FACTS},
            unit=there.get(row.unit_id),
            talks=talks.get(row.id) is not None,
            created_at=row.created_at,
            consents=[_consent(one) for one in given if one.person_id == row.id],
            posts=[
                Post(unit=there[one.unit_id], role=one.role, since=one.since, until=one.until)
                for one in held
                if one.person_id == row.id and one.unit_id in there
            ],
        )
        for row in rows
    ]


def _consent(row: Row[Any]) -> Consent:
    return Consent(
        purpose=row.purpose,
        given=row.given,
        text_version=row.text_version,
        at=row.at,
        conversation=row.conversation,
        update_key=row.update_key,
    )


def take(connection: Connection, node: Node, told: Iterable[Person]) -> dict[int, int]:
    """At the province: know these people; ours by theirs. A post that has ended is still held until
    `end_posts`, so that what was decided under it counts."""
    wanted = list(told)
    known = twins.find(connection, node.key, "person", [one.id for one in wanted])
    paths = paths_of(connection, {post.unit for one in wanted for post in one.posts} | _units(wanted))
    for one in wanted:
        unit = one.unit if one.unit in paths else None
        facts = {name: getattr(one, name) for name in _FACTS}
        if one.id not in known:
            made = insert(people).values(**facts, unit_id=unit, created_at=one.created_at)
            known[one.id] = connection.execute(made.returning(people.c.id)).scalar_one()
            twins.keep(connection, node.key, "person", one.id, known[one.id])
        else:
            _refresh(connection, known[one.id], one, facts | {"unit_id": unit})
        _keep_consents(connection, node, known[one.id], one.consents)
        for post in one.posts:
            if paths.get(post.unit, "").startswith(node.path):
                _take_post(connection, known[one.id], post)
    return known


def _units(told: Iterable[Person]) -> set[int]:
    return {one.unit for one in told if one.unit is not None}


def _refresh(connection: Connection, person: int, one: Person, facts: dict[str, Any]) -> None:
    """Who also talks to us told us themselves; of their answers the no counts."""
    here = select(conversations.c.key).where(conversations.c.person_id == person).limit(1)
    row = connection.execute(select(people).where(people.c.id == person)).one()
    if connection.execute(here).first() is not None:
        facts = {name: value for name, value in facts.items() if getattr(row, name) is None}
        facts |= {name: False for name in ("handling", "campaigns", "public") if getattr(one, name) is False}
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if changed:
        connection.execute(update(people).where(people.c.id == person).values(changed))


def _keep_consents(connection: Connection, node: Node, person: int, given: Iterable[Consent]) -> None:
    rows = connection.execute(select(consents).where(consents.c.person_id == person))
    known = {(row.purpose, row.update_key, row.at) for row in rows}
    for one in given:
        key = f"node:{node.key}:{one.update_key}"
        if (one.purpose, key, one.at) not in known:
            values = one.model_dump() | {"person_id": person, "update_key": key}
            connection.execute(insert(consents).values(values))


def _take_post(connection: Connection, person: int, post: Post) -> None:
    same = (
        (officers.c.person_id == person) & (officers.c.unit_id == post.unit) & (officers.c.role == post.role)
    )
    row = connection.execute(select(officers).where(same)).one_or_none()
    if row is None:
        values = {"person_id": person, "unit_id": post.unit, "role": post.role, "since": post.since}
        connection.execute(insert(officers).values(values))
    elif row.until is not None and post.since > row.until:
        # Taken up there anew; an end that the province itself put is not undone by an old post.
        reopened = update(officers).where(officers.c.id == row.id)
        connection.execute(reopened.values(since=post.since, until=None))


def end_posts(connection: Connection, node: Node, told: Iterable[Person], known: dict[int, int]) -> None:
    """At the province: what ended at the node ends here, after everything that was decided under it."""
    for one in told:
        for post in one.posts:
            if post.until is None:
                continue
            same = (officers.c.person_id == known[one.id]) & (officers.c.unit_id == post.unit)
            running = same & (officers.c.role == post.role) & officers.c.until.is_(None)
            ended = running & (officers.c.since <= post.since)
            connection.execute(update(officers).where(ended).values(until=post.until))


def ended(connection: Connection, node: Node) -> list[Ended]:
    """At the province: posts of the node's people that are not held any more, in its branch."""
    rows = connection.execute(
        select(officers.c.unit_id, officers.c.role, officers.c.until, twin_rows.c.theirs)
        .join(twin_rows, twin_rows.c.ours == officers.c.person_id)
        .join(units, units.c.id == officers.c.unit_id)
        .where(twin_rows.c.node == node.key, twin_rows.c.kind == "person", officers.c.until.is_not(None))
        .where(units.c.path.startswith(node.path))
        .order_by(officers.c.id)
    )
    return [Ended(person=row.theirs, unit=row.unit_id, role=row.role, until=row.until) for row in rows]


def end(connection: Connection, told: Iterable[Ended]) -> None:
    """At the node: what ended at the province ends here; a post that was taken up anew since is held."""
    for one in told:
        unit = twins.find(connection, "", "unit", [one.unit]).get(one.unit)
        same = (officers.c.person_id == one.person) & (officers.c.unit_id == unit)
        running = same & (officers.c.role == one.role) & officers.c.until.is_(None)
        ending = update(officers).where(running & (officers.c.since <= one.until))
        connection.execute(ending.values(until=one.until))


def stand_in(connection: Connection, theirs: int, name: str, now: datetime) -> int:
    """At the node: the row that stands for somebody of the province, who is only known by name."""
    known = twins.find(connection, "", "person", [theirs])
    if theirs in known:
        row = update(people).where(people.c.id == known[theirs], people.c.name != name).values(name=name)
        if name:
            connection.execute(row)
        return known[theirs]
    made = insert(people).values(name=name, created_at=now).returning(people.c.id)
    person: int = connection.execute(made).scalar_one()
    twins.keep(connection, "", "person", theirs, person)
    return person
