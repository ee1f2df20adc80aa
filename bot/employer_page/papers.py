"""Signed papers that come through the page, and pictures that go out by it."""

import asyncio
from dataclasses import dataclass

from starlette.responses import Response

from bot.employer_page.bodies import Body
from bot.employer_page.html import HEADERS
from bot.library import Library
from handlers.events import FileKind, FileTrouble
from storage.library.content import examine

_SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file is not taken (``trouble.<id>``)."""

    trouble: str


async def keep_scan(library: Library, request_id: int, body: Body) -> str | Refused:
    """The key of a kept paper: a picture or a PDF, by its bytes and not by its name."""
    if body.too_large:
        return Refused("file_large")
    if not body.file:
        return Refused("file_none")
    found = await asyncio.to_thread(examine, FileKind.DOCUMENT, body.file_name, body.file)
    if isinstance(found, FileTrouble):
        return Refused("file_large" if found is FileTrouble.TOO_LARGE else "file_kind")
    if not (found.media_type.startswith("image/") or found.media_type == "application/pdf"):
        return Refused("file_kind")
    name = "".join(letter for letter in body.file_name if letter.isprintable() and letter not in "/\\")
    kept = await library.keep(f"employer:page:{request_id}", name[-150:], body.file)
    return Refused("file_kind") if isinstance(kept, FileTrouble) else kept.key


async def picture(library: Library, key: str) -> Response:
    """A picture of the initiative; whatever a browser does not show as one is not given out."""
    found = await library.find(key)
    if found is None or found[0].media_type not in _SHOWN:
        return Response(status_code=404, headers=HEADERS)
    return Response(found[1], media_type=found[0].media_type, headers=HEADERS)
