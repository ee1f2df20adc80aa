"""What counts as the address of a web server."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_web_address(text: str) -> bool:
    """Whether it is http or https with a host, and nothing that would end up in the middle of a link."""
    try:
        parts = urlsplit(text)
        sound = parts.port is None or parts.port > 0
    except ValueError:
        return False
    clean = not (parts.query or parts.fragment or parts.username) and not re.search(r"\s", text)
    return sound and clean and parts.scheme in ("http", "https") and bool(parts.hostname)


def is_local(url: str) -> bool:
    """Whether the server stands on this machine or in our own network, and its files with it."""
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost"
