"""Writes the papers an officer asked for, and gives them to the officer."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.channels import render
from bot.channels.port import Limits
from handlers.events import FileKind, FileRef, FileTrouble
from handlers.message import Message, Shown
from handlers.officers.papers.paper_blocks import Annex, Paper
from handlers.officers.papers.papers import PaperFacts, write_papers
from messages.catalog import say
from storage.apply import papers
from storage.apply.papers import Order
from storage.library.content import examine
from storage.library.files import FileStore
from storage.review import papers as reading

#: Reads facts where facts are read.
Read = Callable[[Callable[[Connection], PaperFacts | None]], Awaitable[PaperFacts | None]]


@dataclass(frozen=True, slots=True)
class Made:
    """Finished files by name. Without PDF `package` says what the machine lacks; `dropped` are letters
    the PDF had to leave out."""

    files: tuple[tuple[str, bytes], ...]
    dropped: str = ""
    package: str = ""


async def fulfil(
    order: Order, read: Read, store: FileStore, limits: Limits, now: datetime
) -> Callable[[Connection], bool]:
    """What to write down together with the row's receipt."""
    facts = await read(lambda connection: reading.load(connection, order.initiative_id))
    if facts is None:
        return excuse(order, limits, now, "papers.gone")
    # Setting pages takes a tenth of a second each, and the first time loading the letters does too.
    made = await asyncio.to_thread(make, facts, order.language, order.code, order.link, store, now)
    channel = order.conversation.split(":", 1)[0]
    kept = await asyncio.to_thread(_keep, made, store, channel)
    message = Message(
        text=_text(order.reads, facts.item.code, made),
        files=tuple(Shown(file.key, file.kind, file.name) for file in kept),
    )
    bodies = [render.encode(part) for part in render.parts(message, limits, order.reads)]

    def write(connection: Connection) -> bool:
        papers.deliver(connection, order, kept, message, bodies, now)
        return False

    return write


def excuse(order: Order, limits: Limits, now: datetime, text_id: str) -> Callable[[Connection], bool]:
    """The officer hears that there will be no papers, instead of waiting for them."""
    message = Message(text=say(order.reads, text_id))
    bodies = [render.encode(part) for part in render.parts(message, limits, order.reads)]

    def write(connection: Connection) -> bool:
        papers.deliver(connection, order, (), message, bodies, now)
        return False

    return write


def make(facts: PaperFacts, language: str, code: str, link: str, store: FileStore, now: datetime) -> Made:
    """Both papers as files; what paper cannot show of them is said beside them."""
    # Only who makes papers waits for these to be loaded.
    from bot.documents import pdf, word

    written = write_papers(facts, language, code=code, link=link)
    files: list[tuple[str, bytes]] = []
    dropped: set[str] = set()
    package = ""
    for paper in (written.request, written.description):
        photos = dict(_photos(paper, store))
        files.append((f"{paper.name}.docx", word.render(paper, photos, now)))
        printed = pdf.render(paper, photos, now)
        if isinstance(printed, pdf.Printed):
            files.append((f"{paper.name}.pdf", printed.data))
            dropped |= printed.dropped
        else:
            package = printed.package
    return Made(tuple(files), " ".join(sorted(dropped)), package)


def _photos(paper: Paper, store: FileStore) -> Iterator[tuple[str, bytes]]:
    from bot.documents import pictures

    for block in paper.blocks:
        for picture in block.pictures if isinstance(block, Annex) else ():
            drawn = pictures.photo(store.read(picture.sha256)) if store.has(picture.sha256) else None
            if drawn is not None:
                yield picture.sha256, drawn


def _keep(made: Made, store: FileStore, channel: str) -> list[FileRef]:
    refs = []
    for name, data in made.files:
        found = examine(FileKind.DOCUMENT, name, data)
        if isinstance(found, FileTrouble):
            raise ValueError(f"{name} is not what its name says: {found}")
        key = f"{channel}:{store.keep(data)}"
        refs.append(
            FileRef(key=key, kind=FileKind.DOCUMENT, name=name, media_type=found.media_type, size=len(data))
        )
    return refs


def _text(language: str, code: str, made: Made) -> str:
    if made.package:
        return say(language, "papers.word_only", code=code, package=made.package)
    text = say(language, "papers.made", code=code)
    return f"{text}\n{say(language, 'papers.dropped', letters=made.dropped)}" if made.dropped else text
