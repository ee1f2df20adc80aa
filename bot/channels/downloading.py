"""Brings a file from an address that a platform named, and from public addresses only."""

import asyncio
import re
import ssl
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import AF_UNSPEC, AddressFamily
from typing import Final

import aiohttp
import certifi
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.channels.port import FileUnavailable, SendFailed, Why

MOST_REDIRECTS: Final = 3
CONNECT_SECONDS: Final = 10.0
PORTS: Final = {80, 443}
_MOVED: Final = {301, 302, 303, 307, 308}
#: Too early, too many, took too long: the same address may answer later.
_PASSING: Final = {408, 425, 429}
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_SIX_TO_FOUR: Final = IPv6Network("2002::/16")
_NAT64: Final = IPv6Network("64:ff9b::/96")
_NUMERIC: Final = re.compile(r"[0-9.]+|.*:.*")
_CHUNK: Final = 65_536


class _NotPublic(OSError):
    """A name that leads into somebody's own network."""


class PublicResolver(AbstractResolver):
    """Names by another resolver, without the addresses that are not public.

    The connection is made to the very addresses that were checked here, so a name that answers
    differently the second time gains nothing.
    """

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        public = [one for one in found if is_public(one["host"])]
        if found and not public:
            raise _NotPublic("not public")
        return public

    async def close(self) -> None:
        await self._inner.close()


def open_session(
    *, allow_local: bool = False, resolver: AbstractResolver | None = None
) -> aiohttp.ClientSession:
    """A session for `download`, without cookies or the proxies of the environment; close it in the end.

    `allow_local` also connects to this machine and its network: only for tests.
    """
    names = resolver or aiohttp.ThreadedResolver()
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            # certifi, as everywhere: a slim image may have no certificates of its own.
            ssl=ssl.create_default_context(cafile=certifi.where()),
            resolver=names if allow_local else PublicResolver(names),
            limit=20,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        # What is packed small may unpack to gigabytes before anybody counts.
        auto_decompress=False,
        headers={"Accept-Encoding": "identity"},
        trust_env=False,
    )


async def download(
    url: str,
    limit: int,
    *,
    session: aiohttp.ClientSession,
    within: float = 30.0,
    allow_local: bool = False,
) -> bytes:
    """The bytes behind an address, at most `limit` of them, in at most `within` seconds altogether.

    Raises `FileUnavailable` where trying again is useless and `SendFailed` where it is not. The
    address is in neither: it may carry a signature.
    """
    got = await _bring(url, limit, session, within, allow_local)
    if isinstance(got, bytes):
        return got
    raise got


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet at large; also for one wrapped in IPv6."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        wrapped = ip.ipv4_mapped or (IPv4Address(int(ip) & 0xFFFF_FFFF) if ip in _NAT64 else None)
        if wrapped is None:
            return ip in _GLOBAL_UNICAST and ip not in _SIX_TO_FOUR and ip.is_global
        ip = wrapped
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


async def _bring(
    url: str, limit: int, session: aiohttp.ClientSession, within: float, allow_local: bool
) -> bytes | FileUnavailable | SendFailed:
    """A failure is returned, not raised: aiohttp's exceptions carry the address, and would stay
    behind ours as its context."""
    try:
        async with asyncio.timeout(within):
            return await _follow(URL(url), limit, session, allow_local)
    except (aiohttp.InvalidURL, ValueError):
        return FileUnavailable("not an address")
    except aiohttp.ClientConnectorError as error:
        if isinstance(error.os_error, _NotPublic):
            return FileUnavailable("not public")
        return SendFailed(Why.UNREACHABLE, detail=type(error).__name__)
    except (aiohttp.ClientError, OSError) as error:  # a TimeoutError is an OSError
        return SendFailed(Why.UNREACHABLE, detail=type(error).__name__)


async def _follow(
    url: URL, limit: int, session: aiohttp.ClientSession, allow_local: bool
) -> bytes | FileUnavailable | SendFailed:
    for _ in range(MOST_REDIRECTS + 1):
        if (refused := _refused(url, allow_local)) is not None:
            return refused
        timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS)
        async with session.get(url, allow_redirects=False, timeout=timeout) as response:
            if response.status not in _MOVED:
                return await _read(response, limit)
            # By hand, because each address on the way has to be checked like the first.
            url = url.join(URL(response.headers.get("Location", "")))
    return FileUnavailable("too many redirects")


def _refused(url: URL, allow_local: bool) -> FileUnavailable | None:
    if url.scheme not in ("http", "https") or not url.host or url.user or url.password:
        return FileUnavailable("not an address")
    if allow_local:
        return None
    if url.port not in PORTS:
        return FileUnavailable("not a usual port")
    # No resolver is asked for what looks like an address already, in whatever old spelling.
    if _NUMERIC.fullmatch(url.host) and not is_public(url.host):
        return FileUnavailable("not public")
    return None


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes | FileUnavailable | SendFailed:
    if response.status >= 500 or response.status in _PASSING:
        return SendFailed(Why.UNREACHABLE, detail=f"HTTP {response.status}")
    if response.status != 200:
        return FileUnavailable(f"HTTP {response.status}")
    if (response.content_length or 0) > limit:
        return FileUnavailable("too large")
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > limit:
            return FileUnavailable("too large")
    return bytes(body)
