"""Long polling: stored first, confirmed afterwards, whatever goes wrong in between."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs
from telegram_house import Ledger

from bot.channels.telegram import polling
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.failures import TokenRejected
from handlers.events import Attached
from handlers.understanding.choices import command
from messages.catalog import under
from tests.fakes import telegram_spec as fault
from tests.fakes.telegram_api import TelegramApi


class Pauses:
    """Notes how long it was asked to sleep and hardly sleeps."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def listening(
    channel: TelegramChannel, ledger: Ledger, pauses: Pauses | None = None
) -> AsyncIterator[None]:
    sleep = (pauses or Pauses()).sleep
    async with asyncio.TaskGroup() as group:
        task = group.create_task(
            polling.poll(channel, channel.wire, ledger.house(), seconds=5, sleep=sleep, jitter=lambda: 0.5)
        )
        try:
            yield
        finally:
            task.cancel()


async def test_what_a_person_says_is_stored_with_its_position_in_one_go(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    ledger, lan = Ledger(), api.person(777, "Lan")
    lan.starts("u_NT-01")
    lan.says("Em có ý này")
    async with listening(channel, ledger):
        await api.settled()
        lan.says("Thêm một ý")
        await api.settled()
    assert ledger.said() == ["began", "Em có ý này", "Thêm một ý"]
    assert ledger.commits == [(["1001", "1002"], "1003"), (["1003"], "1004")]
    assert api.confirmed == 1004


async def test_the_bot_asks_for_every_kind_of_update_it_needs(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    ledger, lan = Ledger(), api.person(777, "Lan")
    async with listening(channel, ledger):
        await api.changed()
        lan.blocks()
        await api.settled()
    asked = api.calls_of("getUpdates")[0].parameters
    assert asked["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert ledger.said() == ["blocked"]


async def test_whatever_a_person_can_do_arrives_as_what_it_is(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    ledger, lan = Ledger(), api.person(777, "Lan")
    first = lan.says("Em có ý này")
    lan.edits(first, "Em có ý khác")
    lan.forwards("Bài của người khác")
    lan.sends_photo(b"before", album="1", caption="Trước")
    lan.sends_photo(b"after", album="1")
    lan.sends_document(b"%PDF", "báo cáo.pdf")
    lan.sends_voice(b"OggS")
    lan.sends_sticker()
    lan.sends_location()
    lan.shares_contact(own=False)
    lan.presses("r:1:ok", inaccessible=True)
    lan.blocks()
    lan.unblocks()
    async with listening(channel, ledger):
        await api.settled()
    events = list(ledger.kept.values())
    kinds = ["said", "edited", "said", *["attached"] * 4, "sent_other", "sent_other", "shared_phone"]
    assert [event.kind for event in events] == [*kinds, "tapped", "blocked", "unblocked"]
    pictures = [event for event in events if isinstance(event, Attached) and event.album]
    assert [await channel.fetch(picture.file) for picture in pictures] == [b"before", b"after"]


async def test_a_failed_commit_confirms_nothing_and_the_messages_come_again(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    ledger, lan = Ledger(), api.person(777, "Lan")
    ledger.failures = 3
    lan.says("Em có ý này")
    with capture_logs() as logs:
        async with listening(channel, ledger, pauses := Pauses()):
            await api.settled()
    assert ledger.said() == ["Em có ý này"]
    assert [call.parameters.get("offset") for call in api.calls_of("getUpdates")][:5] == [*[None] * 4, "1002"]
    assert pauses.seconds == [1.0, 2.0, 4.0]
    assert [entry["event"] for entry in logs] == ["updates_not_stored"] * 3


async def test_after_a_crash_between_commit_and_confirmation_nothing_is_doubled(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    ledger, lan = Ledger(), api.person(777, "Lan")
    update = lan.says("Em có ý này")
    async with listening(channel, ledger):
        while not ledger.kept:
            await api.changed()
    # The process is gone; Telegram may not have seen the confirmation and delivers once more.
    api.push_again(update)
    lan.says("Tiếp tục")
    async with listening(channel, ledger):
        await api.settled()
    assert ledger.said() == ["Em có ý này", "Tiếp tục"]


async def test_a_restart_goes_on_at_the_stored_position(api: TelegramApi, channel: TelegramChannel) -> None:
    ledger = Ledger()
    ledger.position = "1002"
    lan = api.person(777, "Lan")
    lan.says("Đã lưu trước khi tắt máy")
    lan.says("Mới")
    async with listening(channel, ledger):
        await api.settled()
    assert ledger.said() == ["Mới"]


async def test_a_batch_is_stored_in_the_order_things_were_said(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    ledger, lan = Ledger(), api.person(777, "Lan")
    for word in "abc":
        lan.says(word)
    api.waiting.reverse()
    async with listening(channel, ledger):
        await api.settled()
    assert ledger.said() == ["a", "b", "c"]


async def test_an_update_nobody_understands_does_not_block_the_rest(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    ledger, lan = Ledger(), api.person(777, "Lan")
    api.push("message", {"message_id": "?", "chat": {}})
    lan.says("Em có ý này")
    async with listening(channel, ledger):
        await api.settled()
    assert ledger.said() == ["Em có ý này"]
    assert ledger.position == "1003"


async def test_bad_lines_are_waited_out_longer_and_longer_and_then_forgotten(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    ledger, pauses, lan = Ledger(), Pauses(), api.person(777, "Lan")
    for trouble in [fault.gateway_page(), fault.cut_before(), fault.broken(), fault.throttled(9)]:
        api.fails("getUpdates", trouble)
    api.fails("getUpdates", fault.broken(), times=4)
    lan.says("Em có ý này")
    async with listening(channel, ledger, pauses):
        await api.settled()
        api.fails("getUpdates", fault.broken())
        lan.says("Nữa")
        await api.settled()
    assert ledger.said() == ["Em có ý này", "Nữa"]
    assert pauses.seconds[:8] == [1.0, 2.0, 4.0, 9.0, 16.0, 30.0, 30.0, 30.0]
    assert set(pauses.seconds[8:]) <= {1.0}


async def test_a_leftover_webhook_is_taken_away_without_losing_what_waits(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    ledger, lan = Ledger(), api.person(777, "Lan")
    lan.says("Em có ý này")
    api.webhook = {"url": "http://127.0.0.1:9/old"}
    async with listening(channel, ledger):
        await api.settled()
    assert api.calls_of("deleteWebhook")[0].parameters["drop_pending_updates"] == "false"
    assert ledger.said() == ["Em có ý này"]


async def test_a_second_process_on_the_same_bot_is_told_what_to_do(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    text = "Conflict: terminated by other getUpdates request"
    api.fails("getUpdates", fault.Fault(409, text))
    with capture_logs() as logs:
        async with listening(channel, Ledger()):
            while not api.calls_of("getUpdates")[1:]:
                await api.changed()
    assert logs[0]["event"] == "telegram_conflict"
    assert "stop it" in logs[0]["hint"]


@pytest.mark.parametrize("status", [401, 404])
async def test_a_wrong_token_stops_the_channel_with_a_clear_error(
    status: int, api: TelegramApi, channel: TelegramChannel
) -> None:
    api.fails("*", fault.Fault(status, "Unauthorized"), times=9)
    with pytest.raises(TokenRejected, match="TELEGRAM_BOT_TOKEN"):
        await channel.listen(Ledger().house())


async def test_listening_learns_the_name_by_which_groups_call_the_bot(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    ledger, lan = Ledger(), api.person(777, "Lan")
    group = api.group(-100123, "Tổ may 3")
    group.hears(lan, "/sangkien@other_bot")
    group.hears(lan, "/sangkien@sang_kien_bot")
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(channel.listen(ledger.house()))
        await api.settled()
        task.cancel()
    assert [getattr(event, "addressed", None) for event in ledger.kept.values()] == [False, True]


async def test_the_menu_names_the_commands_in_both_languages(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    await channel.introduce()
    assert api.menus[""]["sangkien"] == "Sáng kiến của tôi"
    assert api.menus["en"]["sangkien"] == "My initiatives"


async def test_every_command_of_the_menu_is_understood() -> None:
    for name in under("vi", "telegram.menu."):
        assert command(f"/{name}") is not None, name
