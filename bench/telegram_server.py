"""A Bot API in a process of its own that answers late, and 429 to whoever is too fast."""

import asyncio
import json
import random
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

#: How long the window is in which messages are counted, in seconds.
WINDOW = 1.0


@dataclass(frozen=True, slots=True)
class Manners:
    """How the server treats a bot: `limit` messages a second in a sliding window (0 for any number), those
    that were refused among them, as flood controls count; each with its answer on the way for `least` to
    `most` seconds, and one in `one_in` refused for no reason (0 for none)."""

    limit: int = 30
    least: float = 0.04
    most: float = 0.3
    one_in: int = 2_500
    seed: int = 1


@dataclass(slots=True)
class Counts:
    """What became of the messages of one bot; `chance` of the `refused` were refused for no reason, `twice`
    went to a chat that had one. `began` and `ended` are when the first and the last one was taken."""

    taken: int = 0
    refused: int = 0
    chance: int = 0
    twice: int = 0
    began: float = 0.0
    ended: float = 0.0


@dataclass(slots=True)
class Account:
    """One bot at this server."""

    counts: Counts = field(default_factory=Counts)
    window: deque[float] = field(default_factory=deque)
    chats: set[bytes] = field(default_factory=set)


class Server:
    """Everything the connections share."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self.dice = random.Random(manners.seed)  # noqa: S311 - chance, not secrets
        self.accounts: dict[bytes, Account] = {}
        self.messages = 0

    def judge(self, bot: bytes, body: bytes, now: float) -> bytes:
        """The answer to a message that arrives now."""
        account = self.accounts.setdefault(bot, Account())
        window, counts = account.window, account.counts
        while window and window[0] <= now - WINDOW:
            window.popleft()
        window.append(now)
        if self.manners.one_in and self.dice.randrange(self.manners.one_in) == 0:
            counts.chance += 1
            counts.refused += 1
            return _refusal(self.dice.randint(1, 3))
        if self.manners.limit and len(window) > self.manners.limit:
            counts.refused += 1
            return _refusal(1)
        counts.taken += 1
        counts.began, counts.ended = counts.began or now, now
        chat = _chat(body)
        counts.twice += chat in account.chats
        account.chats.add(chat)
        self.messages += 1
        return _answer(
            b'{"ok":true,"result":{"message_id":%d,"date":1790000000,"chat":{"id":%b,"type":"private",'
            b'"first_name":"Lan"},"from":{"id":4242,"is_bot":true,"first_name":"Bot"},"text":"x"}}'
            % (self.messages, chat)
        )

    def report(self) -> bytes:
        """What every bot's messages became, as JSON by the bot's number."""
        told = {bot.decode(): asdict(account.counts) for bot, account in self.accounts.items()}
        return _answer(json.dumps(told).encode())


class Connection(asyncio.Protocol):
    """One client, as little HTTP as a Bot API needs: the server must cost less than those it measures."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._waiting = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while (end := self._waiting.find(b"\r\n\r\n")) >= 0:
            head = self._waiting[:end]
            length = _length(head)
            if len(self._waiting) < end + 4 + length:
                return
            body = self._waiting[end + 4 : end + 4 + length]
            self._waiting = self._waiting[end + 4 + length :]
            self._serve(head.split(b" ", 2)[1], body)

    def _serve(self, path: bytes, body: bytes) -> None:
        loop, server, manners = asyncio.get_running_loop(), self._server, self._server.manners
        if path == b"/report":
            self._write(server.report())
            return
        bot = path[4:].partition(b":")[0]

        way = server.dice.uniform(manners.least, manners.most) / 2

        def arrive() -> None:
            # Chance on the way here bunches up what was sent evenly; the answer takes as long.
            answer = server.judge(bot, body, loop.time())
            loop.call_later(way, self._write, answer)

        loop.call_later(way, arrive)

    def _write(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


def _length(head: bytes) -> int:
    place = head.lower().find(b"content-length:")
    return int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0


def _chat(body: bytes) -> bytes:
    """The number behind `chat_id`, in a form of either kind."""
    rest = body[body.find(b"chat_id") + 7 :].lstrip(b'="\r\n')
    return rest[: next((place for place, one in enumerate(rest) if not 48 <= one <= 57), len(rest))] or b"0"


def _refusal(seconds: int) -> bytes:
    body = (
        b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after %d",'
        b'"parameters":{"retry_after":%d}}' % (seconds, seconds)
    )
    return _answer(body, b"429 Too Many Requests")


def _answer(body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
        status,
        len(body),
        body,
    )


async def serve(manners: Manners, say: Callable[[str], None] = print) -> None:
    """Until the process ends; `say` hears the address."""
    server = Server(manners)
    listening = await asyncio.get_running_loop().create_server(lambda: Connection(server), "127.0.0.1", 0)
    say(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
    sys.stdout.flush()
    await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Manners(**json.loads(sys.argv[1]))))
