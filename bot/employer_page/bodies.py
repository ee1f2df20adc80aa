"""Reads what a form posted, with a hard end."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from storage.library.content import LARGEST

#: Room for the words and the frame around a file, in bytes.
WORDS = 64_000
_FIELDS = 20


@dataclass(frozen=True, slots=True)
class Body:
    """Fields by name, and the bytes of the one file; `too_large` when that passed the limit."""

    fields: Mapping[str, str]
    file_name: str = ""
    file: bytes = b""
    too_large: bool = False


class _TooLarge(MultiPartException):
    """A kind of the parser's own exception, as it closes its temporary files for no other."""


async def read(request: Request) -> Body:
    """Whatever cannot be read is empty: the page then asks for what is missing."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        try:
            return await _parts(request)
        except _TooLarge:
            return Body({}, too_large=True)
        except MultiPartException:
            return Body({})
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > WORDS:
            return Body({})
    pairs = parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FIELDS * 5)
    return Body(dict(pairs))


async def _parts(request: Request) -> Body:
    async def counted() -> AsyncGenerator[bytes, None]:
        seen = 0
        async for chunk in request.stream():
            seen += len(chunk)
            if seen > LARGEST + WORDS:
                raise _TooLarge("too large")
            yield chunk

    form = await MultiPartParser(request.headers, counted(), max_files=1, max_fields=_FIELDS).parse()
    try:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        if not isinstance(file, UploadFile):
            return Body(fields)
        content = await file.read(LARGEST + 1)
        if len(content) > LARGEST:
            return Body(fields, too_large=True)
        return Body(fields, file.filename or "", content)
    finally:
        await form.close()
