"""The official report as a Word file, laid out as Decree 30/2020/ND-CP, annex I, asks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bot.documents.letters import printable
from bot.documents.tables import add_table
from handlers.bulletins.official import OfficialReport, Part
from messages.results.layouts import word

if TYPE_CHECKING:
    from docx.document import Document as Written
    from docx.section import Section
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

_SERIF: Final = "Times New Roman"
_CENTER, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
#: Of the body, in points, and of what the first line is moved in by, in millimetres.
_SIZE, _INDENT = 14.0, 10.0
_MARGINS: Final = {"top": 20, "bottom": 20, "left": 30, "right": 15}
#: Millimetres between the margins.
_WIDTH: Final = 165.0
_NUMERALS: Final = ("I", "II", "III", "IV", "V", "VI")
_RESULTS: Final = (14, 116, 35)
_ANNEX: Final = (10, 57, 17, 17, 17, 16, 15, 16)


def render(report: OfficialReport, now: datetime) -> bytes:
    """A DOCX to be signed; everything on it can be changed in Word."""
    document = _page(report, now)
    _head(document, report)
    _title(document, report)
    _line(document, report.intro, indent=_INDENT, justified=True)
    for numeral, part in zip(_NUMERALS, report.parts, strict=False):
        _part(document, numeral, part)
    _line(document, report.end, indent=_INDENT, justified=True)
    _foot(document, report)
    if report.annex:
        _annex(document, report)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(report: OfficialReport, now: datetime) -> Written:
    document = Document()
    about = document.core_properties
    about.title, about.author, about.comments = report.about[0], "", ""
    about.created = about.modified = now.replace(tzinfo=None)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _SERIF, Pt(_SIZE)
    properties = style.element.get_or_add_rPr()
    letters = properties.find(qn("w:rFonts"))
    for which in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        letters.set(qn(which), _SERIF)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    properties.append(language)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(_MARGINS["top"]), Mm(_MARGINS["bottom"])
    section.left_margin, section.right_margin = Mm(_MARGINS["left"]), Mm(_MARGINS["right"])
    _number_pages(section)
    return document


def _number_pages(section: Section) -> None:
    """In the middle above the text, and not on the first page."""
    section.different_first_page_header_footer = True
    section.header_distance = Mm(10)
    line = section.header.paragraphs[0]
    line.alignment = _CENTER
    for kind in ("begin", "", "end"):
        run = _run(line, "", size=13)
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = "PAGE"
        run._r.append(made)


def _head(document: Written, report: OfficialReport) -> None:
    table = add_table(document, (66, 99), 2, bordered=False)
    (left, right), (number, day) = (row.cells for row in table.rows)
    _set(left, report.above, size=12, first=True)
    _set(left, report.union, size=12, bold=True)
    _rule(left, 26)
    _set(right, report.country, size=12, bold=True, first=True)
    _set(right, report.motto, size=13, bold=True)
    _rule(right, 60)
    _set(number, report.number, size=13, first=True)
    _set(day, report.place_date, size=13, italic=True, first=True)
    _line(document, "", size=6)


def _title(document: Written, report: OfficialReport) -> None:
    _line(document, report.kind, align=_CENTER, bold=True, before=6, after=0)
    _line(document, report.about[0], align=_CENTER, bold=True, after=0)
    for one in report.about[1:]:
        _line(document, one, align=_CENTER, italic=True, size=13, after=0)
    _rule(document, 40)


def _part(document: Written, numeral: str, part: Part) -> None:
    _line(document, f"{numeral}. {part.heading}", bold=True, indent=_INDENT, before=6, keep=True)
    for one in part.paragraphs:
        _line(document, one, indent=_INDENT, justified=True, keep=bool(part.table))
    if part.table:
        aligned = (_CENTER, None, _RIGHT)
        _fill(add_table(document, _RESULTS, len(part.table)), part.table, aligned, size=13)
        _line(document, "", size=6, after=0)
    for _ in range(part.lines):
        dotted = _line(document, "", after=6)
        stops = dotted.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        dotted.add_run("\t")


def _foot(document: Written, report: OfficialReport) -> None:
    """Who gets it on the left, who signs on the right; no page ends between them and the last sentence."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    table = add_table(document, (77, 88), 1, bordered=False)
    left, right = table.rows[0].cells
    _set(left, word("sign.receivers"), size=12, bold=True, italic=True, first=True, align=None)
    for one in report.receivers:
        _set(left, one, size=11, align=None)
    _set(right, report.committee, size=13, bold=True, first=True)
    _set(right, report.title, size=13, bold=True)
    for _ in range(4):
        _set(right, "", size=13)
    _set(right, report.signer, size=14, bold=True)


def _annex(document: Written, report: OfficialReport) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    first, *others = report.annex_title
    _line(document, first, align=_CENTER, bold=True, after=0)
    _line(document, others[0], align=_CENTER, bold=True, after=0)
    for one in others[1:]:
        _line(document, one, align=_CENTER, italic=True, size=13)
    table = add_table(document, _ANNEX, len(report.annex))
    _fill(table, report.annex, (_CENTER, None, *[_RIGHT] * 6), size=11)
    for cell in table.rows[-1].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _fill(
    table: Table, rows: Sequence[Sequence[str]], aligned: Sequence[WD_ALIGN_PARAGRAPH | None], *, size: float
) -> None:
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for at, (row, told) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, text, align in zip(row.cells, told, aligned, strict=True):
            _set(cell, text, size=size, bold=at == 0, align=_CENTER if at == 0 else align, first=True)


def _set(
    cell: _Cell,
    text: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    first: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = _CENTER,
) -> None:
    line = cell.paragraphs[0] if first else cell.add_paragraph()
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(1)
    if align is not None:
        line.alignment = align
    _run(line, text, size=size, bold=bold, italic=italic)


def _line(
    document: Written,
    text: str,
    *,
    size: float = _SIZE,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    justified: bool = False,
    indent: float = 0,
    before: float = 0,
    after: float = 6,
    keep: bool = False,
) -> Paragraph:
    made = document.add_paragraph()
    shape = made.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.first_line_indent = Mm(indent)
    shape.keep_with_next = keep
    if justified or align is not None:
        made.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if justified or align is None else align
    _run(made, text, size=size, bold=bold, italic=italic)
    return made


def _rule(place: Written | _Cell, width: float) -> None:
    """A line of so many millimetres in the middle: the border of an empty paragraph between indents."""
    made = place.add_paragraph()
    whole = _WIDTH if not hasattr(place, "width") else (place.width or Mm(_WIDTH)).mm - 4
    shape = made.paragraph_format
    shape.left_indent = shape.right_indent = Mm(max(0.0, (whole - width) / 2))
    shape.space_before, shape.space_after = Pt(0), Pt(6)
    shape.line_spacing = Pt(4)
    _run(made, "", size=2)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    made._p.get_or_add_pPr().append(borders)


def _run(line: Paragraph, text: str, *, size: float, bold: bool = False, italic: bool = False) -> Run:
    made = line.add_run(printable(text))
    made.font.size, made.bold, made.italic = Pt(size), bold, italic
    made.font.name = _SERIF
    return made
