"""The administrator connects a spreadsheet from the command line."""

from pathlib import Path
from typing import Any

import pytest
from fakes.sheets_api import EMAIL, SheetsApi
from fakes.sheets_desk import KEY
from kit.backlog import wait
from kit.federation import appoint, found
from kit.house import House
from sqlalchemy import Engine
from typer.testing import CliRunner

from bot.commands.line import build
from storage import tables as t

ADDRESS = f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid=0"


@pytest.fixture
def api(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    found(sqlite_engine)
    house = House(sqlite_engine)
    appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    wait(house, 1)
    monkeypatch.chdir(tmp_path)
    with SheetsApi() as api:
        monkeypatch.setenv("DATABASE_URL", str(sqlite_engine.url))
        monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
        monkeypatch.setenv("DEMO", "0")
        monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_FILE", str(api.key_file(tmp_path)))
        monkeypatch.setenv("GOOGLE_SHEETS_API_URL", api.url)
        monkeypatch.setattr("storage.database.schema.upgrade", lambda engine: None)
        yield api


def run(*words: str) -> Any:
    return CliRunner().invoke(build(), ["sheet", *words])


def test_a_shared_spreadsheet_is_connected_filled_listed_and_let_go(
    api: SheetsApi, sqlite_engine: Engine
) -> None:
    made = api.add(KEY)
    done = run("connect", ADDRESS, "--unit", "MAYTL", "--officer", "Nguyễn Thị Nhung", "--name", "May")
    assert done.exit_code == 0, done.output
    assert EMAIL in done.output
    assert "Nguyễn Thị Nhung" in done.output
    assert [tab.title for tab in made.tabs][:2] == ["Sáng kiến", "Cách dùng"]
    now = run("now", "May")
    assert "đã ghi 1 dòng" in now.output, now.output
    assert "đang chạy" in run("list").output
    again = run("connect", ADDRESS, "--unit", "MAYTL")
    assert again.exit_code == 2
    assert "đang nối với tên “May”" in again.output
    assert "Đã ngắt “May”" in run("disconnect", "May").output
    assert House(sqlite_engine).rows(t.sinks) == []
    assert "Chưa nối bảng tính nào" in run("list").output


def test_a_spreadsheet_that_is_not_shared_says_with_whom_to_share_it(
    api: SheetsApi, sqlite_engine: Engine
) -> None:
    api.add(KEY, shared="")
    refused = run("connect", ADDRESS, "--unit", "MAYTL")
    assert refused.exit_code == 1
    assert f"nhập địa chỉ thư {EMAIL}" in refused.output
    assert House(sqlite_engine).rows(t.sinks) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["connect", "https://example.vn"], "không phải địa chỉ của một bảng tính"),
        (["connect", ADDRESS, "--officer", "Không Ai"], "Không có cán bộ nào"),
        (["now", "7"], "Không có bảng tính nào"),
    ],
)
def test_what_cannot_be_meant_is_said_plainly(api: SheetsApi, words: list[str], told: str) -> None:
    refused = run(*words)
    assert refused.exit_code == 2
    assert told in refused.output
