"""What stands between the house and the spreadsheet: said once, tried again, nothing lost."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from fakes.sheets_api import Fault
from fakes.sheets_desk import KEY, Desk
from kit.backlog import wait
from pydantic import SecretStr

from bot.sinks.builders import BUILDERS
from bot.sinks.serving import Serving
from bot.sinks.sheets import accounts
from bot.sinks.sink import SinkFailed
from storage.vault import Vault


def why(desk: Desk) -> str:
    with pytest.raises(SinkFailed) as failed:
        desk.listen()
    assert not failed.value.final
    return failed.value.why


def test_each_trouble_has_its_reason_and_ends_by_itself(desk: Desk) -> None:
    desk.api.shared.clear()
    assert why(desk) == "unshared"
    desk.api.shared[KEY] = "writer"
    desk.listen()
    desk.api.revoked = True
    desk.api.expire()
    assert why(desk) == "revoked"
    desk.api.revoked = False
    desk.listen()
    gone = desk.api.spreadsheets.pop(KEY)
    assert why(desk) == "sheet_gone"
    desk.api.spreadsheets[KEY] = gone
    desk.api.disabled = True
    assert why(desk) == "api_off"
    desk.api.disabled = False
    wait(desk.house, 4)
    desk.api.shared[KEY] = "reader"
    assert why(desk) == "unshared"
    desk.api.shared[KEY] = "writer"
    desk.rounds()
    assert desk.human.codes()[-1] == "NT-000004"


def test_a_deleted_tab_and_a_deleted_key_column_are_told_apart(desk: Desk) -> None:
    tab = desk.human.tab
    desk.human.deletes_column("Số (xin đừng sửa)")
    assert why(desk) == "columns"
    desk.human.deletes_tab()
    assert why(desk) == "tab_gone"
    assert tab not in desk.spreadsheet.tabs


@pytest.mark.parametrize(
    ("fault", "reason", "asked"),
    [
        (Fault(429, "Quota exceeded"), "quota", 15.0),
        (Fault(429, "Quota exceeded", headers={"Retry-After": "40"}), "quota", 40.0),
        (Fault(500, "Internal error"), "unreachable", None),
        (Fault(503, "The service is currently unavailable."), "unreachable", None),
        (Fault(), "unreachable", None),
    ],
)
def test_what_google_cannot_do_now_is_tried_again(
    desk: Desk, fault: Fault, reason: str, asked: float | None
) -> None:
    desk.api.fails("values.get", fault)
    with pytest.raises(SinkFailed) as failed:
        desk.listen()
    assert (failed.value.why, failed.value.retry_after, failed.value.final) == (reason, asked, False)
    desk.listen()


def test_a_storm_of_refusals_loses_and_doubles_nothing(desk: Desk) -> None:
    for number in range(4, 14):
        wait(desk.house, number)
    desk.human.decides("NT-000001", "Duyệt")
    for _ in range(6):
        desk.api.fails("batchUpdate", Fault(429, "Quota exceeded"), Fault(503), Fault(after=True))
        desk.api.fails("values.get", Fault(429, "Quota exceeded"))
    for _ in range(40):
        try:
            desk.round()
        except SinkFailed:
            desk.start()
    assert sorted(map(str, desk.human.codes())) == [f"NT-{number:06d}" for number in range(1, 14)]
    assert desk.decisions() == [("approve", "sheet")]


def test_access_that_ran_out_is_renewed_without_a_word(desk: Desk) -> None:
    desk.api.expire()
    desk.rounds()
    assert desk.api.counted("token") == 3


def test_lost_permission_is_told_once_in_the_chat_and_so_is_its_end(desk: Desk) -> None:
    def step() -> None:
        desk.house.now += timedelta(minutes=70)
        asyncio.run(Serving(desk.row.id, desk.tools, BUILDERS["sheet"]).step())

    desk.api.shared.clear()
    for _ in range(5):
        step()
    assert desk.told("không còn chia sẻ quyền sửa cho trợ lý") == 1
    desk.officer.sees("bấm “Chia sẻ”")
    desk.api.shared[KEY] = "writer"
    step()
    step()
    desk.officer.sees("đã chạy lại")


def test_two_processes_take_turns(desk: Desk) -> None:
    """`sheet now` beside the house: both would append the same row."""
    wait(desk.house, 4)
    first, second = desk.sink, type(desk.sink)(desk.row, desk.tools)

    async def both() -> None:
        await asyncio.gather(first.run_once(), second.run_once())

    asyncio.run(both())
    second.close()
    assert desk.human.codes().count("NT-000004") == 1


def test_a_key_of_its_own_is_kept_sealed(tmp_path: Path) -> None:
    vault = Vault("a-secret-key-of-tests")
    told = '{"client_email": "a@b", "private_key": "hush", "token_uri": "http://x"}'
    sealed = accounts.seal(accounts.parse(told), vault)
    assert "hush" not in sealed
    assert accounts.account(sealed, None, vault)["private_key"] == "hush"
    with pytest.raises(SinkFailed, match="unreadable"):
        accounts.account(sealed, None, Vault("another-key-of-tests"))
    with pytest.raises(SinkFailed, match="no_key"):
        accounts.account("", None, vault)
    wrong = tmp_path / "x.json"
    wrong.write_text("{}")
    with pytest.raises(SinkFailed) as failed:
        accounts.account("", wrong, vault)
    assert failed.value.why == "bad_key"
    assert vault.open(vault.seal(SecretStr("x"))).get_secret_value() == "x"


@pytest.mark.parametrize(
    "address",
    [
        f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid=0",
        f"https://docs.google.com/spreadsheets/u/1/d/{KEY}/edit?usp=sharing",
        KEY,
    ],
)
def test_the_address_is_taken_from_the_browser(address: str) -> None:
    assert accounts.key_of(address) == KEY
    assert accounts.key_of("https://drive.google.com/drive/folders/abc") is None
