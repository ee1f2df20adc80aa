"""The bridge to the portal from the command line."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from kit.backlog import by, wait
from kit.federation import appoint
from kit.house import House
from sqlalchemy import Engine
from typer.testing import CliRunner

from bot.commands.line import build
from storage import tables as t
from storage.database.engine import open_engine

pytestmark = pytest.mark.slow

Command = Callable[..., Result]


@pytest.fixture
def command(installation: Path) -> Command:
    def run(*words: str) -> Any:
        return CliRunner().invoke(build(), list(words), catch_exceptions=False)

    run("unit", "add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province")
    run("unit", "add", "MAYTL", "May Tân Lam", "--parent", "TINH")
    run("unit", "add", "TOMBV", "Tôm Bảo Vịnh", "--parent", "TINH")
    run("programme", "use", "million")
    return run


@pytest.fixture
def house(command: Command, tmp_path: Path) -> Iterator[House]:
    engine: Engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    made = House(engine)
    for number in (1, 2, 3):
        wait(made, number, status="valid", days=number)
    yield made
    engine.dispose()


def test_what_waits_is_listed_and_a_code_recorded(command: Command, house: House) -> None:
    listed = command("portal", "list").stdout
    assert "Chờ: 3. Tuần này đã lên: 0." in listed
    assert listed.index("NT-000003") < listed.index("NT-000001"), "the oldest first"
    assert "• Tên sáng kiến: Dưỡng số 1" in command("portal", "show", "NT-000001").stdout
    assert "Đã ghi NT-000001 với mã SK-1." in command("portal", "enter", "1", "sk-1").stdout
    assert by(house, 1).portal_code == "SK-1"
    assert [(one.kind, one.by_id) for one in house.rows(t.portal_entries)] == [("entered", None)]
    again = command("portal", "enter", "1", "SK-1")
    assert (again.exit_code, "đã lên Cổng với mã SK-1. Người quản trị ghi" in again.stderr) == (0, True)
    taken = command("portal", "enter", "2", "SK-1")
    assert (taken.exit_code, "Mã SK-1 đã ghi cho NT-000001" in taken.stderr) == (1, True)
    assert "SK-1" in command("portal", "list", "--list", "entered").stdout
    assert "Chờ: 0" in command("portal", "list", "--unit", "TOMBV").stdout
    assert "Đã rút mã SK-1 của NT-000001." in command("portal", "withdraw", "1", "nhầm").stdout
    assert by(house, 1).portal_code is None


def test_a_refusal_is_recorded_with_its_reason(command: Command, house: House) -> None:
    command("portal", "refuse", "2", "--reason", "files")
    assert by(house, 2).portal_refusal == "Ảnh, tệp không rõ hoặc không tải lên được"
    assert command("portal", "refuse", "3").exit_code == 1
    assert "NT-000002" in command("portal", "list", "--list", "refused").stdout


def test_an_officer_enters_only_what_is_theirs(command: Command, house: House) -> None:
    phone = appoint(house, house.person("phuong"), "TOMBV", "Đặng Mai Phương")
    (post,) = [one.id for one in house.rows(t.officers) if one.person_id == phone.row().id]
    refused = command("portal", "enter", "1", "SK-1", "--as", str(post))
    assert (refused.exit_code, "Đặng Mai Phương không được đưa NT-000001" in refused.stderr) == (2, True)
    assert command("portal", "enter", "1", "SK-1", "--as", "99").exit_code == 2
    assert by(house, 1).portal_code is None


def test_the_order_of_the_columns_is_the_programmes_own(command: Command, house: House) -> None:
    assert "author, phone" in command("portal", "order", "million").stdout
    assert "Không có cột: nonsense." in command("portal", "order", "million", "title,nonsense").stderr
    command("portal", "order", "million", "title, author")
    shown = command("portal", "show", "1").stdout
    assert shown.index("• Tên sáng kiến") < shown.index("• Tác giả")
    assert "Đơn vị" not in shown
    command("portal", "order", "million", "usual")
    assert "• Đơn vị" in command("portal", "show", "1").stdout
    assert command("portal", "order", "nonsense").exit_code == 2


def test_mistakes_are_told(command: Command, house: House) -> None:
    for words in (("show", "77"), ("enter", "77", "SK-1"), ("enter", "1", "?"), ("enter", "1", "0912345678")):
        assert command("portal", *words).exit_code == 2, words
    assert command("portal", "enter", "1", "0912345678", "--sure").exit_code == 0
    assert "Không có danh sách “nonsense”" in command("portal", "list", "--list", "nonsense").stderr
