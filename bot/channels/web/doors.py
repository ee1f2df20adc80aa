"""Who may come in by which cookie: the signed address of a conversation."""

import secrets
from typing import Literal, Protocol
from urllib.parse import urlsplit

from itsdangerous import BadSignature, Signer
from starlette.requests import HTTPConnection
from starlette.responses import Response

ACCOUNT = "chat"
#: How long a browser keeps its conversation, in seconds; each visit begins it anew.
KEPT = 400 * 24 * 3600

DemoDoor = Literal["worker", "officer"]
Door = Literal["chat", "worker", "officer"]
DEMO_DOORS: tuple[DemoDoor, ...] = ("worker", "officer")


class Demo(Protocol):
    """The people of the demo federation."""

    async def person(self, door: DemoDoor, fresh: bool) -> tuple[str, str]:
        """The address behind a door and the payload its first `start` carries ("" when it has
        begun); `fresh` makes a new person."""
        ...


def conversation(address: str) -> str:
    return f"web:{ACCOUNT}:{address}"


def new_address() -> str:
    """22 letters that nobody guesses: the only thing that opens a conversation."""
    return secrets.token_urlsafe(16)


class Doors:
    """Reads and writes the cookies; without a demo there is one door only."""

    def __init__(self, secret: str, public_url: str, *, demo: bool) -> None:
        self.demo = demo
        names: tuple[Door, ...] = ("chat", *DEMO_DOORS) if demo else ("chat",)
        # Each door signs with its own salt, so that a worker's cookie opens no officer's door.
        self._signers = {name: Signer(secret, salt=f"web-door-{name}") for name in names}
        self._secure = public_url.startswith("https:")
        self._public = urlsplit(public_url).netloc

    def find(self, name: str) -> Door | None:
        return next((door for door in self._signers if door == name), None)

    def address(self, connection: HTTPConnection, door: Door) -> str | None:
        """The address a cookie holds; nothing when it is missing or was not made here."""
        signed = connection.cookies.get(self._cookie(door), "")
        try:
            return self._signers[door].unsign(signed).decode()
        except (BadSignature, UnicodeError):
            return None

    def conversations(self, connection: HTTPConnection) -> set[str]:
        """Everything this browser may look into."""
        found = (self.address(connection, door) for door in self._signers)
        return {conversation(address) for address in found if address is not None}

    def keep(self, response: Response, door: Door, address: str) -> None:
        response.set_cookie(
            self._cookie(door),
            self._signers[door].sign(address.encode()).decode(),
            max_age=KEPT,
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )

    def is_own(self, connection: HTTPConnection) -> bool:
        """Whether our own page asks: another site's page sends its own origin, and its visitor's
        cookies may come with it."""
        asking = urlsplit(connection.headers.get("origin", "")).netloc
        return bool(asking) and asking in {connection.headers.get("host", ""), self._public}

    @staticmethod
    def _cookie(door: Door) -> str:
        return f"sangkien_{door}"
