"""Backups are made every night and cleared away when they are old."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from kit.databases import fresh_sqlite
from pydantic import SecretStr

from bot.backups import retention, shelf
from bot.backups.nightly import Nightly
from bot.settings import Settings
from storage.library.files import FileStore

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 11, 23)


def test_a_backup_is_made_once_a_night_also_when_the_machine_was_off_at_that_hour(tmp_path: Path) -> None:
    clock = [datetime(2026, 11, 23, 2, 29, tzinfo=ZONE)]
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        backup_password=SecretStr("mot-cau-dai-de-nho"),
        backup_dir=tmp_path / "kho",
        demo=False,
    )
    with fresh_sqlite(tmp_path) as engine:
        nightly = Nightly(settings, engine, FileStore(tmp_path / "files"), lambda: clock[0])
        assert not nightly.is_due() or not shelf.backups(tmp_path / "kho", ZONE)
        made = []
        for minute in range(0, 3 * 24 * 60, 10):
            clock[0] = datetime(2026, 11, 23, 2, 30, tzinfo=ZONE) + timedelta(minutes=minute)
            if minute in range(24 * 60, 30 * 60):
                continue  # the machine is off until the morning
            if nightly.is_due():
                nightly.make()
                made.append(clock[0])
        assert [f"{one:%d %H:%M}" for one in made] == ["23 02:30", "24 08:30", "25 02:30"]
        lying = shelf.backups(tmp_path / "kho", ZONE)
        assert [one.made for one in lying] == made[::-1]


def test_a_year_of_nights_leaves_a_week_of_days_a_month_of_weeks_and_a_year_of_months() -> None:
    lying: set[date] = set()
    for back in range(400, -1, -1):
        today = TODAY - timedelta(days=back)
        lying.add(today)
        lying -= retention.outdated(lying, today)
    assert {TODAY - timedelta(days=back) for back in range(7)} <= lying
    assert 20 <= len(lying) <= 7 + 5 + 12
    assert min(lying) < TODAY - timedelta(days=320)
    gaps = [(one - other).days for one, other in zip(sorted(lying)[1:], sorted(lying), strict=False)]
    assert max(gaps) <= 32


@given(st.sets(st.integers(0, 3000), min_size=1))
def test_the_newest_backup_is_never_taken_away(ages: set[int]) -> None:
    made = {TODAY - timedelta(days=age) for age in ages}
    gone = retention.outdated(made, TODAY)
    assert max(made) not in gone
    assert gone < made


def test_other_files_on_the_shelf_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "sang-kien-2020-01-01-020000.backup").touch()
    (tmp_path / "sang-kien-2026-11-22-023000.backup").touch()
    (tmp_path / "bang-luong.xlsx").touch()
    gone = shelf.tidy(tmp_path, datetime(2026, 11, 23, 3, 0, tzinfo=ZONE), ZONE)
    assert [path.name for path in gone] == ["sang-kien-2020-01-01-020000.backup"]
    assert (tmp_path / "bang-luong.xlsx").exists()


def test_two_backups_of_one_second_lie_beside_each_other(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 3, 0, tzinfo=ZONE)
    first = shelf.named(tmp_path, now, ZONE)
    first.touch()
    second = shelf.named(tmp_path, now, ZONE)
    assert first != second
    second.touch()
    assert len(shelf.backups(tmp_path, ZONE)) == 2
