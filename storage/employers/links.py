"""Askings of employers as they are kept, and what was done with their links."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select

from handlers.employer.requests import Answer, Request, hash_of
from storage.tables import people, requests, visits

Done = Literal["opened", "answered", "uploaded", "refused"]

READ = select(requests, people.c.name.label("made_by_name")).join(people, people.c.id == requests.c.made_by)


def find(connection: Connection, token: str, *, lock: bool = False) -> Request | None:
    """The asking a link belongs to, whether it still counts or not."""
    query = READ.where(requests.c.token_hash == hash_of(token))
    if lock:
        query = query.with_for_update(of=requests)
    row = connection.execute(query).first()
    return request_of(row) if row is not None else None


def note(connection: Connection, request_id: int, what: Done, at: datetime, words: str = "") -> None:
    """Write down what was done with a link."""
    connection.execute(insert(visits).values(request_id=request_id, at=at, what=what, words=words))


def count(connection: Connection, request_id: int, what: Done) -> int:
    query = select(func.count()).where(visits.c.request_id == request_id, visits.c.what == what)
    return connection.scalar(query) or 0


def request_of(row: Row[Any]) -> Request:
    return Request(
        id=row.id,
        initiative_id=row.initiative_id,
        code=row.code,
        language=row.language,
        made_by=row.made_by,
        made_by_name=row.made_by_name or "",
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        answer=Answer(row.answer),
        answered_at=row.answered_at,
        name=row.name,
        title=row.title,
        words=row.words,
        file_key=row.file_key,
    )
