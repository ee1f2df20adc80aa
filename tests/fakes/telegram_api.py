"""A strict Bot API on localhost: whatever the real one would refuse fails the test that sent it."""

import asyncio
import json
import time
from collections import defaultdict
from contextlib import AsyncExitStack
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.fakes import telegram_wire
from tests.fakes.telegram_people import Group, Person, Seen
from tests.fakes.telegram_spec import FILE_PARAMETERS, Call, Fault, Upload, check

TOKEN = "4242:AAfake-token-that-must-never-be-printed"
DOWNLOAD_LIMIT = 20_000_000


class Refused(Exception):
    """An error answer in the making."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.fault = Fault(status, description, parameters)


class TelegramApi:
    """Use as ``async with TelegramApi() as api`` and give the bot `api.url` and `api.token`.

    `api.person(id, name)` and `api.group(id, title)` are the other side. `api.fails(method, fault)`
    breaks the next calls (faults are made in `telegram_spec`). `api.calls` records everything that
    was sent, `api.violations` what the real server would have refused; leaving the block fails if
    there are any (a test that provokes one clears the list). `api.confirmed` is the offset reached,
    `api.waiting` the updates not yet taken, `api.pushes` the statuses a webhook answered.
    """

    def __init__(self, token: str = TOKEN, username: str = "sang_kien_bot") -> None:
        self.token = token
        account = int(token.partition(":")[0])
        self.me = {"id": account, "is_bot": True, "first_name": "Bot", "username": username}
        self.calls: list[Call] = []
        self.menus: dict[str, dict[str, str]] = {}
        self.violations: list[str] = []
        self.waiting: list[dict[str, Any]] = []
        self.confirmed = 0
        self.answered: list[str] = []
        self.pushes: list[int] = []
        self.webhook: dict[str, Any] = {}
        self.redelivery_seconds = 0.05
        self._people: dict[int, Person] = {}
        self._groups: dict[int, Group] = {}
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._files: dict[str, tuple[str, bytes, int]] = {}
        self._paths: dict[str, bytes] = {}
        self._allowed: list[str] | None = None
        self._ids = {"update": 1000, "message": 0, "query": 0, "file": 0}
        self._poll = 0
        self._changes: set[asyncio.Future[None]] = set()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_post("/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = "http://{}:{}".format(*runner.addresses[0][:2])
        group = await self._stack.enter_async_context(asyncio.TaskGroup())
        pusher = group.create_task(self._push_forever())
        self._stack.callback(pusher.cancel)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()
        if error[0] is None:
            assert not self.violations, f"the Bot API would have refused: {self.violations}"

    # -- for tests ---------------------------------------------------------------------------

    def person(self, id: int, name: str) -> Person:
        """The person with this id, the same one at every call."""
        return self._people.setdefault(id, Person(self, id, name))

    def group(self, id: int, title: str) -> Group:
        return self._groups.setdefault(id, Group(self, id, title))

    def fails(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next `times` calls of this method (``*``: of any) go wrong."""
        self._faults[method] += [fault] * times

    def calls_of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    def push(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        """Queues an update of this kind, unless the bot did not ask for such."""
        self._ids["update"] += 1
        update = {"update_id": self._ids["update"], kind: content}
        if not self._allowed or kind in self._allowed:
            self.push_again(update)
        return update

    def push_again(self, update: dict[str, Any]) -> None:
        """Delivers an update once more, as Telegram does when it was not sure."""
        self.waiting.append(update)
        self._tell()

    async def settled(self, within: float = 5.0) -> None:
        """Waits until the bot has taken every update there is."""
        async with asyncio.timeout(within):
            while self.waiting:
                await self.changed()

    # -- for the people ----------------------------------------------------------------------

    def date(self) -> int:
        return int(time.time())

    def next_message_id(self) -> int:
        return self._next("message")

    def next_query_id(self) -> str:
        return f"query-{self._next('query')}"

    def _next(self, kind: str) -> int:
        self._ids[kind] += 1
        return self._ids[kind]

    def keep(self, content: bytes, folder: str, ending: str, size: int | None = None) -> dict[str, Any]:
        """Stores a file on the server and returns how a message describes it."""
        number = self._next("file")
        path, size = f"{folder}/file_{number}.{ending}", size or len(content)
        self._files[f"file-{number}"] = (path, content, size)
        return {"file_id": f"file-{number}", "file_unique_id": f"unique-{number}", "file_size": size}

    async def changed(self) -> None:
        """Waits until anything happens on the server."""
        future = asyncio.get_running_loop().create_future()
        self._changes.add(future)
        try:
            await future
        finally:
            self._changes.discard(future)

    def _tell(self) -> None:
        for future in self._changes:
            if not future.done():
                future.set_result(None)

    # -- requests ----------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        call = await telegram_wire.read(request)
        self.calls.append(call)
        if request.match_info["token"] != self.token:
            return telegram_wire.answer(Fault(401, "Unauthorized"))
        queue = self._faults[call.method] or self._faults["*"]
        fault = queue.pop(0) if queue else None
        if fault and fault.cut in ("before", "hang"):
            if fault.cut == "hang":
                await asyncio.sleep(3600)
            return telegram_wire.cut(request)
        if fault and not fault.cut:
            return telegram_wire.answer(fault)
        try:
            if problem := check(call):
                self.violations.append(problem)
                raise Refused(400, f"Bad Request: {problem}")
            result = await self._do(call)
        except Refused as refused:
            return telegram_wire.answer(refused.fault)
        finally:
            self._tell()
        return telegram_wire.cut(request) if fault else web.json_response({"ok": True, "result": result})

    async def _do(self, call: Call) -> Any:
        match call.method:
            case "getMe":
                return self.me
            case "setMyCommands":
                listed = {
                    one["command"]: one["description"] for one in json.loads(call.parameters["commands"])
                }
                self.menus[call.parameters.get("language_code", "")] = listed
                return True
            case "getUpdates":
                return await self._get_updates(call.parameters)
            case "setWebhook":
                self._allow(call.parameters)
                self.webhook = call.parameters if call.parameters["url"] else {}
                return True
            case "deleteWebhook":
                self.webhook = {}
                return True
            case "getWebhookInfo":
                return {"url": self.webhook.get("url", ""), "pending_update_count": len(self.waiting)}
            case "answerCallbackQuery":
                self.answered.append(call.parameters["callback_query_id"])
                return True
            case "getFile":
                return self._get_file(call.parameters["file_id"])
            case "sendChatAction":
                self._recipient(call)
                return True
            case "editMessageReplyMarkup" | "editMessageText":
                return self._edit(call)
            case _:
                return self._send(call)

    async def _get_updates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            text = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
            raise Refused(409, text)
        self._allow(parameters)
        self._poll += 1
        mine = self._poll
        self._tell()
        offset = int(parameters.get("offset", 0))
        self.confirmed = max(self.confirmed, offset)
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        deadline = time.monotonic() + int(parameters.get("timeout", 0))
        while not self.waiting and (left := deadline - time.monotonic()) > 0:
            try:
                # Not wait_for: its task would start listening too late for what happens meanwhile.
                async with asyncio.timeout(left):
                    await self.changed()
            except TimeoutError:
                break
            if self._poll != mine:
                raise Refused(409, "Conflict: terminated by other getUpdates request")
        return self.waiting[: int(parameters.get("limit", 100))]

    def _allow(self, parameters: dict[str, Any]) -> None:
        # The list is sticky: a call without it leaves the last one in force.
        self._allowed = parameters.get("allowed_updates", self._allowed)

    def _recipient(self, call: Call) -> Person:
        person = self._people.get(int(call.parameters["chat_id"]))
        if person is None:
            raise Refused(400, "Bad Request: chat not found")
        if person.has_blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if not person.has_begun:
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        return person

    def _send(self, call: Call) -> dict[str, Any]:
        chat_id = int(call.parameters["chat_id"])
        markup = call.parameters.get("reply_markup") or {}
        text = call.parameters.get("text") or call.parameters.get("caption", "")
        upload = call.files.get(FILE_PARAMETERS.get(call.method, ""))
        shown_file = self._file(call, upload)
        if chat_id in self._groups:
            chat = self._groups[chat_id].chat
            seen = Seen(self.next_message_id(), text)
        else:
            person = self._recipient(call)
            chat, seen = person.chat, Seen(self.next_message_id(), text, markup)
            if upload and call.method == "sendPhoto":
                seen.photo = upload.content
            elif upload:
                seen.file = upload
            person.screen.append(seen)
        shown = {"reply_markup": markup} if "inline_keyboard" in markup else {}
        head = {"message_id": seen.id, "date": self.date(), "from": self.me, "chat": chat, **shown_file}
        return {**head, "text" if call.method == "sendMessage" else "caption": text, **shown}

    def _file(self, call: Call, upload: Upload | None) -> dict[str, Any]:
        """How the answer names the file that was uploaded, or sent again by the name it had."""
        field = FILE_PARAMETERS.get(call.method)
        if field is None:
            return {}
        if upload is None:
            if call.parameters[field] not in self._files:
                raise Refused(400, "Bad Request: wrong remote file identifier specified: Wrong padding")
            return {}
        kept = self.keep(upload.content, field, "bin")
        return {field: [{**kept, "width": 90, "height": 60}] if field == "photo" else kept}

    def forget_files(self) -> None:
        """No name that was ever given to a file counts any more."""
        self._files.clear()

    def _edit(self, call: Call) -> dict[str, Any]:
        person = self._recipient(call)
        number = int(call.parameters["message_id"])
        seen = next((seen for seen in person.screen if seen.id == number), None)
        if seen is None:
            raise Refused(400, "Bad Request: message to edit not found")
        markup = call.parameters.get("reply_markup") or {}
        rows = markup.get("inline_keyboard", [])
        text = call.parameters.get("text", seen.text)
        if text == seen.text and rows == seen.markup.get("inline_keyboard", []):
            raise Refused(400, "Bad Request: message is not modified")
        seen.markup = markup if rows else {}
        seen.text = text
        return {"message_id": number, "date": self.date(), "chat": person.chat, "text": seen.text or "-"}

    # -- files and the webhook ---------------------------------------------------------------

    def _get_file(self, file_id: str) -> dict[str, Any]:
        if file_id not in self._files:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        path, content, size = self._files[file_id]
        if size > DOWNLOAD_LIMIT:
            raise Refused(400, "Bad Request: file is too big")
        self._paths[path] = content
        return {"file_id": file_id, "file_unique_id": "u", "file_size": size, "file_path": path}

    async def _download(self, request: web.Request) -> web.StreamResponse:
        content = self._paths.get(request.match_info["path"])
        if request.match_info["token"] != self.token or content is None:
            return telegram_wire.answer(Fault(404, "Not Found"))
        return web.Response(body=content)

    async def _push_forever(self) -> None:
        async with aiohttp.ClientSession() as client:
            while True:
                if not (self.webhook and self.waiting):
                    await self.changed()
                    continue
                update, secret = self.waiting[0], self.webhook.get("secret_token", "")
                headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
                try:
                    async with client.post(self.webhook["url"], json=update, headers=headers) as answer:
                        status = answer.status
                except aiohttp.ClientError:
                    status = 0
                self.pushes.append(status)
                if 200 <= status < 300:
                    self.waiting.remove(update)
                    self._tell()
                else:
                    await asyncio.sleep(self.redelivery_seconds)
