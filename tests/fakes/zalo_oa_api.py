"""A strict Official Account API on localhost: whatever Zalo would refuse fails the test that sent it."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Literal, Self

import aiohttp
from aiohttp import web

from tests.fakes import zalo_oa_wire as wire
from tests.fakes.zalo_oa_control import add_control
from tests.fakes.zalo_oa_directory import Directory
from tests.fakes.zalo_oa_endpoints import Endpoints
from tests.fakes.zalo_oa_hooks import Hooks, Push
from tests.fakes.zalo_oa_people import Event, Person
from tests.fakes.zalo_oa_spec import (
    ROUTES,
    VIETNAM,
    Call,
    Fault,
    Foul,
    Refused,
    TemplateSpec,
    is_meant,
)
from tests.fakes.zalo_oa_templates import Templates
from tests.fakes.zalo_oa_tokens import FIRST, Tokens
from tests.fakes.zalo_oa_uploads import Uploads


class ZaloOaApi:
    """Use as ``async with ZaloOaApi() as api`` and give the adapter `api.url` (for all three hosts),
    `api.app_id`, `api.app_secret`, `api.oa_secret` (it signs the webhook) and `api.refresh_token`.

    `api.person(id, name)` is the other side. `api.fails(path, fault)` breaks the next calls (faults
    are made in `zalo_oa_spec`). `api.calls` records everything that was sent, `api.violations` what
    no circumstances would make right; leaving the block fails if there are any (a test that provokes
    one clears the list). `api.pushes` are the answers of the webhook. What is not certain about the
    real service is a switch among the attributes; those for one refusal each say the code.
    The clock runs until `api.now` is set, then it stands still but for `api.advance`.
    """

    def __init__(self, now: datetime | None = None) -> None:
        self.app_id, self.oa_id = "1111122223333444455", "9000000000000000009"
        self.app_secret = "fake-app-secret-that-must-never-be-printed"
        self.oa_secret = "fake-oa-secret-that-must-never-be-printed"
        self.refresh_token = FIRST
        self._frozen, self._shift, self._last_stamp = now, timedelta(), 0
        self._switch_on()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.pushes: list[Push] = []
        self.events: list[Event] = []
        self.people: dict[str, Person] = {}
        self.tokens, self.uploads, self.hooks = Tokens(self), Uploads(self), Hooks(self)
        self.book, self.directory, self.endpoints = Templates(self), Directory(self), Endpoints(self)
        self._faults: list[tuple[str, Fault]] = []
        self._media: dict[str, bytes] = {}
        self._ids: dict[str, int] = defaultdict(int)
        self._minute: deque[datetime] = deque()
        self._changes: set[asyncio.Future[None]] = set()
        self._stack = AsyncExitStack()

    def _switch_on(self) -> None:
        # What is unsure about the real service.
        self.buttons: Literal["accepted", "refused_201", "refused_233"] = "accepted"
        self.button_title_limit = 35
        self.quota_in_answers, self.echo, self.receipts = True, False, False
        self.old_access_dies, self.wants_proof = False, False
        self.expired_code: Literal[-216, -220] = -220
        self.window_code: Literal[-230, -232] = -230
        self.content_type = "application/json"
        # The webhook. `holding` keeps events back until one of the `push_*` lets them go.
        self.webhook_url = ""
        self.timestamp_header, self.holding = False, False
        self.sign_with: Literal["app_id", "oa_id"] = "app_id"
        self.sign_secret: Literal["oa", "app"] = "oa"
        self.push_timeout = 2.0
        self.retry_seconds: Sequence[float] = (0.05,) * 5
        # The books: requests per minute (-32), templates (-109 and on), dong (-115), templates per
        # day (-144), ids or phones that shut the account out (-244, by phone -114), phones of
        # administrators (others: -127), articles that may be broadcast.
        self.rate_limit = 4_000
        self.templates: dict[str, TemplateSpec] = {}
        self.balance, self.daily_quota = 1_000_000, 500
        self.blocked: set[str] = set()
        self.admins: set[str] = set()
        self.articles: set[str] = set()
        self.is_verified, self.package_name, self.linked_zca = True, "Doanh nghiệp", True

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_get("/v4/oa/permission", self._permit)
        app.router.add_get("/cdn/{number}/{name}", self._download)
        add_control(app, self)
        app.router.add_route("*", "/{path:.*}", self._serve)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = "http://{}:{}".format(*runner.addresses[0][:2])
        self.client = await self._stack.enter_async_context(aiohttp.ClientSession())
        self.hooks.start(await self._stack.enter_async_context(asyncio.TaskGroup()), self.client)
        self._stack.callback(self.hooks.stop)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()
        if error[0] is None:
            assert not self.violations, f"the Official Account API would have refused: {self.violations}"

    # -- the clock ---------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return (self._frozen or datetime.now(UTC)) + self._shift

    @now.setter
    def now(self, now: datetime) -> None:
        self._frozen, self._shift = now, timedelta()
        if not self.calls:
            self.tokens.begin()

    def advance(self, by: timedelta) -> None:
        self._shift += by

    def stamp(self) -> str:
        """The time of an event in milliseconds, later than that of any event before."""
        self._last_stamp = max(self._last_stamp + 1, int(self.now.timestamp() * 1000))
        return str(self._last_stamp)

    def sent_time(self) -> str:
        return str(int(self.now.timestamp() * 1000))

    def is_night(self) -> bool:
        """From 22:00 to 06:00 in Vietnam."""
        return not 6 <= self.now.astimezone(VIETNAM).hour < 22

    # -- for tests ---------------------------------------------------------------------------

    def person(self, id: str, name: str = "", phone: str = "") -> Person:
        """The person with this id, the same one at every call; `phone` is 84 and the number."""
        return self.people.setdefault(id, Person(self, id, name, phone))

    def fails(self, path: str, fault: Fault, times: int = 1) -> None:
        """The next `times` calls of this endpoint go wrong: its whole path, its end, or ``*``."""
        self._faults += [(path, fault)] * times

    def calls_of(self, *paths: str) -> list[Call]:
        """By whole paths or their ends; see `is_meant`."""
        return [call for call in self.calls if any(is_meant(call.path, path) for path in paths)]

    @property
    def access_token_valid(self) -> str:
        """The newest access token (perhaps expired by now)."""
        return self.tokens.access

    @property
    def newest_refresh_token(self) -> str:
        return self.tokens.refresh

    def push(self, event: Event) -> Event:
        """Sends any event to the webhook."""
        return self.hooks.push(event)

    def push_again(self, event: Event, num_retry: int = 0) -> None:
        self.hooks.push_again(event, num_retry)

    def push_out_of_order(self, *events: Event) -> None:
        self.hooks.push_out_of_order(*events)

    def push_at_once(self, *events: Event) -> None:
        self.hooks.push_at_once(*events)

    def push_raw(self, body: bytes, headers: dict[str, str]) -> "asyncio.Task[int]":
        return self.hooks.push_raw(body, headers)

    def sealed(self, event: Event) -> tuple[bytes, dict[str, str]]:
        """The bytes and headers of an event as Zalo would send them, for tests that tamper."""
        delivery = self.hooks.sealed(event)
        return delivery.body, delivery.headers

    async def probe(self) -> int:
        """What the console does when the address is saved: an unsigned ``{}``. The status."""
        return await self.push_raw(b"{}", {})

    async def settled(self, within: float = 5.0) -> None:
        """Waits until every event was taken or given up."""
        async with asyncio.timeout(within):
            while self.hooks.pending:
                await self.changed()

    def forget_media(self) -> None:
        """What people sent can no longer be fetched (404)."""
        self._media.clear()

    # -- for the people ----------------------------------------------------------------------

    def next_message_id(self) -> str:
        """Twenty hexadecimal digits."""
        self._ids["message"] += 1
        return f"{0x63ECF43F0DF7DBA80000 + self._ids['message']:020x}"

    def keep(self, content: bytes, name: str) -> str:
        """Stores what a person sent and returns its address."""
        self._ids["media"] += 1
        number = str(self._ids["media"])
        self._media[number] = content
        return f"{self.url}/cdn/{number}/{name}"

    async def changed(self) -> None:
        """Waits until anything happens on the server."""
        future = asyncio.get_running_loop().create_future()
        self._changes.add(future)
        try:
            await future
        finally:
            self._changes.discard(future)

    def tell(self) -> None:
        for future in self._changes:
            if not future.done():
                future.set_result(None)

    # -- requests ----------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        call = await wire.read(request)
        self.calls.append(call)
        fault = self._next_fault(call.path)
        oauth = call.path.startswith("/v4/")
        if fault and fault.kind in ("cut_before", "hang"):
            if fault.kind == "hang":
                await asyncio.sleep(3600)
            return wire.cut(request)
        if fault and fault.kind in ("error", "html"):
            return wire.answer(fault, self.content_type, oauth=oauth)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        try:
            response = await self._answer(call)
        except Refused as refused:
            if isinstance(refused, Foul):
                self.violations.append(f"{call.path}: {refused.fault.message} ({refused.fault.code})")
            response = wire.answer(refused.fault, self.content_type, oauth=oauth)
        finally:
            self.tell()
        if not oauth:
            response.headers["X-RateLimit-Limit"] = str(self.rate_limit)
            response.headers["X-RateLimit-Remain"] = str(max(0, self.rate_limit - len(self._minute)))
        return wire.cut(request) if fault and fault.kind == "cut_after" else response

    async def _answer(self, call: Call) -> web.Response:
        wire.check(call)
        if ROUTES[call.path].host == "oauth":
            return web.json_response(self.tokens.exchange(call))
        self._count()
        self.tokens.check(call)
        return wire.success(await self.endpoints.do(call), self.content_type)

    def _next_fault(self, path: str) -> Fault | None:
        for index, (meant, fault) in enumerate(self._faults):
            if is_meant(path, meant):
                del self._faults[index]
                return fault
        return None

    def _count(self) -> None:
        while self._minute and self.now - self._minute[0] >= timedelta(minutes=1):
            self._minute.popleft()
        if len(self._minute) >= self.rate_limit:
            raise Refused(-32)
        self._minute.append(self.now)

    async def _permit(self, request: web.Request) -> web.StreamResponse:
        """The consent page, where the administrator always says yes."""
        code = self.tokens.consent(request.query["code_challenge"])
        given = {"code": code, "oa_id": self.oa_id, "state": request.query.get("state", "")}
        query = "&".join(f"{name}={value}" for name, value in given.items())
        raise web.HTTPFound(f"{request.query['redirect_uri']}?{query}")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        content = self._media.get(request.match_info["number"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content)
