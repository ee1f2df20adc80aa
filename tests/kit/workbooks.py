"""Workbooks as officers fill them in, and the desk that reads them, in the hands of a test."""

import asyncio
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from kit.house import ZONE, House, Phone
from sqlalchemy import select

from bot.intakes.desk import IntakeDesk
from bot.intakes.looking import Tools
from handlers.events import Attached, FileKind, FileRef
from handlers.registers import review_columns as columns
from storage import tables as t
from storage.database.writer import Writer
from storage.library import files
from storage.library.files import FileStore


def book(
    rows: Sequence[Sequence[Any]], *, sheet: str = "Xét duyệt", **more: Sequence[Sequence[Any]]
) -> bytes:
    """An xlsx of one sheet, or more."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as made:
        for name, cells in {sheet: rows, **more}.items():
            page = made.add_worksheet(name)
            for at, row in enumerate(cells):
                for place, cell in enumerate(row):
                    page.write(at, place, cell)
    return written.getvalue()


KEYS = (
    "number",
    "revision",
    "code",
    "title",
    "decision",
    "reason",
    "words",
    "corrected",
    "benefit_corrected",
)


def review(house: House, filled: Mapping[int, Mapping[str, Any]], *, language: str = "vi") -> bytes:
    """The review workbook with what is filled in by number; as the initiatives stand now."""
    rows: list[list[Any]] = [[columns.title(language, key) for key in KEYS]]
    for one in house.rows(t.initiatives):
        told = {
            "number": one.number,
            "revision": one.revision,
            "code": one.code,
            "title": one.title,
            "benefit_corrected": one.benefit_corrected,
            **filled.get(one.number, {}),
        }
        rows.append([told.get(key) for key in KEYS])
    return book(rows)


def desk(house: House, folder: Path, chunk: int = 20) -> tuple[IntakeDesk, Writer]:
    writer = Writer(house.engine)
    tools = house.tools()
    at = Tools(zone=ZONE, render=tools.render, can_edit=tools.can_edit)
    made = IntakeDesk(house.engine, writer, FileStore(folder), lambda: house.now, at, chunk=chunk)
    return made, writer


def work(house: House, folder: Path, chunk: int = 20) -> None:
    """The desk does whatever waits."""

    async def all_of_it() -> None:
        while await made.work():
            pass

    made, writer = desk(house, folder, chunk)
    try:
        asyncio.run(all_of_it())
    finally:
        writer.close()


def sends(phone: Phone, data: bytes, folder: Path, name: str = "xet.xlsx") -> Phone:
    """Send it in the chat, its bytes with it, and let the desk read it."""
    house = phone.house
    sha256 = FileStore(folder).keep(data)
    ref = FileRef(key=f"web:{sha256}", kind=FileKind.DOCUMENT, name=name, remote="", size=len(data))
    with house.engine.begin() as connection:
        files.want(connection, phone.conversation, [ref], house.now)
    house.hear(phone._event(Attached, file=ref))
    work(house, folder)
    return phone


def copy_of(phone: Phone, folder: Path) -> list[list[Any]]:
    """The cells of the newest file the person was sent."""
    from python_calamine import CalamineWorkbook

    shown = next(part.file for part in reversed(phone.parts()) if part.file is not None)
    with phone.house.engine.connect() as connection:
        sha256 = connection.scalar(select(t.files.c.sha256).where(t.files.c.key == shown.key))
    data = FileStore(folder).read(sha256 or "")
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
