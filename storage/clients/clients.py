"""Programs that may ask and decide: written down, found by their token, shut out."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection, Row, Select, insert, or_, select, update

from handlers.units import Unit
from storage.clients import tokens
from storage.tables import clients, people, units

#: What a program may do: read initiatives and figures, decide, follow the feed, set targets, see phone
#: numbers, see internal notes.
Right = Literal["read", "decide", "feed", "targets", "contacts", "notes"]
RIGHTS: Final[tuple[Right, ...]] = get_args(Right)
#: Rights that are used in an officer's name.
IN_NAME: Final = frozenset({"decide", "targets"})
#: Requests a minute where nothing else was said.
USUAL: Final = 120
#: The last use is written down no more often than that.
NOTED: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A program. `path` is the branch of the tree that it sees; at a root it sees what belongs to no unit,
    too. `person_id` is the officer in whose name it decides."""

    id: int
    name: str
    unit: Unit
    path: str
    rights: frozenset[str]
    person_id: int | None
    officer: str
    per_minute: int
    made_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    @property
    def is_root(self) -> bool:
        return self.path == f"/{self.unit.id}/"

    def works(self, now: datetime) -> bool:
        """Whether its token opens anything at this moment."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def reaches(self, path: str | None) -> bool:
        """Whether it sees what stands at this place of the tree; None is what belongs to no unit."""
        return self.is_root if path is None else bool(self.path) and path.startswith(self.path)


def add(
    connection: Connection,
    *,
    name: str,
    unit_id: int,
    rights: Iterable[str],
    now: datetime,
    person_id: int | None = None,
    per_minute: int = USUAL,
    expires_at: datetime | None = None,
) -> str | None:
    """Write a program down; its token, which nobody is ever shown again. None when the name is taken."""
    if connection.scalar(select(clients.c.id).where(clients.c.name == name)) is not None:
        return None
    token = tokens.make()
    connection.execute(
        insert(clients).values(
            name=name,
            token_hash=tokens.hash_of(token),
            unit_id=unit_id,
            rights=sorted(set(rights)),
            person_id=person_id,
            per_minute=per_minute,
            made_at=now,
            expires_at=expires_at,
        )
    )
    return token


def by_token(connection: Connection, token: str, now: datetime) -> Client | None:
    """Whose token it is, if it works."""
    if not tokens.SHAPE.fullmatch(token):
        return None
    wanted = tokens.hash_of(token)
    row = connection.execute(_read().where(clients.c.token_hash == wanted)).one_or_none()
    if row is None or not hmac.compare_digest(row.token_hash, wanted):
        return None
    found = _client(row)
    return found if found.works(now) else None


def still_works(connection: Connection, client: Client, now: datetime) -> bool:
    """Whether nothing was taken away from it since it came in; asked in the transaction that writes."""
    row = connection.execute(_read().where(clients.c.id == client.id)).one_or_none()
    if row is None:
        return False
    fresh = _client(row)
    return fresh.works(now) and fresh.rights >= client.rights and fresh.person_id == client.person_id


def named(connection: Connection, name: str) -> Client | None:
    row = connection.execute(_read().where(clients.c.name == name)).one_or_none()
    return None if row is None else _client(row)


def known(connection: Connection) -> list[Client]:
    """All of them, those shut out too, by name."""
    return [_client(row) for row in connection.execute(_read().order_by(clients.c.name))]


def revoke(connection: Connection, client_id: int, now: datetime) -> None:
    """From the commit on its token opens nothing."""
    connection.execute(update(clients).where(clients.c.id == client_id).values(revoked_at=now))


def rotate(connection: Connection, client_id: int) -> str:
    """A new token in the place of the old one, which opens nothing any more; also for one shut out."""
    token = tokens.make()
    values = {"token_hash": tokens.hash_of(token), "revoked_at": None}
    connection.execute(update(clients).where(clients.c.id == client_id).values(values))
    return token


def amend(
    connection: Connection,
    client_id: int,
    *,
    rights: Iterable[str],
    person_id: int | None,
    per_minute: int,
    expires_at: datetime | None,
) -> None:
    connection.execute(
        update(clients)
        .where(clients.c.id == client_id)
        .values(rights=sorted(set(rights)), person_id=person_id, per_minute=per_minute, expires_at=expires_at)
    )


def note_use(connection: Connection, client_id: int, now: datetime) -> None:
    """Write down that it was here."""
    old = or_(clients.c.used_at.is_(None), clients.c.used_at < now)
    connection.execute(update(clients).where(clients.c.id == client_id, old).values(used_at=now))


def _read() -> Select[Any]:
    return (
        select(
            clients,
            units.c.code.label("unit_code"),
            units.c.name.label("unit_name"),
            units.c.path,
            people.c.name.label("officer"),
        )
        .join(units, units.c.id == clients.c.unit_id)
        .outerjoin(people, people.c.id == clients.c.person_id)
    )


def _client(row: Row[Any]) -> Client:
    return Client(
        id=row.id,
        name=row.name,
        unit=Unit(row.unit_id, row.unit_code, row.unit_name),
        path=row.path,
        rights=frozenset(row.rights),
        person_id=row.person_id,
        officer=row.officer or "",
        per_minute=row.per_minute,
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )
