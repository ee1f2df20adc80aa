"""The province's end of the line: ``/sync/v1/…``, for nodes with a token."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import Connection, Engine, select
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from bot.nodes import bodies, versions
from bot.nodes.bodies import Broken
from messages.catalog import DEFAULT, say
from storage.database.writer import Writer
from storage.feed import feed
from storage.library.files import FileStore
from storage.nodes import granting, known, paging, taking
from storage.nodes.acting import Tools
from storage.nodes.known import Node
from storage.nodes.parcels import PROTOCOL, Ask, Batch, Roster, Wanted, Welcome
from storage.nodes.pieces import PIECE, Pieces
from storage.tables import units

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
_LOCAL: Final = ("127.0.0.1", "::1", "localhost")
#: How many files one answer asks for.
_FILES: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the line needs of the house. `queued` is called when notices wait to be sent."""

    engine: Engine
    writer: Writer
    store: FileStore
    pieces: Pieces
    tools: Tools
    now: Callable[[], datetime]
    queued: Callable[[], None]
    program: str = versions.PROGRAM
    _adding: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, work: Callable[[Connection], T]) -> T:
        def reading() -> T:
            with self.engine.connect().execution_options(reading=True) as connection:
                return work(connection)

        return await asyncio.to_thread(reading)

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self.writer.submit(work))

    async def add(self, hash_: str, offset: int, data: bytes, size: int) -> int | None:
        async with self._adding:  # two pieces of one file at once would both be written
            return await asyncio.to_thread(self.pieces.add, hash_, offset, data, size)


class _Refused(Exception):
    def __init__(self, status: int, why: str, **values: object) -> None:
        super().__init__(why)
        self.status, self.why, self.values = status, why, values


def build(house: House) -> APIRouter:
    router = APIRouter(prefix="/sync/v1", include_in_schema=False)

    def serve(path: str, method: str, work: Callable[[Request, Node], Awaitable[Response]]) -> None:
        async def served(request: Request) -> Response:
            return await _guarded(house, request, work)

        router.add_api_route(path, served, methods=[method])

    async def join(request: Request, node: Node) -> Response:
        return _answer(await house.read(lambda c: _welcome(c, node, house.now())))

    async def up(request: Request, node: Node) -> Response:
        batch = await _body(request, Batch)
        taken = await house.write(lambda c: taking.take(c, node.id, batch, house.tools, house.now()))
        house.queued()
        return _answer(taken)

    async def people(request: Request, node: Node) -> Response:
        roster = await _body(request, Roster)
        return _answer(await house.write(lambda c: taking.take_roster(c, node.id, roster, house.now())))

    async def down(request: Request, node: Node) -> Response:
        ask = await _body(request, Ask)
        now = house.now()

        def note(connection: Connection) -> None:
            feed.number(connection, now)
            known.seen(connection, node.id, now)

        await house.write(note)
        return _answer(await house.read(lambda c: paging.page(c, node, ask)))

    async def wanted(request: Request, node: Node) -> Response:
        return _answer(Wanted(keys=await house.read(lambda c: taking.wanted_files(c, node, _FILES))))

    for path, work in (("/join", join), ("/up", up), ("/people", people), ("/down", down)):
        serve(path, "POST", work)
    serve("/wanted", "POST", wanted)
    serve("/files/{hash_}", "PUT", lambda request, node: _put(house, request, node))
    serve("/files/{hash_}", "GET", lambda request, node: _get(house, request, node))
    return router


async def _guarded(
    house: House, request: Request, work: Callable[[Request, Node], Awaitable[Response]]
) -> Response:
    try:
        node = await _admit(house, request)
        answer = await work(request, node)
    except _Refused as refused:
        text = say(DEFAULT, f"node.refused.{refused.why}", **refused.values)
        answer = JSONResponse({"why": refused.why, "text": text}, refused.status)
    except (Broken, ClientDisconnect):
        # Where the line was cut within the question nobody reads this; nothing was done.
        text = say(DEFAULT, "node.refused.broken")
        answer = JSONResponse({"why": "broken", "text": text}, 400)
    except taking.Unknown:
        text = say(DEFAULT, "node.refused.token")
        answer = JSONResponse({"why": "token", "text": text}, 401)
    answer.headers[bodies.HASH] = bodies.hash_of(bytes(answer.body))
    # An answer to something else, which a bad line may bring, is known by this.
    answer.headers[bodies.NONCE] = request.headers.get(bodies.NONCE, "")
    answer.headers[bodies.TIME] = house.now().isoformat()
    answer.headers[bodies.VERSION] = house.program
    return answer


async def _admit(house: House, request: Request) -> Node:
    where = request.client.host if request.client else ""
    if request.url.scheme != "https" and where not in _LOCAL:
        raise _Refused(403, "insecure")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    node = None
    if scheme.lower() == "bearer" and token:
        node = await house.read(lambda c: known.find(c, token))
    if node is None:
        raise _Refused(401, "token")
    theirs = request.headers.get(bodies.VERSION, "")
    if not versions.fits(theirs, house.program):
        raise _Refused(426, "version", theirs=theirs or "?", ours=house.program)
    return node


async def _bytes(request: Request, most: int) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise _Refused(413, "too_large")
    return bodies.check(bytes(body), request.headers.get(bodies.HASH, ""))


async def _body(request: Request, model: type[M]) -> M:
    body = await _bytes(request, bodies.MOST)
    parcel = bodies.unpack(body, request.headers.get(bodies.HASH, ""), model)
    if getattr(parcel, "protocol", PROTOCOL) != PROTOCOL:
        raise _Refused(426, "version", theirs=getattr(parcel, "protocol", "?"), ours=PROTOCOL)
    return parcel


def _answer(parcel: BaseModel) -> Response:
    return Response(bodies.pack(parcel), media_type="application/octet-stream")


def _welcome(connection: Connection, node: Node, now: datetime) -> Welcome:
    root = select(units.c.name).where(units.c.parent_id.is_(None)).order_by(units.c.id).limit(1)
    return Welcome(
        key=node.key,
        name=node.name,
        unit=node.unit_id,
        first_number=node.first_number,
        province=connection.scalar(root) or "",
        at=now,
    )


async def _put(house: House, request: Request, node: Node) -> Response:
    """A piece of a file that is waited for; the answer says where the next one begins."""
    asked, hash_ = request.query_params, str(request.path_params["hash_"])
    file = await house.read(lambda c: granting.awaited(c, node, asked.get("key", "")))
    try:
        offset, size = int(request.headers[bodies.OFFSET]), int(request.headers[bodies.SIZE])
    except (KeyError, ValueError):
        raise Broken from None
    if file is None or not granting.is_hash(hash_) or not 0 < size <= granting.LARGEST or offset < 0:
        raise _Refused(404, "file")
    data = await _bytes(request, PIECE)
    following = await house.add(hash_, offset, data, size)
    if following is None:
        key, media = file, asked.get("media", "")[:200]
        await house.write(lambda c: taking.file_came(c, node, key, hash_, media, size))
    return JSONResponse({"offset": size if following is None else following, "kept": following is None})


async def _get(house: House, request: Request, node: Node) -> Response:
    """A piece of a file of an initiative that the node may see."""
    asked, hash_ = request.query_params, str(request.path_params["hash_"])
    try:
        offset, number = int(asked["offset"]), int(asked["number"])
    except (KeyError, ValueError):
        raise Broken from None
    may = granting.is_hash(hash_) and await house.read(lambda c: granting.shows(c, node, number, hash_))
    if not may or not house.store.has(hash_) or offset < 0:
        raise _Refused(404, "file")
    data = await asyncio.to_thread(house.store.read, hash_)
    answer = Response(data[offset : offset + PIECE], media_type="application/octet-stream")
    answer.headers[bodies.SIZE] = str(len(data))
    return answer
