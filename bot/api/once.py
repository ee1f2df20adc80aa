"""Does what a program asks for once, however often the request comes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection
from starlette.responses import Response

from bot.api.problems import Problem
from storage.clients import answers, clients
from storage.clients.clients import Client

#: Tells a program that nothing was done this time.
REPLAYED: Final = "Idempotency-Replayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done, as it is answered now and at every repeat."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False

    def answer(self) -> Response:
        headers = {"Cache-Control": "no-store", **self.headers}
        if self.replayed:
            headers[REPLAYED] = "true"
        return Response(self.body, self.status, headers, media_type="application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request: `key` is its own, None where it has none; `parts` are all that it says."""

    client: Client
    key: str | None
    parts: tuple[str, ...]
    at: datetime

    @property
    def digest(self) -> str:
        return sha256("\n".join(f"{len(part)}:{part}" for part in self.parts).encode()).hexdigest()


def once(connection: Connection, ask: Ask, work: Callable[[Connection], Done | Problem]) -> Done | Problem:
    """The answer, kept in the transaction of the work itself: either both are there after a crash or none is.

    A refusal changes nothing and is not kept: the same request may find things otherwise the next time.
    """
    if not clients.still_works(connection, ask.client, ask.at):
        return Problem(kind="unauthorized", headers={"WWW-Authenticate": 'Bearer realm="api"'})
    if ask.key is None:
        return work(connection)
    begun = connection.begin_nested()
    try:
        known = answers.claim(connection, ask.client.id, ask.key, ask.digest, ask.at)
        outcome = _again(known, ask) if known is not None else work(connection)
    except BaseException:
        begun.rollback()
        raise
    if known is not None or isinstance(outcome, Problem):
        begun.rollback()
        return outcome
    answers.keep(connection, ask.client.id, ask.key, outcome.status, outcome.headers, outcome.body)
    begun.commit()
    return outcome


def _again(known: answers.Answer, ask: Ask) -> Done | Problem:
    if known.request_hash != ask.digest:
        return Problem(kind="key_reused")
    return Done(status=known.status, body=known.body, headers=known.headers, replayed=True)
