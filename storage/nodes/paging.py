"""What the province gives a node next: the feed of its branch from the node's place on, a page at a time."""

import json
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, or_, select

from storage import people as reached
from storage.feed import feed
from storage.nodes import frames, people, snapshots
from storage.nodes.known import Node
from storage.nodes.parcels import Ask, ClashBack, Frame, Page
from storage.tables import changes, clashes, initiatives, officers, twins, units

#: How many entries of the feed, and how many initiatives, one page goes through.
ENTRIES, MOST = 400, 25


def page(connection: Connection, node: Node, ask: Ask, most: int = MOST) -> Page:
    """Everything in it is as of one moment; the node asks for the next page from where this one ends."""
    framed = frames.read(connection, node)
    hashed = hash_of(framed)
    if ask.walked is not None or _is_forgotten(connection, ask.after):
        ids, after, walked = _walk(connection, node, ask, most)
        more = walked is not None
    else:
        ids, after, more = _follow(connection, node, ask.after, most)
        walked = None
    newest = _clashes(connection, node, ask.clash, most)
    clashed = initiatives.c.id.in_([row.initiative_id for row in newest])
    # Whatever a node says about what is not its own, it is shown nothing of that.
    ids += connection.scalars(select(initiatives.c.id).where(clashed, mine(node)))
    ids = list(dict.fromkeys(ids))
    names = snapshots.Names(connection, node)
    shown = snapshots.read(connection, node, ids, names)
    own = names.own() | _posted(connection, node)
    heard = reached.reach(connection, own) if own else {}
    return Page(
        ask=ask,
        after=after,
        walked=walked,
        clash=newest[-1].id if newest else ask.clash,
        frame_hash=hashed,
        more=more or len(newest) == most,
        frame=framed if hashed != ask.frame else None,
        snapshots=shown,
        clashes=[
            ClashBack(
                id=row.id,
                number=row.number,
                step=row.theirs,
                why=row.why,
                wanted=row.wanted,
                at=row.at,
            )
            for row in newest
        ],
        told=sorted(own[one] for one, reach in heard.items() if reach is not None),
        ended=people.ended(connection, node),
    )


def hash_of(frame: Frame) -> str:
    return sha256(json.dumps(frame.tables, sort_keys=True).encode()).hexdigest()


def mine(node: Node) -> ColumnElement[bool]:
    """What is of its branch today, and what it numbered itself, wherever that went."""
    below = select(units.c.id).where(units.c.path.startswith(node.path))
    last = node.numbers[-1]
    return or_(initiatives.c.unit_id.in_(below), initiatives.c.number.between(node.first_number, last))


def _posted(connection: Connection, node: Node) -> dict[int, int]:
    """The node's ids of its officers, by ours: they hear of what comes to them, and nothing names them."""
    holding = select(officers.c.person_id).where(officers.c.until.is_(None))
    mine = (twins.c.node == node.key) & (twins.c.kind == "person") & twins.c.ours.in_(holding)
    query = select(twins.c.ours, twins.c.theirs).where(mine)
    rows = connection.execute(query.order_by(twins.c.theirs.desc()))
    return {row.ours: row.theirs for row in rows}


def _is_forgotten(connection: Connection, after: int) -> bool:
    """Whether what comes next in the feed is not kept any more."""
    first = connection.scalar(
        select(changes.c.position)
        .where(changes.c.position.is_not(None))
        .order_by(changes.c.position)
        .limit(1)
    )
    return (first is not None and after < first - 1) or after > feed.newest(connection)


def _walk(connection: Connection, node: Node, ask: Ask, most: int) -> tuple[list[int], int, int | None]:
    """Through everything by id. Its place in the feed is taken before the first page, so that what changes
    during the walk comes once more afterwards."""
    walked = ask.walked or 0
    after = ask.after if walked else feed.newest(connection)
    query = select(initiatives.c.id).where(mine(node), initiatives.c.id > walked)
    ids = list(connection.scalars(query.order_by(initiatives.c.id).limit(most)))
    return ids, after, (ids[-1] if len(ids) == most else None)


def _follow(connection: Connection, node: Node, after: int, most: int) -> tuple[list[int], int, bool]:
    """The initiatives that changed, in the order in which each changed first."""
    entries = feed.read(connection, after, ENTRIES, kinds=_KINDS)
    ids: dict[int, None] = {}
    place = after
    for entry in entries:
        fresh = [one for one in _named(connection, node, entry) if one not in ids]
        if fresh and len(ids) + len(fresh) > most and ids:
            return list(ids), place, True
        ids |= dict.fromkeys(fresh)
        place = entry.position
    if len(entries) < ENTRIES:
        return list(ids), max(place, feed.newest(connection)), False
    return list(ids), place, True


_KINDS: Final = ("initiative", "decision", "remark", "recognition")


def _named(connection: Connection, node: Node, entry: feed.Change) -> list[int]:
    which = initiatives.c.id == entry.initiative_id
    if entry.kind == "recognition":
        which = initiatives.c.recognition_id == entry.ref_id
    return list(
        connection.scalars(select(initiatives.c.id).where(which, mine(node)).order_by(initiatives.c.id))
    )


def _clashes(connection: Connection, node: Node, after: int, most: int) -> list[Any]:
    query = (
        select(clashes, initiatives.c.number)
        .join(initiatives, initiatives.c.id == clashes.c.initiative_id)
        .where(clashes.c.node == node.key, clashes.c.id > after)
        .order_by(clashes.c.id)
        .limit(most)
    )
    return list(connection.execute(query).all())
