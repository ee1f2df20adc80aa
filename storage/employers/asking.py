"""What an officer's turn to an employer needs to know."""

import secrets
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.employer import recording, refusing
from handlers.employer.facts import AskFacts, RecordFacts
from handlers.employer.numbers import MOST
from handlers.employer.requests import CODE_LENGTH, CODE_LETTERS, Request
from handlers.employer.settling import lacks_paper
from handlers.officers import review
from handlers.speaker import Asked, Recording
from storage.employers import items, links
from storage.posts import officers
from storage.tables import requests


def no_door() -> str:
    return ""


def load_asking(
    connection: Connection,
    asked: Sequence[Asked],
    *,
    door: Callable[[], str] = no_door,
    zone: ZoneInfo = officers.VIETNAM,
) -> list[AskFacts]:
    """For asking an employer: the initiative, its last asking, and fresh secrets for a new one."""
    paths = _paths(connection, asked)
    facts = []
    for one in asked:
        number, _ = review.split(review.argument_of(one.event))
        wanted = (number,) if number is not None else ()
        found = items.named(connection, wanted, one.speaker.person, paths)
        named = found[0] if found else None
        union, language = items.employer_of(connection, named.employer_id if named else None)
        facts.append(
            AskFacts(
                speaker=one.speaker,
                number=number,
                named=named,
                language=language,
                union=union,
                request=_latest(connection, named.item.id) if named else None,
                token=secrets.token_urlsafe(24),
                code=_fresh_code(connection),
                door=door(),
                zone=zone,
            )
        )
    return facts


def load_recording(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[RecordFacts]:
    """For a decision on paper: what was named, and what else waits for the same employer."""
    paths = _paths(connection, asked)
    facts = []
    for one in asked:
        numbers = recording.numbers_in(one.event, one.speaker)
        person, place = one.speaker.person, one.speaker.place
        named = items.named(connection, numbers, person, paths)
        # What was asked about first stays in sight when other numbers are typed.
        alone = isinstance(place, Recording) and not place.several
        employer = named[0].employer_id if named and alone else None
        others = items.waiting(connection, employer, numbers, MOST) if employer is not None else []
        waiting = items.named(connection, others, person, paths)
        fit = tuple(one for one in waiting if one.levels or lacks_paper(one.item))
        facts.append(RecordFacts(speaker=one.speaker, numbers=numbers, named=named, waiting=fit, zone=zone))
    return facts


def load_refusing(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[RecordFacts]:
    """For a refusal on paper: the one initiative it is about."""
    paths = _paths(connection, asked)
    facts = []
    for one in asked:
        numbers = refusing.refused_number(one.event, one.speaker)
        named = items.named(connection, numbers, one.speaker.person, paths)
        facts.append(RecordFacts(speaker=one.speaker, numbers=numbers, named=named, zone=zone))
    return facts


def _paths(connection: Connection, asked: Sequence[Asked]) -> dict[int, str]:
    return officers.paths_of(connection, {post.unit_id for one in asked for post in one.speaker.person.posts})


def _latest(connection: Connection, initiative_id: int) -> Request | None:
    query = links.READ.where(requests.c.initiative_id == initiative_id)
    row = connection.execute(query.order_by(requests.c.id.desc()).limit(1)).first()
    return links.request_of(row) if row is not None else None


def _fresh_code(connection: Connection) -> str:
    """A code that no other papers carry."""
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if connection.scalar(select(requests.c.id).where(requests.c.code == code)) is None:
            return code
