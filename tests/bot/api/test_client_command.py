"""Programs are let in and shut out from the command line."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, insert, select
from typer.testing import CliRunner

from bot.commands.api.clients import _RIGHTS
from bot.commands.line import build
from storage.clients import clients
from storage.database.engine import open_engine
from storage.tables import officers, people, units

pytestmark = pytest.mark.slow

Command = Callable[..., Result]


@pytest.fixture
def command(installation: Path) -> Command:
    def run(*words: str) -> Any:
        return CliRunner().invoke(build(), list(words), catch_exceptions=False)

    run("unit", "add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province")
    run("unit", "add", "MAYTL", "May Tân Lam", "--parent", "TINH")
    run("unit", "add", "TOMBV", "Tôm Bảo Vịnh", "--parent", "TINH")
    return run


@pytest.fixture
def database(command: Command, tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    yield engine
    engine.dispose()


@pytest.fixture
def officer(database: Engine) -> str:
    """The number of the post of the officer of the sewing factory."""
    from bot.commands import ground

    with database.begin() as connection:
        unit = connection.scalar(select(units.c.id).where(units.c.code == "MAYTL"))
        person = insert(people).values(name="Nguyễn Thị Nhung", created_at=ground.now())
        held = insert(officers).values(
            person_id=connection.scalar(person.returning(people.c.id)),
            unit_id=unit,
            role="grassroots",
            since=ground.now(),
        )
        return str(connection.scalar(held.returning(officers.c.id)))


def token_in(words: str) -> str:
    (token,) = (line for line in words.splitlines() if line.startswith("sk_"))
    return token


def opens(engine: Engine, token: str) -> bool:
    from bot.commands import ground

    with engine.begin() as connection:
        return clients.by_token(connection, token, ground.now()) is not None


def test_a_program_is_let_in_renewed_and_shut_out(command: Command, database: Engine, officer: str) -> None:
    assert "Chưa có phần mềm nào" in command("client", "list").stdout
    options = ("--unit", "maytl", "--rights", "read,decide", "--officer", officer)
    added = command("client", "add", "Phần mềm tỉnh", *options).stdout
    assert "Mọi quyết định của phần mềm đứng tên Nguyễn Thị Nhung." in added
    token = token_in(added)
    assert opens(database, token)
    listed = command("client", "list").stdout
    assert token not in listed
    assert "Phần mềm tỉnh  MAYTL" in listed
    assert "chưa dùng" in listed
    fresh = token_in(command("client", "rotate", "Phần mềm tỉnh").stdout)
    assert (opens(database, token), opens(database, fresh)) == (False, True)
    assert "Đã khóa" in command("client", "revoke", "Phần mềm tỉnh").stdout
    assert not opens(database, fresh)
    assert "đã bị khóa từ" in command("client", "revoke", "Phần mềm tỉnh").stdout
    assert "đã khóa" in command("client", "list").stdout


def test_rights_are_seen_and_changed(command: Command, database: Engine, officer: str) -> None:
    command("client", "add", "A", "--unit", "TINH")
    assert "A nay có quyền: read." in command("client", "rights", "A").stdout
    refused = command("client", "rights", "A", "read,decide")
    assert refused.exit_code == 2
    assert "cần một cán bộ đứng tên" in refused.stderr
    assert "read, decide" in command("client", "rights", "A", "decide,read", "--officer", officer).stdout
    with database.begin() as connection:
        one = clients.named(connection, "A")
    assert one is not None
    assert (one.rights, one.officer) == ({"read", "decide"}, "Nguyễn Thị Nhung")


def test_a_mistake_is_told_with_the_way_out(command: Command, database: Engine, officer: str) -> None:
    for words, told in (
        (("add", "A", "--unit", "NONE"), "Không có đơn vị nào mang mã NONE"),
        (("add", "A", "--unit", "TINH", "--rights", "read,all"), "Không có quyền all. Các quyền: read"),
        (("add", "A", "--unit", "TINH", "--rights", ","), "Cần ít nhất một quyền"),
        (("add", "A", "--unit", "TINH", "--rights", "targets"), "Thêm --officer SỐ"),
        (("add", "A", "--unit", "TINH", "--officer", "77"), "officers list"),
        (("add", " ", "--unit", "TINH"), "từ 1 đến 80 ký tự"),
        (("revoke", "B"), "Chưa có phần mềm nào"),
    ):
        refused = command("client", *words)
        assert refused.exit_code == 2, words
        assert told in refused.stderr, refused.stderr
    command("client", "add", "A", "--unit", "TINH")
    assert "client rotate" in command("client", "add", "A", "--unit", "TINH").stderr
    assert "Hiện có: A." in command("client", "revoke", "B").stderr
    warned = command("client", "add", "C", "--unit", "TOMBV", "--officer", officer).stdout
    assert "Nguyễn Thị Nhung không phụ trách Tôm Bảo Vịnh" in warned


def test_help_names_every_right() -> None:
    assert ", ".join(clients.RIGHTS) == _RIGHTS
