"""Long polling of a queue that forgets: what was taken is stored before anything else is asked for."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest
from structlog.testing import capture_logs
from zalo_bot_house import Ledger, Pauses

from bot.channels.zalo_bot import polling
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.failures import TokenRejected
from tests.fakes import zalo_bot_spec as fault
from tests.fakes.zalo_bot_api import ZaloBotApi

pytestmark = pytest.mark.slow


@contextlib.asynccontextmanager
async def listening(
    channel: ZaloBotChannel,
    ledger: Ledger,
    pauses: Pauses | None = None,
    *,
    known: bool = True,
    clock: Callable[[], float] | None = None,
) -> AsyncIterator[asyncio.Task[None]]:
    sleep = (pauses or Pauses()).sleep
    more = {"clock": clock} if clock else {}
    async with asyncio.TaskGroup() as group:
        task = group.create_task(
            polling.poll(
                channel,
                channel.wire,
                ledger.house(),
                channel.standing,
                known=known,
                seconds=5,
                sleep=sleep,
                jitter=lambda: 0.5,
                **more,
            )
        )
        try:
            yield task
        finally:
            task.cancel()


async def until(api: ZaloBotApi, method: str, times: int) -> None:
    async with asyncio.timeout(5):
        while len(api.calls_of(method)) < times:
            await api.changed()


async def kept(ledger: Ledger, count: int) -> None:
    async with asyncio.timeout(5):
        while len(ledger.kept) < count:  # noqa: ASYNC110 - a list offers nothing to wait for
            await asyncio.sleep(0.005)


async def test_what_a_person_says_is_stored_one_after_the_other(
    api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    ledger, lan = Ledger(), api.person("a1", "Lan")
    lan.says("Em có ý này")
    lan.says("Thêm một ý")
    async with listening(channel, ledger):
        await kept(ledger, 2)
        lan.says("Nữa")
        await kept(ledger, 3)
    assert ledger.said() == ["Em có ý này", "Thêm một ý", "Nữa"]
    assert ledger.tries == 3
    asked = api.calls_of("getUpdates")[0]
    assert (asked.parameters, asked.how) == ({"timeout": 5}, "json")


async def test_whatever_a_person_can_do_arrives_as_what_it_is(
    api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    ledger, lan = Ledger(), api.person("a1", "Lan")
    lan.says("/start u_NT-01")
    lan.sends_photo(b"before", "Trước")
    lan.sends_voice()
    lan.sends_sticker()
    lan.sends_file()
    lan.sends_link("https://example.vn")
    lan.says_in_group("Chào cả nhà")
    lan.says("Hết")
    async with listening(channel, ledger):
        await kept(ledger, 6)
    kinds = [event.kind for event in ledger.kept.values()]
    assert kinds == ["said", "attached", "attached", "sent_other", "sent_other", "said"]


@pytest.mark.parametrize("empty", ["408", "result_empty", "result_null", "result_absent"])
@pytest.mark.parametrize("codes", ["number", "string", "camel"])
async def test_nothing_new_is_no_trouble_however_zalo_puts_it(
    empty: str, codes: str, api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    ledger, lan, pauses = Ledger(), api.person("a1", "Lan"), Pauses()
    api.empty, api.codes = empty, codes  # type: ignore[assignment]
    ticks = iter(range(0, 100_000, 5))
    with capture_logs() as logs:
        async with listening(channel, ledger, pauses, clock=lambda: next(ticks)):
            await until(api, "getUpdates", 3)
            lan.says("Em có ý này")
            await kept(ledger, 1)
    assert ledger.said() == ["Em có ý này"]
    assert pauses.seconds == []
    assert logs == []


def test_a_poll_is_given_longer_than_it_asks_for() -> None:
    assert polling.MARGIN >= 7


async def test_a_server_that_never_makes_us_wait_is_not_flooded(
    api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    api.scale, pauses = 0.0, Pauses()
    async with listening(channel, Ledger(), pauses):
        await until(api, "getUpdates", 4)
    assert pauses.seconds[:3] == [polling.SOON] * 3


async def test_what_cannot_be_stored_stays_in_hand_and_nothing_else_is_asked_for(
    api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    ledger, lan = Ledger(), api.person("a1", "Lan")
    asked: list[int] = []

    class Counting(Pauses):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds)
            asked.append(len(api.calls_of("getUpdates")))

    pauses = Counting()
    ledger.failures = 7
    lan.says("Em có ý này")
    lan.says("Nữa")
    with capture_logs() as logs:
        async with listening(channel, ledger, pauses):
            await kept(ledger, 2)
    assert ledger.said() == ["Em có ý này", "Nữa"]
    assert pauses.seconds[:7] == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert asked[:7] == [1] * 7
    assert [entry["event"] for entry in logs] == ["update_not_stored"] * 7


@pytest.mark.parametrize("failures", [0, 2])
async def test_a_stop_while_storing_loses_nothing(
    failures: int, api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    ledger, lan = Ledger(), api.person("a1", "Lan")
    ledger.seconds, ledger.failures = 0.1, failures
    lan.says("Em có ý này")
    with capture_logs():
        async with listening(channel, ledger) as task:
            while not ledger.tries:  # noqa: ASYNC110 - a number offers nothing to wait for
                await asyncio.sleep(0.005)
            task.cancel()
    assert task.cancelled()
    assert ledger.said() == ["Em có ý này"]


async def test_a_stop_between_two_tries_to_store_tries_once_more(
    api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    ledger, lan, resting = Ledger(), api.person("a1", "Lan"), asyncio.Event()
    ledger.failures = 1
    lan.says("Em có ý này")

    class Rest(Pauses):
        async def sleep(self, seconds: float) -> None:
            resting.set()
            await asyncio.sleep(3600)

    with capture_logs():
        async with listening(channel, ledger, Rest()) as task:
            await resting.wait()
            task.cancel()
    assert ledger.said() == ["Em có ý này"]


async def test_a_store_that_never_recovers_does_not_keep_the_process_alive(
    api: ZaloBotApi, channel: ZaloBotChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FAREWELL", 0.1)
    ledger, lan = Ledger(), api.person("a1", "Lan")
    ledger.failures = 1_000
    lan.says("Em có ý này")
    with capture_logs() as logs:
        async with listening(channel, ledger) as task:
            while not ledger.tries:  # noqa: ASYNC110 - a number offers nothing to wait for
                await asyncio.sleep(0.005)
            task.cancel()
    assert logs[-1]["event"] == "update_lost"


async def test_a_message_that_comes_twice_counts_once(api: ZaloBotApi, channel: ZaloBotChannel) -> None:
    ledger, lan = Ledger(), api.person("a1", "Lan")
    event = lan.says("Em có ý này")
    api.push_again(event)
    lan.says("Tiếp tục")
    async with listening(channel, ledger):
        await kept(ledger, 2)
    assert ledger.said() == ["Em có ý này", "Tiếp tục"]


async def test_an_update_nobody_understands_does_not_block_the_rest(
    api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    ledger, lan = Ledger(), api.person("a1", "Lan")
    api.push_event({"event_name": "bot.was.added"})
    api.push_event({"event_name": "message.text.received", "message": {"text": "?"}})
    lan.says("Em có ý này")
    async with listening(channel, ledger):
        await kept(ledger, 1)
    assert ledger.said() == ["Em có ý này"]


async def test_bad_lines_are_waited_out_longer_and_longer_and_then_forgotten(
    api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    ledger, pauses, lan = Ledger(), Pauses(), api.person("a1", "Lan")
    troubles = [
        fault.html(502),
        fault.cut_before(),
        fault.html(429),
        fault.error(403, "Internal server error"),
        fault.error(429, "Quota exceeded"),
        fault.redirects_to("https://example.vn"),
        fault.html(504),
    ]
    for trouble in troubles:
        api.fails("getUpdates", trouble)
    async with listening(channel, ledger, pauses):
        await until(api, "getUpdates", 9)
        api.fails("getUpdates", fault.html(502))
        await until(api, "getUpdates", 12)
        lan.says("Em có ý này")
        await kept(ledger, 1)
    assert pauses.seconds[:7] == [2.0, 4.0, 10.0, 30.0, 60.0, 60.0, 60.0]
    assert set(pauses.seconds[7:]) <= {polling.SOON, 2.0}
    assert pauses.seconds.count(2.0) == 2
    assert channel.standing.refusal() is None, "what a poll may not ask for can still be sent"


async def test_a_leftover_webhook_is_taken_away_before_the_first_poll_and_when_it_comes_back(
    api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    ledger, lan = Ledger(), api.person("a1", "Lan")
    api.webhook = {"url": "https://old.example.vn", "secret_token": "longenough"}
    lan.says("Em có ý này")
    with capture_logs():
        async with listening(channel, ledger):
            await kept(ledger, 1)
            assert [call.method for call in api.calls[:2]] == ["deleteWebhook", "getUpdates"]
            api.webhook = {"url": "https://old.example.vn", "secret_token": "longenough"}
            await until(api, "deleteWebhook", 2)
            api.webhook = {}
            lan.says("Nữa")
            await kept(ledger, 2)
    assert ledger.said() == ["Em có ý này", "Nữa"]


async def test_no_webhook_to_take_away_is_fine(api: ZaloBotApi, channel: ZaloBotChannel) -> None:
    ledger, lan = Ledger(), api.person("a1", "Lan")
    api.no_webhook = (404, "Not Found")
    lan.says("Em có ý này")
    async with listening(channel, ledger):
        await kept(ledger, 1)
    assert len(api.calls_of("deleteWebhook")) == 1


async def test_a_wrong_token_stops_the_channel_with_a_clear_error(
    api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    api.fails("*", fault.error(401, "Unauthorized"), times=9)
    with pytest.raises(TokenRejected, match="ZALO_BOT_TOKEN"):
        await channel.listen(Ledger().house())


async def test_a_wrong_token_is_also_noticed_when_zalo_could_not_be_asked_for_its_name(
    api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    api.fails("getMe", fault.cut_before())
    api.fails("deleteWebhook", fault.error(401, "Unauthorized"))
    with capture_logs(), pytest.raises(TokenRejected):
        await channel.listen(Ledger().house())


async def test_a_token_refused_later_is_told_once_and_asked_about_gently(
    api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    ledger, pauses, lan = Ledger(), Pauses(), api.person("a1", "Lan")
    api.fails("getUpdates", fault.error(401, "Unauthorized"), times=3)
    lan.says("Em có ý này")
    with capture_logs() as logs:
        async with listening(channel, ledger, pauses):
            await until(api, "getUpdates", 2)
            assert channel.standing.refusal() is not None
            await kept(ledger, 1)
    assert pauses.seconds[:3] == [polling.LONGEST_PAUSE] * 3
    alarms = [entry["event"] for entry in logs if entry["log_level"] == "error"]
    assert alarms == ["zalo_bot_token_refused"]
    assert channel.standing.refusal() is None


async def test_listening_learns_the_name_of_the_bot(api: ZaloBotApi, channel: ZaloBotChannel) -> None:
    ledger, lan = Ledger(), api.person("a1", "Lan")
    lan.says("Em có ý này")
    assert channel.display_name == ""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(channel.listen(ledger.house()))
        await kept(ledger, 1)
        task.cancel()
    assert channel.display_name == "bot.SangKien"
