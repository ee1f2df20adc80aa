"""Papers to edit, as Word files."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK

from bot.documents.pictures import square
from bot.documents.sheet import Sheet
from handlers.officers.papers import paper_blocks as b
from handlers.officers.papers.paper_blocks import Paper

if TYPE_CHECKING:
    from docx.table import _Cell

_CENTER, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_DOTS = "." * 40
#: The widths of author, union and employer, whose titles are to stay on one line.
_SIGNERS = (45, 60, 62)


def render(paper: Paper, photos: Mapping[str, bytes], now: datetime) -> bytes:
    """A DOCX with everything on it to be changed; Word brings the letters of every language."""
    sheet = Sheet(paper, now)
    for block in paper.blocks:
        _write(sheet, block, photos)
    out = io.BytesIO()
    sheet.document.save(out)
    return out.getvalue()


def _write(sheet: Sheet, block: b.Block, photos: Mapping[str, bytes]) -> None:
    match block:
        case b.Head():
            _head(sheet, block)
        case b.Title():
            _title(sheet, block)
        case b.Sentence():
            sheet.inline(sheet.paragraph(before=6, after=4), block.words)
        case b.Item():
            _item(sheet, block)
        case b.Grid():
            _grid(sheet, block)
        case b.Choices():
            _choices(sheet, block)
        case b.Signatures():
            _signatures(sheet, block)
        case b.Check():
            _check(sheet, block)
        case b.Annex():
            _annex(sheet, block, photos)
        case b.Letter():
            _letter(sheet, block)
        case _:
            assert_never(block)


def _head(sheet: Sheet, block: b.Head) -> None:
    left, right = sheet.table([70, 97], bordered=False).rows[0].cells
    for place, name in enumerate(block.left):
        line = sheet.paragraph(left, first=place == 0, align=_CENTER)
        sheet.run(line, name or _DOTS, size=10.5, bold=place == 1)
    sheet.run(sheet.paragraph(right, first=True, align=_CENTER), block.country[0], size=10.5, bold=True)
    motto = sheet.paragraph(right, align=_CENTER)
    sheet.run(motto, block.motto[0], size=11, bold=True).font.underline = True
    if len(block.country) > 1:
        for words in (block.country[1], block.motto[1]):
            sheet.foreign(sheet.paragraph(right, align=_CENTER), words, size=9)


def _title(sheet: Sheet, block: b.Title) -> None:
    alone = len(block.words) == 1 and not block.below
    line = sheet.paragraph(before=18, after=12 if alone else 0, align=_CENTER, keep=True)
    sheet.run(line, block.words[0], size=14.5, bold=True)
    if len(block.words) > 1:
        below = sheet.paragraph(after=0 if block.below else 12, align=_CENTER, keep=True)
        sheet.foreign(below, block.words[1], size=11.5)
    if block.below:
        sheet.run(sheet.paragraph(after=12, align=_CENTER), block.below, size=11)


def _item(sheet: Sheet, block: b.Item) -> None:
    several = bool(block.values) or block.lines > 1
    line = sheet.paragraph(before=6, after=2, keep=several)
    if block.number:
        sheet.run(line, f"{block.number}. ", bold=True)
    sheet.inline(line, block.label, bold=True)
    if block.lines or block.values:
        sheet.run(line, ": ")
    if not block.values:
        if block.lines == 1:
            sheet.dots(line)
        for _ in range(block.lines if block.lines > 1 else 0):
            sheet.dots(sheet.paragraph(before=4, after=2))
        return
    first = block.values[0]
    marked = first.own and bool(sheet.paper.own)
    if (
        len(block.values) == 1
        and len(first.words) == 1
        and not (first.lead or marked or "\n" in first.words[0])
    ):
        line.paragraph_format.keep_with_next = False
        sheet.run(line, first.words[0])
        return
    for value in block.values:
        _value(sheet, value)


def _value(sheet: Sheet, value: b.Value) -> None:
    line = sheet.paragraph(after=2, indent=4)
    if value.lead:
        sheet.run(line, value.lead[0], italic=True)
        if len(value.lead) > 1:
            sheet.run(line, " / ")
            sheet.foreign(line, value.lead[1])
        sheet.run(line, ": ")
    if value.own and sheet.paper.own:
        sheet.foreign(line, f"[{' / '.join(sheet.paper.own)}]", size=8)
        line.paragraph_format.keep_with_next = True
        line = sheet.paragraph(after=2, indent=4)
    head, *rest = value.words[0].split("\n")
    sheet.run(line, head)
    for one in rest:
        sheet.run(sheet.paragraph(after=2, indent=4), one)
    if len(value.words) > 1:
        sheet.foreign(sheet.paragraph(after=2, indent=4), value.words[1])


def _grid(sheet: Sheet, block: b.Grid) -> None:
    whole = sum(column.width for column in block.columns)
    table = sheet.table([167 * column.width / whole for column in block.columns], rows=1 + len(block.rows))
    sheet.repeat_header(table)
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        sheet.run(sheet.paragraph(cell, first=True, align=_CENTER), column.words[0], size=9.5, bold=True)
        for words in column.words[1:]:
            sheet.foreign(sheet.paragraph(cell, align=_CENTER), words, size=8.5)
    for row, told in zip(table.rows[1:], block.rows, strict=True):
        for place, (cell, text) in enumerate(zip(row.cells, told, strict=True)):
            middle = place in (0, len(told) - 1)
            line = sheet.paragraph(cell, first=True, before=4, after=4, align=_CENTER if middle else None)
            sheet.run(line, text, size=10)


def _choices(sheet: Sheet, block: b.Choices) -> None:
    sheet.paragraph(after=0)
    table = sheet.table([167], bordered=True)
    cell = table.rows[0].cells[0]
    sheet.inline(sheet.paragraph(cell, first=True, before=4, after=4), block.label, bold=True)
    for words, is_open in zip(block.options, block.open, strict=True):
        line = sheet.paragraph(cell, before=2, after=4)
        sheet.run(line, "\N{BALLOT BOX}").font.name = "Segoe UI Symbol"
        sheet.run(line, "  ")
        sheet.inline(line, words)
        if is_open:
            # LibreOffice draws no dots for a tab stop inside a frame.
            sheet.run(line, ":")
            sheet.run(sheet.paragraph(cell, after=4), _DOTS * 3)


def _signatures(sheet: Sheet, block: b.Signatures) -> None:
    day = sheet.paragraph(before=14, align=_RIGHT, keep=True)
    sheet.run(day, block.day[0], size=11, italic=True)
    for words in block.day[1:]:
        sheet.foreign(sheet.paragraph(align=_RIGHT, keep=True), words, size=9)
    table = sheet.table(_SIGNERS, bordered=False)
    for cell, signer in zip(table.rows[0].cells, block.signers, strict=True):
        sheet.run(sheet.paragraph(cell, first=True, align=_CENTER), signer.title[0], size=10, bold=True)
        for words in signer.title[1:]:
            sheet.foreign(sheet.paragraph(cell, align=_CENTER), words, size=9.5)
        sheet.run(sheet.paragraph(cell, align=_CENTER), signer.hint[0], size=9, italic=True)
        for words in signer.hint[1:]:
            sheet.foreign(sheet.paragraph(cell, align=_CENTER), words, size=8.5)
        sheet.run(sheet.paragraph(cell, before=64, align=_CENTER), signer.name)


def _check(sheet: Sheet, block: b.Check) -> None:
    sheet.paragraph(after=4)
    left, right = sheet.table([36, 131], bordered=False).rows[0].cells
    sheet.picture(sheet.paragraph(left, first=True), square(block.payload), width=30)
    sheet.inline(sheet.paragraph(right, first=True, after=3), block.heading, bold=True, size=10)
    for words in block.lines:
        sheet.inline(sheet.paragraph(right, after=3), words, size=10)
    if block.link:
        sheet.run(sheet.paragraph(right, after=3), block.link, size=9)
    if block.code:
        sheet.inline(sheet.paragraph(right), block.code, bold=True, size=10)


def _annex(sheet: Sheet, block: b.Annex, photos: Mapping[str, bytes]) -> None:
    shown = [one for one in block.pictures if one.sha256 in photos]
    if not shown:
        return
    heading = sheet.paragraph(after=10, align=_CENTER, keep=True)
    heading.paragraph_format.page_break_before = True
    sheet.inline(heading, block.label, bold=True)
    abreast = 1 if len(shown) == 1 else 2
    table = sheet.table([167 / abreast] * abreast, rows=-(-len(shown) // abreast), bordered=False)
    cells: list[_Cell] = [cell for row in table.rows for cell in row.cells]
    for cell, one in zip(cells, shown, strict=False):
        line = sheet.paragraph(cell, first=True, align=_CENTER)
        sheet.picture(line, photos[one.sha256], width=150 / abreast, most=150 if abreast == 1 else 85)
        sheet.run(sheet.paragraph(cell, after=10, align=_CENTER), one.caption, size=9.5)


def _letter(sheet: Sheet, block: b.Letter) -> None:
    if block.union:
        sheet.run(sheet.paragraph(after=18), block.union, bold=True)
    sheet.foreign(sheet.paragraph(after=18, align=_CENTER), block.title, size=15, bold=True)
    for words in block.before:
        sheet.foreign(sheet.paragraph(after=10), words, size=12)
    table = sheet.table([56, 111], rows=len(block.facts), alignment=WD_TABLE_ALIGNMENT.LEFT)
    for row, told in zip(table.rows, block.facts, strict=True):
        for cell, words in zip(row.cells, told, strict=True):
            sheet.foreign(sheet.paragraph(cell, first=True, before=2, after=2), words, size=11)
    sheet.paragraph(after=4)
    for words in block.after:
        sheet.foreign(sheet.paragraph(after=10), words, size=12)
    sheet.foreign(sheet.paragraph(before=8, after=6), block.closing, size=12)
    sheet.run(sheet.paragraph(after=16), block.union)
    _check(sheet, block.check)
    sheet.paragraph().add_run().add_break(WD_BREAK.PAGE)
