"""People are told once that something does not arrive, what to do about it, and that it does again."""

from datetime import timedelta

from fakes.webhook_receiver import WebhookReceiver
from sqlalchemy import select
from structlog.testing import capture_logs

from storage import tables as t
from storage.sinks import letters
from storage.sinks.sinks import State
from tests.bot.sinks.conftest import Stage


async def fail_on(stage: Stage, span: timedelta, step: timedelta) -> None:
    async def tried() -> None:
        await stage.until(lambda: stage.sink().due_at > stage.clock)  # type: ignore[operator]

    await stage.pass_time(span, step, tried)


async def test_a_short_disturbance_is_nobodys_business(stage: Stage, receiver: WebhookReceiver) -> None:
    stage.webhook(receiver)
    receiver.mood = "fails"
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().state is State.FAILING)
        await fail_on(stage, timedelta(minutes=3), timedelta(minutes=1))
        receiver.mood = "well"
        stage.clock += timedelta(minutes=10)
        stage.wake()
        await stage.until(lambda: stage.sink().state is State.ON)
    assert stage.told() == []


async def test_whoever_set_it_up_hears_of_it_once_a_day_and_when_it_is_over(
    stage: Stage, receiver: WebhookReceiver
) -> None:
    stage.webhook(receiver, "Kho dữ liệu tỉnh", person_id=1)
    receiver.mood = "fails"
    stage.report()
    sink = stage.sink
    stage.sink = lambda name="": sink("Kho dữ liệu tỉnh")  # type: ignore[method-assign, assignment]
    with capture_logs() as logs:
        async with stage.running():
            await stage.until(lambda: stage.sink().state is State.FAILING)
            await fail_on(stage, timedelta(hours=20), timedelta(minutes=75))
            assert len(stage.told(1)) == 1
            await fail_on(stage, timedelta(hours=20), timedelta(minutes=75))
            assert len(stage.told(1)) == 2
            receiver.mood = "well"
            stage.clock += timedelta(minutes=80)
            stage.wake()
            await stage.until(lambda: stage.sink().state is State.ON)
    assert len([one for one in logs if one["log_level"] == "error"]) == 1
    first, second, well = stage.told(1)
    assert stage.told(2) == []
    for words in ("Kho dữ liệu tỉnh", "08:15 ngày 04/05/2026", "bên nhận từ chối", "Đồng chí cần: nhờ người"):
        assert words in first
        assert words in second
    assert "đã chạy lại" in well
    assert "08:15 ngày 04/05/2026" in well


async def test_one_that_nobody_set_up_in_the_chat_is_told_to_the_province(
    stage: Stage, receiver: WebhookReceiver
) -> None:
    stage.webhook(receiver)
    receiver.mood = "fails"
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().state is State.FAILING)
        await fail_on(stage, timedelta(minutes=10), timedelta(minutes=2))
    assert (len(stage.told(2)), stage.told(1)) == (1, [])


async def test_a_test_that_was_asked_for_in_the_chat_is_answered_there(
    stage: Stage, receiver: WebhookReceiver
) -> None:
    row = stage.webhook(receiver)
    async with stage.running():
        stage.change(lambda c: letters.ask_test(c, row.id, 2, stage.clock))
        await stage.until(lambda: len(stage.told()) == 1 and stage.sink().position == stage.newest())
        receiver.mood = "fails"
        stage.clock += timedelta(seconds=1)
        stage.change(lambda c: letters.ask_test(c, row.id, 2, stage.clock))
        await stage.until(lambda: len(stage.told()) == 2)
    good, bad = stage.told()
    assert "bên nhận đã báo nhận" in good
    assert "bên nhận từ chối" in bad
    tests = [one for one in receiver.letters if one.body["type"] == "test"]
    assert len({one.key for one in tests}) == 2
    assert stage.letters() == []
    assert stage._rows(select(t.sinks.c.failures))[0][0] == 0
