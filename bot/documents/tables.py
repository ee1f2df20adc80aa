"""Tables of Word files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table


def add_table(
    document: Document,
    widths: Sequence[float],
    rows: int,
    *,
    bordered: bool = True,
    alignment: WD_TABLE_ALIGNMENT = WD_TABLE_ALIGNMENT.CENTER,
) -> Table:
    """Rows that no page break cuts through; widths are in millimetres."""
    made: Table = document.add_table(rows, len(widths))
    made.autofit = False
    made.alignment = alignment
    if bordered:
        made.style = "Table Grid"
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for row in made.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return made
