"""What is reported of a message's fate, when nothing may be sent at all, and how fast the rest leaves."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs
from zalo_bot_house import CHAT, NOW, failed, text

from bot.channels.abilities import ZALO_BOT
from bot.channels.port import Outgoing, Part, Why
from bot.channels.public_files import PublicFiles
from bot.channels.zalo_bot import channel as module
from bot.channels.zalo_bot import standing
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.pace import Pacer
from handlers.events import Said
from tests.fakes import zalo_bot_spec as fault
from tests.fakes.zalo_bot_api import ZaloBotApi
from tests.fakes.zalo_bot_people import Person

pytestmark = pytest.mark.slow


class Time:
    """A clock that only the test moves on."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


# -- fates -------------------------------------------------------------------------------------------

FATES: list[tuple[Any, Why]] = [
    (fault.error(400, "Bad request: The chat_id must not be empty"), Why.REFUSED),
    (fault.error(400, "Bad request: The photo URL is invalid"), Why.REFUSED),
    (fault.error(404, "Not Found"), Why.REFUSED),
    (fault.error(426, "Limit"), Why.REFUSED),
    (fault.error(400, "Bad request: The chat_id is invalid"), Why.BLOCKED),
    (fault.error(404, "Recipient not found"), Why.BLOCKED),
    (fault.error(400, "Bad Request: chat not found"), Why.BLOCKED),
    (fault.error(403, "Internal server error"), Why.UNREACHABLE),
    (fault.error(403, "Forbidden: chat not found"), Why.UNREACHABLE),
    (fault.answers({"ok": False, "description": "?"}), Why.UNREACHABLE),
    (fault.answers({"ok": False, "error_code": 500, "description": "?"}), Why.UNCERTAIN),
    (fault.answers({"ok": False, "description": "?"}, 500), Why.UNCERTAIN),
    (fault.error(408, "Request timeout"), Why.UNCERTAIN),
    (fault.string_code(408), Why.UNCERTAIN),
    (fault.string_code(400, "The chat_id is invalid"), Why.BLOCKED),
    (fault.camel_code(400, "The text is too long"), Why.REFUSED),
    (fault.html(429), Why.THROTTLED),
    (fault.html(500), Why.UNCERTAIN),
    (fault.html(502), Why.UNCERTAIN),
    (fault.html(504, done=True), Why.UNCERTAIN),
    (fault.html(200), Why.UNCERTAIN),
    (fault.html(400), Why.REFUSED),
    (fault.html(403), Why.UNREACHABLE),
    (fault.html(404), Why.UNREACHABLE),
    (fault.redirects_to("https://example.vn"), Why.UNREACHABLE),
    (fault.answers(["what"]), Why.UNCERTAIN),
    (fault.answers({"ok": "true"}), Why.UNREACHABLE),
    (fault.cut_before(), Why.UNCERTAIN),
    (fault.cut_after(), Why.UNCERTAIN),
    (fault.cut_midway(), Why.UNCERTAIN),
    (fault.hang(), Why.UNCERTAIN),
    (fault.slow(1.0), Why.UNCERTAIN),
]


@pytest.mark.parametrize(("trouble", "why"), FATES)
async def test_every_answer_is_told_as_what_it_means(
    trouble: fault.Fault, why: Why, api: ZaloBotApi, channel: ZaloBotChannel, lan: Person
) -> None:
    api.fails("sendMessage", trouble)
    assert (await failed(channel)).why is why
    api.violations.clear()


async def test_zalo_that_cannot_be_reached_has_taken_nothing(files: PublicFiles) -> None:
    channel = ZaloBotChannel(SecretStr("1:abcdefgh"), api_url="http://127.0.0.1:9")
    assert (await failed(channel)).why is Why.UNREACHABLE
    await channel.close()


async def test_a_person_who_shut_us_out_is_blocked_and_trouble_at_zalo_blocks_nobody(
    api: ZaloBotApi, channel: ZaloBotChannel, lan: Person
) -> None:
    lan.blocks()
    assert (await failed(channel)).why is Why.BLOCKED
    api.unknown_chat = (403, "Internal server error")
    why = await failed(channel)
    assert (why.why, why.retry_after) == (Why.UNREACHABLE, 30.0)
    lan.unblocks()
    await channel.send(text())


# -- the account as a whole --------------------------------------------------------------------------


@pytest.fixture
async def timed(api: ZaloBotApi) -> AsyncIterator[tuple[ZaloBotChannel, Time]]:
    time, swift = Time(), Pacer(bulk=1e3, replies=1e3, allowance=1_000)
    channel = ZaloBotChannel(SecretStr(api.token), api_url=api.url, clock=time, pacer=swift)
    yield channel, time
    await channel.close()


async def test_a_used_up_quota_is_told_once_and_holds_everything_for_a_while(
    api: ZaloBotApi, timed: tuple[ZaloBotChannel, Time], lan: Person
) -> None:
    channel, time = timed
    api.monthly = 0
    with capture_logs() as logs:
        rests = []
        for _ in range(8):
            why = await failed(channel)
            assert why.why is Why.OVER_QUOTA
            rests.append(why.retry_after)
            calls = len(api.calls)
            held = await failed(channel, text(bulk=True))
            assert (held.why, held.retry_after) == (Why.OVER_QUOTA, why.retry_after)
            assert len(api.calls) == calls
            time.now += why.retry_after or 0.0
    assert rests == [60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 3600.0, 3600.0]
    assert [entry["event"] for entry in logs] == ["zalo_bot_quota_exceeded"]
    api.monthly = 3_000
    await channel.send(text())
    api.monthly = 0
    assert (await failed(channel)).retry_after == standing.FIRST_REST


async def test_the_fifty_first_person_is_told_as_over_quota(
    api: ZaloBotApi, channel: ZaloBotChannel, lan: Person
) -> None:
    api.most_users = 0
    with capture_logs():
        assert (await failed(channel)).why is Why.OVER_QUOTA


async def test_a_refused_token_is_told_once_and_messages_wait(
    api: ZaloBotApi, timed: tuple[ZaloBotChannel, Time], lan: Person
) -> None:
    channel, time = timed
    api.fails("sendMessage", fault.error(401, "Unauthorized"), times=2)
    with capture_logs() as logs:
        for _ in range(2):
            why = await failed(channel)
            assert (why.why, why.retry_after) == (Why.THROTTLED, standing.TOKEN_REST)
            assert (await failed(channel)).why is Why.THROTTLED
            time.now += standing.TOKEN_REST
        assert len(api.calls) == 2
        await channel.send(text())
    assert [entry["event"] for entry in logs] == ["zalo_bot_token_refused", "zalo_bot_token_accepted_again"]
    assert len(lan.sees()) == 1


async def test_a_crowded_front_server_holds_everything(
    api: ZaloBotApi, channel: ZaloBotChannel, lan: Person
) -> None:
    api.fails("sendMessage", fault.html(429))
    assert (await failed(channel)).retry_after == 10.0
    assert channel._pacer.hold_left() > 9


async def test_our_own_pacing_is_told_as_throttled(api: ZaloBotApi, lan: Person) -> None:
    pacer = Pacer(bulk=1.0, replies=5.0, patience=0.2)
    channel = ZaloBotChannel(SecretStr(api.token), api_url=api.url, pacer=pacer)
    await channel.send(text(bulk=True))
    why = await failed(channel, text(bulk=True))
    await channel.close()
    assert why.why is Why.THROTTLED
    assert why.retry_after
    assert len(lan.sees()) == 1


async def test_campaign_mail_leaves_once_a_second_and_replies_do_not_wait_behind_it(
    api: ZaloBotApi, channel: ZaloBotChannel, lan: Person
) -> None:
    for number in range(4):
        api.person(f"b{number}").has_begun = True
    loop = asyncio.get_running_loop()
    began = loop.time()
    arrived: dict[int, float] = {}

    async def send(id: int, address: str, bulk: bool) -> None:
        await channel.send(Outgoing(id=id, address=address, part=Part(text="Chào"), bulk=bulk))
        arrived[id] = loop.time() - began

    async with asyncio.TaskGroup() as group:
        for number in range(3):
            group.create_task(send(number, f"b{number}", True))
        group.create_task(send(9, CHAT, False))
    assert arrived[9] < 0.8
    assert 1.9 < max(arrived[number] for number in range(3)) < 3.5


def test_the_pace_is_what_the_limits_say() -> None:
    assert ZALO_BOT.pace == 1.0


# -- typing ------------------------------------------------------------------------------------------


def heard(chat: str = CHAT) -> Said:
    return Said(conversation=f"zalo_bot:4242424242:{chat}", at=NOW, text="Em có ý này")


async def test_the_dots_appear_once_per_while_and_chat(
    api: ZaloBotApi, timed: tuple[ZaloBotChannel, Time], lan: Person
) -> None:
    channel, time = timed
    for _ in range(5):
        await channel.acknowledge(heard())
    time.now += module.TYPING_SECONDS
    await channel.acknowledge(heard())
    typed = [call.parameters for call in api.calls_of("sendChatAction")]
    assert typed == [{"chat_id": CHAT, "action": "typing"}] * 2


@pytest.mark.parametrize("trouble", [fault.error(400), fault.html(429), fault.cut_before(), fault.error(401)])
async def test_dots_that_do_not_appear_harm_nobody(
    trouble: fault.Fault, api: ZaloBotApi, channel: ZaloBotChannel, lan: Person
) -> None:
    api.fails("sendChatAction", trouble)
    await channel.acknowledge(heard())
    await channel.send(text())
    assert len(lan.sees()) == 1


async def test_no_dots_while_zalo_takes_nothing(
    api: ZaloBotApi, timed: tuple[ZaloBotChannel, Time], lan: Person
) -> None:
    channel, _ = timed
    api.monthly = 0
    with capture_logs():
        await failed(channel)
    await channel.acknowledge(heard())
    assert not api.calls_of("sendChatAction")
