"""What pages consist of: read once, and asked for again only when it has changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_TYPES: Final = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of a page; `tag` changes with its content."""

    content: bytes
    media_type: str
    tag: str


def tag_of(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'


def load(package: str) -> tuple[dict[str, Asset], dict[str, Template]]:
    """The assets of a package's folder ``static`` by their names, and its pages without the ending."""
    assets, templates = {}, {}
    for entry in (files(package) / "static").iterdir():
        stem, _, ending = entry.name.rpartition(".")
        if ending == "html":
            templates[stem] = Template(entry.read_text(encoding="utf-8"))
        elif ending in _TYPES:
            content = entry.read_bytes()
            assets[entry.name] = Asset(content, _TYPES[ending], tag_of(content))
    return assets, templates


def answer(request: Request, assets: Mapping[str, Asset], name: str) -> Response:
    """The asset, or that the browser has it already, or that there is none."""
    found = assets.get(name)
    if found is None:
        return Response(status_code=404)
    headers = {"ETag": found.tag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    if request.headers.get("if-none-match") == found.tag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)
