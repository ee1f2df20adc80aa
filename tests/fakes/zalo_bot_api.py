"""A strict Zalo Bot Platform on localhost: what the real one would refuse fails the test that sent it."""

import asyncio
import secrets
import time
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import web

from tests.fakes import zalo_bot_wire
from tests.fakes.zalo_bot_control import Control
from tests.fakes.zalo_bot_outside import NotFetched, Outside
from tests.fakes.zalo_bot_people import Person, Seen
from tests.fakes.zalo_bot_spec import LONGEST, SENDING, Call, Fault, Problem, check, failure
from tests.fakes.zalo_bot_switches import Switches

TOKEN = "4242424242:zalo-bot-secret-that-must-never-be-printed"
_KINDS = {"jpg": "image/jpeg", "webp": "image/webp", "aac": "audio/aac"}
#: Whether the quota's month turns at midnight in Vietnam or elsewhere is not documented.
_HOME = timedelta(hours=7)


class Refused(Exception):
    """An error answer in the making."""

    def __init__(self, code: int, text: str, *, ours: bool = False) -> None:
        super().__init__(text)
        self.problem = Problem(code, text, ours)


class ZaloBotApi(Switches):
    """Use as ``async with ZaloBotApi() as api`` and give the bot `api.url` and `api.token`.

    `api.person(id, name)` is the other side. `api.fails(method, fault)` breaks the next calls (faults are
    made in `zalo_bot_spec`; the method ``cdn`` stands for fetching what people sent). `api.calls` records
    all requests, `api.violations` what the real server would have refused; leaving the block fails
    if there are any (a test that provokes one clears the list). `api.waiting` are the updates nobody has
    taken, `api.lost` those a webhook refused too often, `api.pushes` the statuses it answered, 0 for none.
    `api.photos` is what people sent, by address. What is unknown of the real server is in `Switches`.
    """

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.me = {"id": "1459000000000000001", "account_name": "bot.SangKien", "account_type": "BASIC"}
        self.redirect = {}
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.waiting: list[dict[str, Any]] = []
        self.lost: list[dict[str, Any]] = []
        self.pushes: list[int] = []
        self.webhook: dict[str, str] = {}
        self.photos: dict[str, bytes] = {}
        self._people: dict[str, Person] = {}
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._sent: Counter[str] = Counter()
        self._users: set[str] = set()
        self._polls: list[float] = []
        self._ahead = 0.0
        self._fetches = 0
        self._changes: set[asyncio.Future[None]] = set()
        self._outside = Outside(self)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/cdn/{name}", self._download)
        Control(self).add_to(app.router)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = "http://{}:{}".format(*runner.addresses[0][:2])
        await self._stack.enter_async_context(self._outside)
        self._tasks = await self._stack.enter_async_context(asyncio.TaskGroup())
        self._stack.callback(self._tasks.create_task(self._outside.push_forever()).cancel)
        return self

    async def __aexit__(self, *error: object) -> None:
        self._outside.leaving.set()
        await self._stack.aclose()
        if error[0] is None:
            assert not self.violations, f"Zalo would have refused: {self.violations}"

    # -- for tests ---------------------------------------------------------------------------

    def person(self, id: str, name: str = "") -> Person:
        """The person with this id, the same one at every call."""
        return self._people.setdefault(id, Person(self, id, name))

    @property
    def people(self) -> list[Person]:
        return list(self._people.values())

    def fails(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next `times` calls of this method (``*``: of any) go wrong."""
        self._faults[method] += [fault] * times

    def calls_of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    def push_event(self, event: dict[str, Any]) -> dict[str, Any]:
        """Queues an event as it is, without the envelope; it may be one nobody has ever seen."""
        self.waiting.append(event)
        self.tell()
        return event

    def push_again(self, event: dict[str, Any]) -> None:
        """Delivers an event once more."""
        self.push_event(event)

    def push_out_of_order(self, *events: dict[str, Any]) -> None:
        """Delivers these the last one first, also when they are waiting in their order already."""
        ids = {id(event) for event in events}
        self.waiting = [event for event in self.waiting if id(event) not in ids] + list(reversed(events))
        self.tell()

    async def posts(self, body: bytes, secret: str | None = None) -> int:
        """Sends any body to the webhook at once and returns the status; 0 when there was none."""
        return await self._outside.post(body, secret)

    async def settled(self, within: float = 5.0) -> None:
        """Waits until every event was taken, or given up."""
        async with asyncio.timeout(within):
            while self.waiting:
                await self.changed()

    async def fetched(self, within: float = 5.0) -> None:
        """Waits until every photo was fetched for the second time."""
        async with asyncio.timeout(within):
            while self._fetches:
                await self.changed()

    def advance(self, seconds: float) -> None:
        """Moves the platform's clock on."""
        self._ahead += seconds

    @property
    def sent_count(self) -> int:
        """What this month's quota was used up by."""
        return self._sent[self._month()]

    # -- for the people ----------------------------------------------------------------------

    def now_ms(self) -> int:
        return int((time.time() + self._ahead) * 1000)

    def _month(self) -> str:
        return (datetime.fromtimestamp(self.now_ms() / 1000, UTC) + _HOME).strftime("%Y-%m")

    def new_id(self) -> str:
        return secrets.token_hex(10)

    def keep(self, content: bytes, ending: str) -> str:
        """Stores what a person sent and returns its address."""
        url = f"{self.url}/cdn/{secrets.token_hex(8)}.{ending}"
        self.photos[url] = content
        return url

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

    def take(self, event: dict[str, Any], *, lost: bool = False) -> None:
        """Strikes an event off the queue: this very one, not another that looks the same."""
        del self.waiting[next(i for i, one in enumerate(self.waiting) if one is event)]
        if lost:
            self.lost.append(event)
        self.tell()

    # -- requests ----------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        call = await zalo_bot_wire.read(request)
        self.calls.append(call)
        if request.match_info["token"] != self.token:
            return web.json_response(self._failure(401, "Unauthorized"))
        fault = self._next_fault(call.method)
        if fault and not fault.done:
            return await zalo_bot_wire.answer(request, fault, None)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        try:
            if problem := check(call, self.over_long):
                raise Refused(problem.code, problem.text, ours=problem.ours)
            body = await self._do(call, request)
        except Refused as refused:
            if refused.problem.ours:
                self.violations.append(f"{call.method}: {refused.problem.text}")
            body = self._failure(refused.problem.code, refused.problem.text)
        finally:
            self.tell()
        if fault and fault.kind != "slow":
            return await zalo_bot_wire.answer(request, fault, body)
        return web.json_response(body)

    def _next_fault(self, method: str) -> Fault | None:
        queue = self._faults[method] or self._faults["*"]
        if queue:
            return queue.pop(0)
        if method == "getUpdates" and self.polls_per_second is not None:
            now = time.monotonic()
            self._polls = [at for at in self._polls if at > now - 1] + [now]
            if len(self._polls) > self.polls_per_second:
                return Fault(status=429, page="<html><h1>429 Too Many Requests</h1>nginx</html>")
        return None

    def _failure(self, code: int, text: str) -> dict[str, Any]:
        key = "errorCode" if self.codes == "camel" else "error_code"
        return failure(str(code) if self.codes == "string" else code, text, key)

    async def _do(self, call: Call, request: web.Request) -> dict[str, Any]:
        match call.method:
            case "getMe":
                return {"ok": True, "result": {**self.me, "can_join_groups": False}}
            case "getUpdates":
                return await self._get_updates(call, request)
            case "setWebhook":
                return {"ok": True, "result": await self._set_webhook(call)}
            case "deleteWebhook" | "getWebhookInfo":
                if not self.webhook and self.no_webhook:
                    raise Refused(*self.no_webhook)
                if call.method == "deleteWebhook":
                    self.webhook = {}
                url = self.webhook.get("url", "")
                return {"ok": True, "result": {"url": url, "updated_at": self.now_ms()}}
            case "sendChatAction":
                self._recipient(call)
                return {"ok": True}
            case _:
                return {"ok": True, "result": await self._send(call)}

    async def _get_updates(self, call: Call, request: web.Request) -> dict[str, Any]:
        deadline = time.monotonic() + int(call.parameters.get("timeout", 30)) * self.scale
        while True:
            if self.webhook:
                raise Refused(*self.polling_with_webhook)
            given_up = zalo_bot_wire.has_left(request) and not self.abandoned_polls_steal
            if self.waiting and not given_up:
                event = self.waiting[0]
                self.take(event)
                return {"ok": True, "result": event}
            if (left := deadline - time.monotonic()) <= 0 or given_up:
                break
            try:
                # Not wait_for: its task would start listening too late for what happens meanwhile.
                async with asyncio.timeout(left):
                    await self.changed()
            except TimeoutError:
                continue
        if self.empty == "408":
            raise Refused(408, "Request timeout")
        nothing: dict[str, Any] = {"result_empty": {"result": {}}, "result_null": {"result": None}}
        return {"ok": True, **nothing.get(self.empty, {})}

    async def _set_webhook(self, call: Call) -> dict[str, Any]:
        url, secret = call.parameters["url"], call.parameters["secret_token"]
        if not url.startswith("https://") and not (self.local_allowed and url.startswith("http://")):
            raise Refused(400, "Bad request: The url must start with https://", ours=True)
        if not self._outside.may_be_called(url):
            raise Refused(400, "Bad request: webhook.err.blocked", ours=True)
        if not 8 <= len(secret) <= 256:
            raise Refused(400, "Bad request: The secret_token must have 8 to 256 characters", ours=True)
        self.webhook = {"url": url, "secret_token": secret}
        # The address is kept whatever the probe finds.
        verification = await self._outside.probe()
        shown = {"verification": verification} if self.verification else {}
        return {"url": url, "updated_at": self.now_ms(), **shown}

    # -- sending -----------------------------------------------------------------------------

    def _recipient(self, call: Call) -> Person:
        person = self._people.get(call.parameters["chat_id"])
        if person is None or not person.has_begun or person.has_blocked:
            raise Refused(*self.unknown_chat)
        return person

    async def _send(self, call: Call) -> dict[str, Any]:
        person, given = self._recipient(call), call.parameters
        if self.sent_count >= self.monthly or len(self._users | {person.id}) > self.most_users:
            raise Refused(429, "Quota exceeded")
        seen = Seen(self.new_id(), given.get("text", given.get("caption", ""))[:LONGEST])
        if call.method == "sendPhoto":
            try:
                seen.photo = await self._outside.fetch(given["photo"])
            except NotFetched as why:
                self.violations.append(f"a photo could not be fetched: {why}")
                raise Refused(400, "Bad request: The photo URL is invalid") from None
            self._fetches += 1
            self._tasks.create_task(self._fetch_again(given["photo"], seen))
        elif call.method != "sendMessage":
            seen.text = given[SENDING[call.method]]
        self._sent[self._month()] += 1
        self._users.add(person.id)
        person.screen.append(seen)
        return {"message_id": seen.id, "date": self.now_ms()}

    async def _fetch_again(self, url: str, seen: Seen) -> None:
        await self._outside.fetch_again(url, seen)
        self._fetches -= 1
        self.tell()

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """What a person sent, for the bot to fetch."""
        name = request.match_info["name"]
        self.calls.append(Call("cdn", {"name": name}, dict(request.headers), "query"))
        content = self.photos.get(f"{self.url}/cdn/{name}")
        fault = self._next_fault("cdn")
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault:
            return await zalo_bot_wire.answer(request, fault, content or b"")
        if content is None:
            return web.Response(status=404)
        return web.Response(body=content, content_type=_KINDS[name.rpartition(".")[2]])
