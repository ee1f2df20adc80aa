"""A part of a message as the calls that show it: Zalo takes text, and pictures by address."""

from dataclasses import dataclass

from bot.channels import cutting
from bot.channels.port import FileUnavailable, Part
from bot.channels.public_files import PublicFiles
from handlers.events import FileKind
from handlers.message import Shown
from messages.catalog import DEFAULT, say

#: UTF-16 units of a file's name as it is told.
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Call:
    """One call, all but the chat it goes to."""

    method: str
    payload: dict[str, str]


async def compose(part: Part, files: PublicFiles | None, longest: int) -> list[Call]:
    """The calls in their order, mostly one; `longest` is what one of them may hold, in UTF-16 units.

    Text travels without a parse mode, so that no name or story can break or forge a layout. Raises
    `SendFailed` while a picture's bytes are on their way: an address that gives Zalo nothing at once
    is refused for good.
    """
    if part.file is None:
        return _texts([part.text], longest)
    if files is None or not files.reachable:
        return _texts([part.text, say(DEFAULT, "zalo.file_only", name=_name(part.file))], longest)
    try:
        if part.file.kind is FileKind.PHOTO and await _is_picture(part.file, files):
            photo = {"photo": files.picture_url(part.file.key)}
            return [Call("sendPhoto", photo | ({"caption": part.text} if part.text else {}))]
    except (FileUnavailable, FileNotFoundError):
        # Gone for good; the words beside it still have somebody to reach.
        return _texts([part.text, say(DEFAULT, "zalo.file_only", name=_name(part.file))], longest)
    url = files.file_url(part.file.key, part.file.name or say(DEFAULT, f"zalo.kind.{part.file.kind}"))
    return _texts([part.text, say(DEFAULT, "zalo.file", name=_name(part.file), url=url)], longest)


async def _is_picture(file: Shown, files: PublicFiles) -> bool:
    """Also sees to it that the picture is ready when Zalo comes for it."""
    try:
        await files.picture(file.key)
    except ValueError:  # a format that phones make and nobody else shows
        return False
    return True


def _texts(blocks: list[str], longest: int) -> list[Call]:
    told = [block for block in blocks if block]
    whole = "\n\n".join(told)
    if cutting.units(whole) <= longest:
        told = [whole]
    return [Call("sendMessage", {"text": piece}) for block in told for piece in cutting.cut(block, longest)]


def _name(file: Shown) -> str:
    name = "".join(letter for letter in file.name if letter.isprintable()).strip()
    return cutting.shorten(name, LONGEST_NAME) or say(DEFAULT, f"zalo.kind.{file.kind}")
