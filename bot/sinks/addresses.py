"""Where webhooks may go: over https, and never into our own network unless the administrator allows it."""

import ipaddress
from socket import AddressFamily
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from bot.sinks.sink import SinkFailed

_LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")
#: Ways to write an address of the old kind in one of the new kind, by which it is reached all the same.
_TRANSLATED: Final = (
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
)


def check(url: str) -> None:
    """Raises `SinkFailed` (insecure) for what no webhook may be sent to, wherever it leads."""
    found = _read(url)
    if found is None or found.user or found.password:
        raise SinkFailed("insecure", "not an address of the web", final=True)
    if found.scheme == "http" and not is_local(url):
        raise SinkFailed("insecure", "http is for this machine only", final=True)


def is_local(url: str) -> bool:
    """Whether it is this machine by name: the administrator wrote that, and nobody else can."""
    found = _read(url)
    return found is not None and found.host in _LOCAL_NAMES


def check_figures(url: str) -> None:
    """Raises `SinkFailed` (private) for an address in figures that leads into a private network: those are
    never looked up, so `Watchful` is not asked about them."""
    found = _read(url)
    host = (found.host or "") if found is not None else ""
    if _is_figures(host) and not is_public(host):
        raise SinkFailed("private", host)


def _read(url: str) -> URL | None:
    """As the client that sends will read it: "\u2460\u2461\u2466.0.0.1" becomes 127.0.0.1 there."""
    try:
        found = URL(url)
    except ValueError:
        return None
    return found if found.scheme in ("http", "https") and found.host else None


def _is_figures(host: str) -> bool:
    try:
        ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    return True


def is_public(told: str) -> bool:
    """Whether this address is reached over the internet."""
    try:
        address = ipaddress.ip_address(told.split("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address.sixtofour is not None:
            address = address.sixtofour
        elif any(address in net for net in _TRANSLATED):
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast and not address.is_reserved


class Watchful(AbstractResolver):
    """Looks names up and refuses those that lead into a private network. The connection is made to what was
    looked up here: a name that leads elsewhere a moment later is not asked for again."""

    def __init__(self, allowed: bool, resolve: AbstractResolver | None = None) -> None:
        self._allowed = allowed
        self._resolver = resolve or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if not self._allowed and not all(is_public(one["host"]) for one in found):
            raise Refused(host)
        return found

    async def close(self) -> None:
        await self._resolver.close()


class Refused(Exception):
    """The name leads into a private network."""
