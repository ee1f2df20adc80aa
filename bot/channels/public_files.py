"""Addresses under which a platform, or a person without an account here, may have one kept file for a day."""

import asyncio
import hashlib
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from math import ceil
from pathlib import PurePath
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Response
from itsdangerous import BadSignature, Signer

from bot.channels.downloading import is_public
from bot.channels.pictures import fit
from bot.channels.port import FileUnavailable, SendFailed
from handlers.understanding.folding import fold

#: Seconds. Zalo was seen to fetch a picture again long after it took the message, and people open a
#: chat in the evening; ten minutes is the least that works.
LIFE: Final = 24 * 3600
#: How many pictures are kept ready: the one of a broadcast is fetched twice for everybody who gets it.
READY: Final = 8
LONGEST_NAME: Final = 60
#: Seconds until a file that is still being brought may be asked for again.
COMING: Final = 2
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,8}")
_UNSAFE: Final = re.compile(r"[^a-z0-9]+")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_KEPT: Final = {"Cache-Control": "private, max-age=3600"}


class PublicFiles:
    """Makes and opens the addresses. Nothing is stored: the key of the file and the end of its life stand
    in the address, signed, so it works for any number of fetches, in any process, after a restart.

    `read` gives a kept file's bytes by key; it raises `SendFailed` while they are on their way and
    `FileUnavailable` when they never will be here. `local` calls any address reachable: only for tests.
    Addresses made here live for `life` seconds; those made elsewhere for as long as they were given.
    """

    def __init__(
        self,
        secret: str,
        public_url: str,
        read: Callable[[str], Awaitable[bytes]],
        *,
        local: bool = False,
        clock: Callable[[], float] = time.time,
        life: float = LIFE,
    ) -> None:
        self._secret = secret
        self._life = life
        self._public_url = public_url.rstrip("/")
        self._local = local
        self._clock = clock
        self._ready: OrderedDict[str, bytes] = OrderedDict()
        self._fitting = asyncio.Lock()
        self.read = read

    @property
    def reachable(self) -> bool:
        """Whether a machine of the platform can come here: https, and no address of our own network."""
        if self._local:
            return True
        parts = urlsplit(self._public_url)
        host = parts.hostname or ""
        try:
            ip_address(host)
        except ValueError:
            return parts.scheme == "https" and "." in host and not host.endswith((".local", ".localhost"))
        return parts.scheme == "https" and is_public(host)

    def picture_url(self, key: str) -> str:
        """Where a kept picture is shown, made to fit (see `pictures.fit`)."""
        return f"{self._public_url}/p/{self._sign('picture', key)}.jpg"

    def file_url(self, key: str, name: str) -> str:
        """Where any kept file is downloaded, under a plain form of its name."""
        plain = plain_name(name)
        return f"{self._public_url}/f/{self._sign(f'file/{plain}', key)}/{plain}"

    def open(self, signed: str) -> str | None:
        """The key of a picture; `None` for what was changed, made elsewhere or has expired."""
        return self._key("picture", signed)

    def open_file(self, signed: str, name: str) -> str | None:
        """The same for a download; the name belongs to what was signed."""
        return self._key(f"file/{name}", signed)

    async def picture(self, key: str) -> bytes:
        """A kept picture made to fit. Raises what `read` raises, and ValueError for what is no picture."""
        try:
            data = await self.read(key)
        except (FileUnavailable, FileNotFoundError):
            self._ready.pop(key, None)  # erased is erased
            raise
        # One at a time: a large one takes a hundred megabytes while it is open.
        async with self._fitting:
            found = self._ready.pop(key, None)
            if found is None:
                found = await asyncio.to_thread(fit, data)
            self._ready[key] = found
            while len(self._ready) > READY:
                self._ready.popitem(last=False)
        return found

    def _sign(self, purpose: str, key: str) -> str:
        packed = urlsafe_b64encode(key.encode()).rstrip(b"=").decode()
        # The end of life and not its beginning: machines whose clocks differ a little agree on it.
        return self._signer(purpose).sign(f"{packed}.{int(self._clock() + self._life)}").decode()

    def _key(self, purpose: str, signed: str) -> str | None:
        try:
            packed, _, end = self._signer(purpose).unsign(signed).decode().partition(".")
            if int(end) < self._clock():
                return None
            return urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        except (BadSignature, NotBase64, ValueError):
            return None

    def _signer(self, purpose: str) -> Signer:
        return Signer(
            self._secret, salt=f"public-{purpose}", key_derivation="hmac", digest_method=hashlib.sha256
        )


def plain_name(name: str) -> str:
    """A file's name that survives in any address: small Latin letters, digits and dashes, and its ending."""
    path = PurePath(name)
    ending = path.suffix[1:].lower() if _ENDING.fullmatch(path.suffix) else ""
    stem = _plain(path.stem if ending else path.name)[:LONGEST_NAME].strip("-") or "tep"
    return f"{stem}.{ending}" if ending else stem


def router(files: PublicFiles) -> APIRouter:
    """Both kinds of address; whatever is not signed by us does not exist."""
    routes = APIRouter(include_in_schema=False)
    both = ["GET", "HEAD"]

    @routes.api_route("/p/{signed}.jpg", methods=both)
    async def show(signed: str) -> Response:
        key = files.open(signed)
        return await _answer(files.picture, key, {"Content-Type": "image/jpeg"})

    @routes.api_route("/f/{signed}/{name}", methods=both)
    async def give(signed: str, name: str) -> Response:
        key = files.open_file(signed, name)
        shown = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{name}"' if key else "",
        }
        return await _answer(files.read, key, shown)

    return routes


async def _answer(
    read: Callable[[str], Awaitable[bytes]], key: str | None, shown: dict[str, str]
) -> Response:
    if key is None:
        return Response(status_code=404, headers=_HEADERS)
    try:
        data = await read(key)
    except SendFailed as coming:
        wait = {"Retry-After": str(ceil(coming.retry_after or COMING)), "Cache-Control": "no-store"}
        return Response(status_code=503, headers=_HEADERS | wait)
    except (FileUnavailable, FileNotFoundError, ValueError):
        return Response(status_code=404, headers=_HEADERS)
    return Response(data, headers=_HEADERS | _KEPT | shown)


def _plain(text: str) -> str:
    return _UNSAFE.sub("-", fold(text)).strip("-")
