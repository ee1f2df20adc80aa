"""A Word page and what is put on it: lines, runs in two scripts, tables, dotted lines."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image

from bot.documents.letters import printable
from bot.documents.tables import add_table
from handlers.officers.papers.paper_blocks import Paper, Words

if TYPE_CHECKING:
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

#: Millimetres between the margins of the page.
WIDTH = 167.0
#: Letters every Word has for these languages.
_FAR = {"ko": ("Malgun Gothic", "ko-KR"), "ja": ("MS Mincho", "ja-JP"), "zh": ("SimSun", "zh-CN")}
_SERIF = "Times New Roman"
_GREY = RGBColor(0x3C, 0x3C, 0x3C)


class Sheet:
    """One document being written from top to bottom; sizes are in points, widths in millimetres."""

    def __init__(self, paper: Paper, now: datetime) -> None:
        self.paper = paper
        self.document = Document()
        about = self.document.core_properties
        about.title, about.author, about.comments = paper.title, "", ""
        about.created = about.modified = now.replace(tzinfo=None)
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin, page.right_margin = Mm(25), Mm(18)
        page.top_margin, page.bottom_margin = Mm(18), Mm(20)
        self._set_letters()
        self._set_foot()

    def paragraph(
        self,
        cell: _Cell | None = None,
        *,
        first: bool = False,
        before: float = 0,
        after: float = 0,
        indent: float = 0,
        align: WD_ALIGN_PARAGRAPH | None = None,
        keep: bool = False,
    ) -> Paragraph:
        """A new line on the page or in a cell, of which the `first` is there from the beginning. `keep`
        leaves no page break after it."""
        if cell is None:
            made = self.document.add_paragraph()
        else:
            made = cell.paragraphs[0] if first else cell.add_paragraph()
        shape = made.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.left_indent = Mm(indent)
        shape.keep_with_next = keep
        if align is not None:
            made.alignment = align
        return made

    def run(
        self, line: Paragraph, text: str, *, size: float = 12, bold: bool = False, italic: bool = False
    ) -> Run:
        made = line.add_run(printable(text))
        made.font.size, made.bold, made.italic = Pt(size), bold, italic
        return made

    def foreign(self, line: Paragraph, text: str, *, size: float = 10.5, bold: bool = False) -> Run:
        """Words in the manager's language, or about it."""
        made = self.run(line, text, size=size, bold=bold)
        made.font.color.rgb = _GREY
        return made

    def inline(self, line: Paragraph, words: Words, *, bold: bool = False, size: float = 12) -> None:
        """Vietnamese, and the other language after it."""
        self.run(line, words[0], bold=bold, size=size)
        for other in words[1:]:
            self.run(line, " / ", size=size)
            self.foreign(line, other, size=size * 0.87)

    def dots(self, line: Paragraph) -> None:
        """Dots from here to the right margin, to be written on."""
        line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        line.add_run("\t")

    def table(
        self,
        widths: Sequence[float],
        *,
        rows: int = 1,
        bordered: bool = True,
        alignment: WD_TABLE_ALIGNMENT = WD_TABLE_ALIGNMENT.CENTER,
    ) -> Table:
        """Rows that no page break cuts through."""
        return add_table(self.document, widths, rows, bordered=bordered, alignment=alignment)

    def repeat_header(self, table: Table) -> None:
        """The first row again on every page the table reaches."""
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def picture(self, line: Paragraph, data: bytes, *, width: float, most: float = 250) -> None:
        """As wide as that, or narrower where it would be higher than `most`."""
        with Image.open(io.BytesIO(data)) as opened:
            height = width * opened.height / opened.width
        wide = width if height <= most else width * most / height
        line.add_run().add_picture(io.BytesIO(data), width=Mm(wide))

    def _set_letters(self) -> None:
        style: ParagraphStyle = self.document.styles["Normal"]
        style.font.name, style.font.size = _SERIF, Pt(12)
        far, tag = _FAR.get(self.paper.language, (_SERIF, "en-US"))
        properties = style.element.get_or_add_rPr()
        letters = properties.find(qn("w:rFonts"))
        for which in ("w:ascii", "w:hAnsi", "w:cs"):
            letters.set(qn(which), _SERIF)
        letters.set(qn("w:eastAsia"), far)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "vi-VN")
        language.set(qn("w:eastAsia"), tag)
        properties.append(language)

    def _set_foot(self) -> None:
        line = self.document.sections[0].footer.paragraphs[0]
        line.style = self.document.styles["Normal"]  # the footer's own has tab stops for other margins
        line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        self.run(line, f"{self.paper.foot}", size=8.5)
        line.add_run("\t")
        self.run(line, f"{self.paper.page} ", size=8.5)
        self._counted(line, "PAGE")
        self.run(line, " / ", size=8.5)
        self._counted(line, "NUMPAGES")

    def _counted(self, line: Paragraph, name: str) -> None:
        """A number that Word fills in."""
        for kind, text in (("begin", ""), ("", name), ("end", "")):
            made = self.run(line, "", size=8.5)
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = text
            made._r.append(part)
