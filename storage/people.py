"""People and their conversations: the first look that every event needs."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import ColumnElement, Connection, bindparam, case, exists, insert, or_, select

from handlers.form.drafts import Draft, Told
from handlers.officers.effects import Behalf
from handlers.person import Person, Post
from handlers.speaker import Home, Joining, Place, Reporting, Speaker
from handlers.units import Unit
from handlers.values import dataclass
from storage import codec
from storage.posts import held_posts
from storage.tables import conversations, delegations, drafts, initiatives, officers, people, units
from storage.traffic.outbox import lane_of

#: The window in which a burst of events is counted.
BURST = timedelta(seconds=10)

_LOOK = (
    select(
        conversations.c.key,
        conversations.c.place,
        conversations.c.offered,
        conversations.c.burst,
        conversations.c.burst_at,
        conversations.c.reachable,
        conversations.c.interacted_at,
        conversations.c.held,
        people.c.id.label("person_id"),
        people.c.language,
        people.c.name,
        people.c.phone,
        people.c.unit_words,
        people.c.handling,
        people.c.campaigns,
        people.c.public,
        people.c.conversation,
        people.c.chosen,
        or_(
            exists().where(officers.c.person_id == people.c.id, officers.c.until.is_(None)),
            exists().where(
                delegations.c.person_id == people.c.id, delegations.c.ends > bindparam("earliest")
            ),
        ).label("posted"),
        units.c.id.label("unit_id"),
        units.c.code.label("unit_code"),
        units.c.name.label("unit_name"),
        drafts.c.id.label("draft_id"),
        drafts.c.form,
        drafts.c.version,
        drafts.c.initiative_id,
        drafts.c.step,
        drafts.c.answers,
        drafts.c.state,
        drafts.c.revision,
        drafts.c.begun_at,
    )
    .select_from(
        conversations.join(people, people.c.id == conversations.c.person_id)
        .outerjoin(units, units.c.id == people.c.unit_id)
        .outerjoin(drafts, (drafts.c.person_id == people.c.id) & drafts.c.active)
    )
    .where(conversations.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(people.c.id)
    .with_for_update(of=people)
)


@dataclass(frozen=True, slots=True)
class Look:
    """A speaker with what only storage needs to know of the conversation.

    `told_in` is where the person hears what others did, which a `chosen` one does not leave;
    `held` says that messages wait until this person does something.
    """

    speaker: Speaker
    burst_at: datetime
    told_in: str | None
    reachable: bool
    interacted_at: datetime | None = None
    held: bool = False
    chosen: bool = False


def meet(connection: Connection, newcomers: Sequence[tuple[str, datetime]]) -> None:
    """Make a person for each conversation nobody has spoken in before."""
    for key, at in newcomers:
        person = connection.execute(
            insert(people).values(created_at=at, conversation=key).returning(people.c.id)
        ).scalar_one()
        lane = lane_of(key)
        connection.execute(
            insert(conversations).values(key=key, lane=lane, person_id=person, last_at=at, burst_at=at)
        )


def look(connection: Connection, heard: Sequence[tuple[str, datetime]]) -> dict[str, Look]:
    """Who speaks in each of these conversations, newcomers included, locked for this transaction."""
    keys = [key for key, _ in heard]
    moments = dict(heard)
    if not heard:
        return {}
    asked = {"keys": keys, "earliest": min(moments.values())}
    rows = connection.execute(_LOOK, asked).all()
    while missing := moments.keys() - {row.key for row in rows}:
        # A person who was joined to another while this waited for their row is no newcomer; the other
        # may be joined to a third meanwhile, so this looks until nobody is missing.
        known = select(conversations.c.key).where(conversations.c.key.in_(missing))
        moved = set(connection.scalars(known))
        meet(connection, [(key, moments[key]) for key in moments if key in missing - moved])
        rows = connection.execute(_LOOK, asked).all()
    posts = held_posts.posts_of(connection, {row.person_id: moments[row.key] for row in rows if row.posted})
    return {row.key: _look(row, posts.get(row.person_id, ()), moments[row.key]) for row in rows}


def person_of(row: Any, posts: tuple[Post, ...]) -> Person:
    """The person in a row that has `person_id` and the unit's `unit_code` and `unit_name` beside the
    person's own columns."""
    return Person(
        id=row.person_id,
        language=row.language,
        name=row.name,
        phone=row.phone,
        unit=Unit(row.unit_id, row.unit_code, row.unit_name) if row.unit_id is not None else None,
        unit_words=row.unit_words,
        handling=row.handling,
        campaigns=row.campaigns,
        public=row.public,
        posts=posts,
    )


def _look(row: Any, posts: tuple[Post, ...], at: datetime) -> Look:
    fresh = at - row.burst_at > BURST
    draft = _draft(row) if row.draft_id is not None else None
    speaker = Speaker(
        conversation=row.key,
        person=person_of(row, posts),
        place=_standing(codec.read_place(row.place), draft),
        offered=codec.read_offers(row.offered),
        draft=draft,
        burst=1 if fresh else row.burst + 1,
    )
    return Look(
        speaker,
        at if fresh else row.burst_at,
        row.conversation,
        row.reachable,
        row.interacted_at,
        row.held,
        row.chosen,
    )


def _standing(place: Place, draft: Draft | None) -> Place:
    """Where the conversation stands: at home once its form was finished in another one."""
    gone = isinstance(place, Joining) and (draft is None or draft.form != "join")
    gone = gone or (isinstance(place, Reporting) and (draft is None or draft.form != "report"))
    return Home() if gone else place


def _draft(row: Any) -> Draft:
    state = from_json(row.state)
    pending, told, behalf = state.get("pending"), state.get("told"), state.get("behalf")
    return Draft(
        form=row.form,
        version=row.version,
        id=row.draft_id,
        initiative_id=row.initiative_id,
        answers=row.answers,
        step=row.step,
        visited=tuple(state.get("visited", ())),
        revision=row.revision,
        partial=state.get("partial", ""),
        editing=state.get("editing", False),
        pending=(pending[0], pending[1]) if pending else None,
        last_tap=state.get("last_tap", ""),
        where=state.get("where", ""),
        told=Told(**told) if told else None,
        behalf=_behalf(behalf) if behalf else None,
        begun_at=row.begun_at,
    )


def _behalf(kept: dict[str, Any]) -> Behalf:
    unit = kept.pop("unit", None)
    return Behalf(**kept, unit=Unit(**unit) if unit else None)


def draft_fields(draft: Draft) -> dict[str, Any]:
    """A draft as the row that `look` reads back."""
    state = {
        "visited": draft.visited,
        "partial": draft.partial,
        "editing": draft.editing,
        "pending": draft.pending,
        "last_tap": draft.last_tap,
        "where": draft.where,
        "told": draft.told,
        "behalf": draft.behalf,
    }
    return {
        "form": draft.form,
        "version": draft.version,
        "initiative_id": draft.initiative_id,
        "step": draft.step,
        "answers": draft.answers,
        "state": to_json({key: value for key, value in state.items() if value}).decode(),
        "revision": draft.revision,
    }


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a person can be told something; `for_name` is the worker in whose place whoever wrote for
    them hears it, "" for the person themselves."""

    conversation: str
    lane: str
    language: str
    for_name: str = ""


_other = conversations.alias("other")
_next_best = (
    select(_other.c.key)
    .where(_other.c.person_id == people.c.id, _other.c.reachable)
    .order_by(_other.c.last_at.desc(), _other.c.key)
    .limit(1)
    .scalar_subquery()
)
#: Where a person is told things, joined on `people.conversation`: there, or where they can still be
#: reached; null for nowhere. Looked for only when it is needed: most people have one conversation.
TOLD_IN: ColumnElement[str] = case((conversations.c.reachable, conversations.c.key), else_=_next_best)


_REACHED = select(people.c.id, people.c.language, people.c.conversation, TOLD_IN.label("told_in")).outerjoin(
    conversations, conversations.c.key == people.c.conversation
)


def reach(connection: Connection, person_ids: Iterable[int]) -> dict[int, Reach | None]:
    """Where each person hears of things, `None` for those who cannot be reached; nobody is left out
    but who does not exist. A worker who never wrote to us hears through whoever wrote for them."""
    rows = connection.execute(_REACHED.where(people.c.id.in_(list(person_ids)))).all()
    silent = [row.id for row in rows if row.told_in is None and row.conversation is None]
    return {row.id: _reach(row) for row in rows} | (_through(connection, silent) if silent else {})


def _reach(row: Any, for_name: str = "") -> Reach | None:
    return Reach(row.told_in, lane_of(row.told_in), row.language, for_name) if row.told_in else None


def hearers(connection: Connection, author_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """For authors without any conversation: who wrote for them last, and the author's name."""
    rows = connection.execute(
        select(initiatives.c.author_id, initiatives.c.entered_by, people.c.name)
        .join(people, people.c.id == initiatives.c.author_id)
        .where(initiatives.c.author_id.in_(list(author_ids)), initiatives.c.entered_by.is_not(None))
        .where(people.c.conversation.is_(None))
        .order_by(initiatives.c.id)
    )
    return {row.author_id: (row.entered_by, row.name or "") for row in rows}


def _through(connection: Connection, author_ids: Iterable[int]) -> dict[int, Reach | None]:
    heard = hearers(connection, author_ids)
    writers = {writer for writer, _ in heard.values()}
    found = {row.id: row for row in connection.execute(_REACHED.where(people.c.id.in_(writers)))}
    return {author: _reach(found[writer], name) for author, (writer, name) in heard.items()}
