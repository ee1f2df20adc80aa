"""Boards of a province as people would look at them, without a database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.bulletins.course import Course, Day
from handlers.results.figures import Board, Figures, Line
from handlers.units import Unit

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SLOGAN = "Tự hào trí tuệ lao động Việt Nam"
PROVINCE = "Liên đoàn Lao động tỉnh Ninh Thuận"
LONG = (
    "Công đoàn cơ sở Công ty Trách nhiệm hữu hạn Một thành viên Chế biến Thủy sản Xuất khẩu Đông Hải "
    "chi nhánh Phan Rang"
)
NAMES = (
    "Công đoàn Các khu công nghiệp tỉnh",
    "Công đoàn cơ sở Công ty TNHH May Tân Lam",
    LONG,
    "Công đoàn ngành Giáo dục",
    "Công đoàn phường Đông Hải",
)


def line(
    at: int,
    valid: int,
    submissions: int,
    target: int | None = 100,
    *,
    name: str = "",
    week_ago: tuple[int, int] | None = None,
) -> Line:
    """`week_ago` is how many were valid and sent then."""
    before = Figures(valid=week_ago[0], submissions=week_ago[1]) if week_ago is not None else None
    figures = Figures(
        valid=valid, submissions=submissions, submitters=submissions, decided=valid, first_pass=valid
    )
    unit = Unit(at + 2, f"DV{at:02}", name or (NAMES[at] if at < len(NAMES) else f"Công đoàn xã số {at}"))
    return Line(
        unit=unit, parent_id=1, depth=1, figures=figures, target=target, workers=1000, week_ago=before
    )


def board(
    lines: Sequence[Line] = (),
    *,
    valid: int = 1234,
    submissions: int = 2010,
    target: int | None = 2000,
    week_ago: tuple[int, int] | None = None,
) -> Board:
    before = Figures(valid=week_ago[0], submissions=week_ago[1]) if week_ago is not None else None
    top = Line(
        unit=Unit(1, "TINH", PROVINCE),
        parent_id=None,
        depth=0,
        figures=Figures(valid=valid, submissions=submissions, submitters=1700, registered=3000),
        target=target,
        week_ago=before,
    )
    return Board(
        as_of=MONDAY,
        phase="01 triệu sáng kiến · Giai đoạn 1",
        slogan=SLOGAN,
        top=top,
        lines=tuple(lines),
        phase_id=1,
    )


def many(count: int, target: int | None = 100) -> tuple[Line, ...]:
    """So many units, the best first, none of them like another."""
    return tuple(line(at, 300 - 9 * at, 400 - 9 * at, target) for at in range(count))


def course(days: int = 0, *, opens: date = date(2026, 10, 1), closes: date = date(2026, 12, 31)) -> Course:
    """With the first so many days written down, ten more valid ones on each."""
    told = tuple(Day(opens + timedelta(days=at), 20 * at, 10 * at) for at in range(days))
    return Course(opens, closes, told)
