"""The probe as the administrator runs it: with their settings, a database, and a file to write into."""

import ast
import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from fakes.zalo_bot_api import ZaloBotApi
from fakes.zalo_oa_api import ZaloOaApi
from probe_trials import free_port
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from bot.commands.line import build
from messages.catalog import DEFAULT, say, texts
from storage.database.engine import open_engine
from storage.tables import inbox, usage

pytestmark = pytest.mark.slow

MINUTES = "0.05"
"""How long the command waits for the volunteer."""


@pytest.fixture(autouse=True)
def as_a_newcomer(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever probes has set nothing yet."""
    monkeypatch.delenv("DEMO")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "data").mkdir()
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    yield engine
    engine.dispose()


def write(**lines: str) -> str:
    text = "# mine\n" + "".join(f"{name}={value}\n" for name, value in lines.items())
    Path(".env").write_text(text, encoding="utf-8")
    return text


def read(name: str = ".env") -> str:
    return Path(name).read_text(encoding="utf-8")


async def command(*words: str) -> Result:
    """Beside the fake, which lives in this loop."""
    return await asyncio.to_thread(lambda: CliRunner().invoke(build(), list(words), catch_exceptions=False))


async def test_answers_are_shown_and_what_others_wrote_waits_for_the_house(database: Engine) -> None:
    async with ZaloBotApi() as api:
        ba, tu = api.person("ba-1", "Anh Ba"), api.person("tu-2", "Chị Tư")
        write(ZALO_BOT_TOKEN=api.token, ZALO_BOT_API_URL=api.url, WEB_PORT=str(free_port()))

        async def volunteer() -> None:
            # Not before the question that wants nothing to be new.
            while not any(call.parameters.get("timeout") == 5 for call in api.calls_of("getUpdates")):
                await api.changed()
            tu.says("Tôi có ý này")
            ba.says("thử")

        async with asyncio.TaskGroup() as group:
            group.create_task(volunteer())
            ended = await command("probe", "zalo-bot", "--minutes", MINUTES, "--write")
        api.violations.clear()
    assert ended.exit_code == 0, ended.output
    assert "50 người" in ended.stdout
    assert say(DEFAULT, "probe.nothing_to_set") in ended.stdout
    assert api.token.partition(":")[2] not in ended.output
    account = api.token.partition(":")[0]
    with database.connect() as connection:
        waiting = connection.execute(select(inbox.c.conversation)).scalars().all()
        sent = connection.execute(select(usage.c.lane, usage.c.sent)).one()
    assert waiting == [f"zalo_bot:{account}:tu-2"]
    assert tuple(sent) == (f"zalo_bot:{account}", api.sent_count)


def installed(api: ZaloOaApi, **more: str) -> str:
    """The settings for this account, with its webhook pointed at us; Zalo tries until we listen."""
    port = free_port()
    api.webhook_url, api.retry_seconds = f"http://127.0.0.1:{port}/zalo/oa", (0.1,) * 100
    return write(
        ZALO_OA_APP_ID=api.app_id,
        ZALO_OA_APP_SECRET=api.app_secret,
        ZALO_OA_REFRESH_TOKEN=api.refresh_token,
        ZALO_OA_WEBHOOK_SECRET=api.oa_secret,
        ZALO_OA_API_URL=api.url,
        ZALO_OA_OAUTH_URL=api.url,
        PUBLIC_URL="https://sangkien.example.vn",
        WEB_PORT=str(port),
        **more,
    )


async def test_a_setting_that_follows_is_written_only_when_told_to() -> None:
    async with ZaloOaApi() as api:
        api.buttons = "refused_201"
        before = installed(api, ZALO_OA_BUTTONS="1")
        api.person("7000000000000000001", "Anh Ba").says("thử")
        asked = await command("probe", "zalo-oa", "--minutes", MINUTES)
        assert read() == before
        assert "ZALO_OA_BUTTONS=0" in asked.stdout
        api.person("7000000000000000001").says("thử")
        told = await command("probe", "zalo-oa", "--minutes", MINUTES, "--write")
    assert told.exit_code == 0, told.output
    assert read() == before.replace("ZALO_OA_BUTTONS=1", "ZALO_OA_BUTTONS=0")
    assert read(".env.bak") == before
    assert "never-be-printed" not in asked.output + told.output
    assert api.tokens.spent == []


async def test_a_setting_of_the_environment_is_named_since_the_file_cannot_change_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with ZaloOaApi() as api:
        api.buttons = "refused_233"
        installed(api)
        monkeypatch.setenv("ZALO_OA_BUTTONS", "1")
        api.person("7000000000000000001", "Anh Ba").says("thử")
        ended = await command("probe", "zalo-oa", "--minutes", MINUTES, "--write")
    assert say(DEFAULT, "probe.shadowed", names="ZALO_OA_BUTTONS") in ended.stdout


@pytest.mark.parametrize("door", ["zalo-bot", "zalo-oa"])
async def test_a_door_that_is_not_set_up_is_told(door: str) -> None:
    ended = await command("probe", door)
    assert ended.exit_code == 2
    assert "docs/zalo.md" in ended.stderr


async def test_nothing_is_asked_while_the_house_runs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        write(ZALO_BOT_TOKEN="1:abcd", WEB_PORT=str(taken.getsockname()[1]))
        ended = await command("probe", "zalo-bot")
    assert ended.exit_code == 2
    assert "WEB_PORT" in ended.stderr


def test_every_answer_that_the_code_may_give_has_its_words() -> None:
    known = texts(DEFAULT)
    root = Path(__file__).parent.parent.parent / "bot" / "channels"
    missing = []
    for path in [root / "probing.py", *root.glob("zalo_*/prob*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            given = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if node.func.id == "Skipped":
                missing += [one for one in given if f"probe.answer.{one}" not in known]
            if node.func.id == "Finding" and len(given) >= 2:
                missing += [".".join(given[:2])] if f"probe.{given[0]}.{given[1]}" not in known else []
    assert missing == []
