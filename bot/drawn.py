"""Pictures and papers of figures that nobody keeps: made from the database whenever they are asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from handlers.bulletins import drawn_keys
from handlers.bulletins.drawn_keys import Wanted
from handlers.events import FileKind
from messages.catalog import DEFAULT
from storage.library.files import FileRow

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is shown of one, and its bytes."""

    row: FileRow
    data: bytes


def draw(engine: Engine, key: str, now: datetime, zone: ZoneInfo) -> Drawn | None:
    """None for a key of another sort, or for figures that are there no more. Takes a tenth of a second and
    more: not for the event loop."""
    wanted = drawn_keys.read(key)
    made = _make(engine, wanted, now, zone) if wanted is not None else None
    if wanted is None or made is None:
        return None
    name, data = made
    paper = wanted.what == "report"
    row = FileRow(
        key=key,
        conversation="",
        kind=FileKind.DOCUMENT if paper else FileKind.PHOTO,
        name=name,
        media_type=_WORD if paper else "image/png",
        size=len(data),
        sha256=None,
        state="kept",
        why="",
    )
    return Drawn(row, data)


def _make(engine: Engine, wanted: Wanted, now: datetime, zone: ZoneInfo) -> tuple[str, bytes] | None:
    """Its name and its bytes."""
    # Only who draws waits for what draws to be loaded.
    from bot.documents import charts, official
    from handlers.bulletins import official as report
    from handlers.bulletins import progress_chart, ranking_card
    from handlers.results.ranking import ranked
    from storage.results import boards, bulletins, course

    with engine.connect().execution_options(reading=True) as connection:
        board = boards.board(connection, wanted.unit_id, now=now, zone=zone, phase_id=wanted.phase_id or None)
        days = course.load(connection, wanted.unit_id, board.phase_id) if board is not None else None
        issuer = bulletins.issuer(connection, wanted.unit_id) if board is not None else None
    if board is None or days is None or issuer is None:
        return None
    match wanted.what:
        case "ranking":
            card = ranking_card.lay_out(DEFAULT, board, ranked(board, wanted.by), wanted.by, zone)
            return drawn_keys.name(DEFAULT, "ranking", board, zone), charts.draw(card)
        case "progress":
            chart = progress_chart.lay_out(DEFAULT, board, days, zone)
            return drawn_keys.name(DEFAULT, "progress", board, zone), charts.draw(chart)
        case "report":
            paper = official.render(report.write(board, issuer, report.Form(), zone), now)
            return drawn_keys.name(DEFAULT, "report", board, zone), paper
