"""Access that is renewed by using up a key: one renewal at a time, and each step of it kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import credentials as table
from storage.vault import Unreadable, Vault

#: `why` of an account whose SECRET_KEY was changed: the old one makes it work again.
UNREADABLE = "unreadable"
#: How `why` begins from an answer that was lost until one arrives.
LOST = "lost"
#: How many first keys are remembered.
REMEMBERED = 8


class State(StrEnum):
    """`ASKING`: a renewal is on its way. `UNSURE`: its answer was lost, so the key may be used up.
    `DEAD`: the key was refused, and only a person can get a new one."""

    READY = "ready"
    ASKING = "asking"
    UNSURE = "unsure"
    DEAD = "dead"


# `lease_until` is the next moment at which anything may change: while asking, when the holder counts as
# dead; at rest with a `why`, when the next try may begin; without one, when the access falls due.


@dataclass(frozen=True, slots=True)
class Account:
    """Whose access it is, and who of all processes asks."""

    name: str
    holder: str
    vault: Vault


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account's access stands, without anything secret; `expires_at` is that of the access in use."""

    state: State
    expires_at: datetime | None
    changed_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Pair:
    """What a renewal brought. `renew_at` is when the next one is due, well before `expires_at`."""

    access: SecretStr
    refresh: SecretStr
    expires_at: datetime
    renew_at: datetime


@dataclass(frozen=True, slots=True)
class Usable:
    """Access that is good until `until`; from `look_at` on it is worth asking for newer."""

    access: SecretStr
    until: datetime
    look_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """The renewal is the caller's, with this key; `again`: an earlier answer to the same key was lost."""

    refresh: SecretStr
    again: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another process is renewing, and has until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Resting:
    """The last renewal brought nothing; the next may be tried then."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no access until a person does something."""

    why: str


Found = Usable | Elsewhere | Resting | Gone


def plant(connection: Connection, account: Account, first: SecretStr, now: datetime) -> bool:
    """Begin with this key, unless the account began with it already; whether it began afresh.

    A key that the account began with earlier is ignored while the present one works: on another
    machine somebody forgot to change the settings, and theirs is used up.
    """
    mark = hashlib.sha256(first.get_secret_value().encode()).hexdigest()[:32]
    fresh = {
        "access": "",
        "refresh": account.vault.seal(first),
        "expires_at": None,
        "state": State.READY.value,
        "holder": "",
        "lease_until": None,
        "why": "",
        "changed_at": now,
    }
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(table).values(name=account.name, seed=mark, **fresh).on_conflict_do_nothing()
    if connection.execute(new.returning(table.c.name)).first() is not None:
        return True
    row = _locked(connection, account)
    present, *earlier = row.seed.split()
    if mark == present or (mark in earlier and row.state != State.DEAD):
        return False
    marks = [mark, present, *(one for one in earlier if one != mark)][:REMEMBERED]
    _write(connection, account, fresh | {"seed": " ".join(marks)})
    return True


def look(connection: Connection, account: Account, now: datetime) -> Usable | None:
    """The access kept, while it is good."""
    row = connection.execute(select(table).where(table.c.name == account.name)).one()
    try:
        return _usable(row, account.vault, now)
    except Unreadable:
        return None


def claim(
    connection: Connection,
    account: Account,
    now: datetime,
    lease: timedelta,
    *,
    refused: str = "",
    ahead: bool = False,
) -> Claimed | Found:
    """Take the renewal on, to be committed before the request leaves; or what there is instead.

    `refused` is access that the platform no longer takes. With `ahead` it is renewed while it is
    still good, if that is due.
    """
    row = _locked(connection, account)
    try:
        usable = _usable(row, account.vault, now)
        refresh = account.vault.open(row.refresh)
    except Unreadable:
        _write(connection, account, {"why": UNREADABLE})
        return Gone(UNREADABLE)
    if usable is not None and usable.access.get_secret_value() == refused:
        _write(connection, account, {"expires_at": now})
        usable = None
    waits = row.lease_until is not None and row.lease_until > now
    if usable is not None and (waits or not ahead or row.state == State.DEAD):
        return usable
    if row.state == State.DEAD:
        return Gone(row.why)
    why = "" if row.why == UNREADABLE else row.why
    if waits and row.state == State.ASKING:
        return Elsewhere(row.lease_until)
    if waits and why:
        return Resting(row.lease_until, why)
    again = row.state in (State.ASKING, State.UNSURE)  # its holder fell silent, or said so itself
    asking = {"state": State.ASKING.value, "holder": account.holder, "lease_until": now + lease}
    _write(connection, account, asking | {"why": LOST if again else "", "changed_at": now})
    return Claimed(refresh, again)


def grant(connection: Connection, account: Account, used: SecretStr, pair: Pair, now: datetime) -> bool:
    """Keep what the key `used` brought, to be committed before its first use.

    Also when the lease ran out meanwhile: whoever asks in our place has a key that is used up. False
    if the account goes on from another key by now.
    """
    row = _locked(connection, account)
    try:
        if account.vault.open(row.refresh) != used:
            return False
    except Unreadable:
        return False
    kept = {
        "access": account.vault.seal(pair.access),
        "refresh": account.vault.seal(pair.refresh),
        "expires_at": pair.expires_at,
        "lease_until": pair.renew_at,
    }
    _write(connection, account, kept | _at_rest(State.READY, "", now))
    return True


def postpone(
    connection: Connection, account: Account, why: str, until: datetime, now: datetime, *, lost: bool
) -> None:
    """The renewal brought nothing; `lost`: the platform may have answered all the same."""
    row = _locked(connection, account)
    if not _is_ours(row, account):
        return
    lost = lost or row.why.startswith(LOST)
    state = State.UNSURE if lost else State.READY
    told = f"{LOST}: {why}" if lost else why
    _write(connection, account, _at_rest(state, told, now) | {"lease_until": until})


def bury(connection: Connection, account: Account, why: str, now: datetime) -> str:
    """The key was refused for good; the whole reason, "" if it is no longer our renewal."""
    row = _locked(connection, account)
    if not _is_ours(row, account):
        return ""
    told = f"{LOST}, then {why}" if row.why.startswith(LOST) else why
    _write(connection, account, _at_rest(State.DEAD, told, now) | {"lease_until": None})
    return told


def standing(connection: Connection, name: str) -> Standing | None:
    """How it stands, for the operator; `None` for an account that never asked for access."""
    columns = table.c.state, table.c.expires_at, table.c.changed_at, table.c.why
    row = connection.execute(select(*columns).where(table.c.name == name)).one_or_none()
    return row and Standing(State(row.state), row.expires_at, row.changed_at, row.why)


def _usable(row: Row[Any], vault: Vault, now: datetime) -> Usable | None:
    if row.expires_at is None or row.expires_at <= now:
        return None
    look_at = row.expires_at if row.state == State.DEAD else row.lease_until
    return Usable(vault.open(row.access), row.expires_at, look_at)


def _is_ours(row: Row[Any], account: Account) -> bool:
    return bool(row.state == State.ASKING and row.holder == account.holder)


def _at_rest(state: State, why: str, now: datetime) -> dict[str, Any]:
    return {"state": state.value, "holder": "", "why": why, "changed_at": now}


def _locked(connection: Connection, account: Account) -> Row[Any]:
    """The row, which nobody else changes until our transaction ends (SQLite lets one write at a time)."""
    return connection.execute(select(table).where(table.c.name == account.name).with_for_update()).one()


def _write(connection: Connection, account: Account, values: dict[str, Any]) -> None:
    connection.execute(update(table).where(table.c.name == account.name).values(**values))
