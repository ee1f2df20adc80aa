"""Files in and out: an upload with a hard end, and links that only their person can open."""

import re
from collections.abc import AsyncGenerator
from unicodedata import normalize
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.channels.web import doors
from bot.channels.web.site import Site
from handlers.events import FileTrouble
from messages.catalog import DEFAULT, say

#: Room for the multipart frame around the file, in bytes.
FRAME = 64_000
_PICTURES = {"image/jpeg", "image/png", "image/gif", "image/webp"}


class _TooLarge(MultiPartException):
    """The body passed its limit. A kind of the parser's own exception, as it closes its temporary
    files for no other."""


def add(router: APIRouter, site: Site) -> None:
    @router.post("/upload")
    async def upload(request: Request, door: str = "chat") -> Response:
        found = site.doors.find(door)
        if found is None:
            return Response(status_code=404)
        address = site.doors.address(request, found)
        if address is None or not site.doors.is_own(request):
            return _trouble(403, DEFAULT, "web.trouble.stranger")
        return await _take(site, request, doors.conversation(address))

    @router.get("/files/{signed}")
    async def show(request: Request, signed: str) -> Response:
        linked = site.channel.links.open(signed)
        if linked is None:
            return Response(status_code=404)
        if linked.conversation not in site.doors.conversations(request):
            return Response(status_code=403)
        kept = await site.kept(linked.key)
        if kept is None:
            language = await site.language(linked.conversation)
            return PlainTextResponse(say(language, "web.trouble.gone"), status_code=404)
        return _file(kept.content, kept.name, kept.media_type)


async def _take(site: Site, request: Request, conversation: str) -> Response:
    language = await site.language(conversation)
    most = site.channel.limits.file_in
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most + FRAME:
        return _trouble(413, language, "web.trouble.too_large")
    try:
        name, content = await _read(request, most)
    except _TooLarge:
        return _trouble(413, language, "web.trouble.too_large")
    except MultiPartException:
        return _trouble(400, language, "web.trouble.unreadable")
    if not content:
        return _trouble(400, language, "web.trouble.unreadable")
    kept = await site.keep(conversation, name, content)
    if isinstance(kept, FileTrouble):
        status = 413 if kept is FileTrouble.TOO_LARGE else 415
        return _trouble(status, language, f"web.trouble.{kept}")
    receipt = site.channel.links.receipt(conversation, kept)
    return JSONResponse({"key": receipt, "kind": str(kept.kind), "name": kept.name})


async def _read(request: Request, most: int) -> tuple[str, bytes]:
    """Name and bytes of the one file in the form, never holding more than the limit."""

    async def counted() -> AsyncGenerator[bytes, None]:
        seen = 0
        async for chunk in request.stream():
            seen += len(chunk)
            if seen > most + FRAME:
                raise _TooLarge("too large")
            yield chunk

    form = await MultiPartParser(request.headers, counted(), max_files=1, max_fields=1).parse()
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            return "", b""
        content = await file.read(most + 1)
        if len(content) > most:
            raise _TooLarge("too large")
        return _name(file.filename or ""), content
    finally:
        await form.close()


def _name(given: str) -> str:
    """A file's name as it may be shown: without a path, without letters that hide or turn others."""
    last = re.split(r"[/\\]", normalize("NFC", given))[-1]
    return "".join(letter for letter in last if letter.isprintable())[-150:]


def _trouble(status: int, language: str, text_id: str) -> Response:
    return JSONResponse({"text": say(language, text_id)}, status_code=status)


def _file(content: bytes, name: str, media_type: str) -> Response:
    """Shown in place only when it is a picture or a sound: anything else could carry a script."""
    inline = media_type in _PICTURES or media_type.startswith("audio/")
    how = "inline" if inline else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=86400",
    }
    return Response(content, media_type=media_type if inline else _plain(media_type), headers=headers)


def _plain(media_type: str) -> str:
    """A type as a download carries it; one that a browser would run is taken from it."""
    risky = not media_type or "html" in media_type or "xml" in media_type or "script" in media_type
    return "application/octet-stream" if risky and "officedocument" not in media_type else media_type
