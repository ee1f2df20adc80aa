"""Another program is told of changes: signed, in order, without gaps, and the same key for every repeat."""

import asyncio
from datetime import timedelta

import pytest
from fakes.federation import SEWING, SHOES
from fakes.webhook_receiver import WebhookReceiver
from sqlalchemy import insert, update

from bot.sinks import bodies, posting, signing, webhooks
from bot.sinks.signing import Verdict
from storage import tables as t
from storage.sinks import letters, sinks
from storage.sinks.sinks import State
from tests.bot.sinks.conftest import Stage


async def arrive(stage: Stage) -> None:
    await stage.until(lambda: stage.sink().position == stage.newest())


async def test_changes_arrive_with_their_records_in_order(stage: Stage, receiver: WebhookReceiver) -> None:
    stage.webhook(receiver)
    (one,) = stage.report()
    async with stage.running():
        await arrive(stage)
        step = {"initiative_id": one, "action": "approve", "by_id": 2, "at": stage.clock, "status": "valid"}
        stage.change(lambda c: c.execute(insert(t.decisions).values(step)))
        note = {"initiative_id": one, "by_id": 2, "at": stage.clock, "words": "Nội bộ", "internal": True}
        stage.change(lambda c: c.execute(insert(t.remarks).values(note)))
        await arrive(stage)
    assert receiver.refused == []
    events = [event for letter in receiver.taken for event in letter.body["data"]]
    assert [one["position"] for one in events] == list(range(1, stage.newest() + 1))
    initiative = next(one for one in events if one["kind"] == "initiative")
    assert initiative["record"]["title"] == "Bàn gá số 1"
    assert (initiative["initiative"], initiative["unit"]) == (1, "U2")
    assert initiative["record"]["author"]["phone"] is None
    decision = next(one for one in events if one["kind"] == "decision")
    assert (decision["record"]["action"], decision["record"]["status"]) == ("approve", "valid")
    remark = next(one for one in events if one["kind"] == "remark")
    assert remark["record"] is None


async def test_what_went_to_another_branch_is_not_shown_to_the_old_one(
    stage: Stage, receiver: WebhookReceiver
) -> None:
    stage.webhook(receiver, unit_id=SEWING)
    (one,) = stage.report()
    moved = update(t.initiatives).where(t.initiatives.c.id == one).values(unit_id=SHOES)
    stage.change(lambda c: c.execute(moved))
    async with stage.running():
        await arrive(stage)
    (event,) = [
        one for letter in receiver.taken for one in letter.body["data"] if one["kind"] == "initiative"
    ]
    assert event["record"] is None


@pytest.mark.parametrize("mood", ["fails", "cuts", "deaf", "elsewhere"])
async def test_a_bad_day_of_the_receiver_costs_nothing(
    stage: Stage, receiver: WebhookReceiver, mood: str
) -> None:
    stage.webhook(receiver)
    receiver.mood = mood  # type: ignore[assignment]
    stage.report(count=3)
    async with stage.running():
        await stage.until(lambda: stage.sink().state is State.FAILING)
        stage.report(count=2)
        receiver.mood = "well"
        stage.clock += timedelta(minutes=1)
        stage.wake()
        await arrive(stage)
    assert receiver.positions == list(range(1, stage.newest() + 1))
    keys = [one.key for one in receiver.letters]
    assert keys[0] == keys[1] != keys[2]


async def test_a_receiver_that_hangs_is_given_up_after_its_time(
    stage: Stage, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "TIMEOUT", 0.2)
    stage.webhook(receiver)
    receiver.mood = "hangs"
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().why == "unreachable")


async def test_an_answer_without_an_end_is_an_answer(stage: Stage, receiver: WebhookReceiver) -> None:
    stage.webhook(receiver)
    receiver.mood = "talks"
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().position == stage.newest(), within=5)


async def test_a_busy_receiver_is_left_alone_as_long_as_it_asks(
    stage: Stage, receiver: WebhookReceiver
) -> None:
    stage.webhook(receiver)
    receiver.mood = "busy"
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().state is State.FAILING)
        assert stage.sink().due_at == stage.clock + timedelta(minutes=20)
        receiver.mood = "well"
        stage.clock += timedelta(minutes=19)
        stage.wake()
        await asyncio.sleep(0.3)
        assert len(receiver.letters) == 1
        stage.clock += timedelta(minutes=2)
        stage.wake()
        await arrive(stage)


async def test_a_receiver_that_is_gone_is_switched_off_and_its_people_are_told_at_once(
    stage: Stage, receiver: WebhookReceiver
) -> None:
    stage.webhook(receiver)
    receiver.mood = "gone"
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().state is State.OFF)
    (told,) = stage.told()
    assert "đã ngừng" in told
    assert "địa chỉ nhận không còn nữa" in told


async def test_after_three_days_a_letter_is_put_aside_and_the_rest_goes_on(
    stage: Stage, receiver: WebhookReceiver
) -> None:
    stage.webhook(receiver)
    receiver.mood = "fails"
    stage.report(count=2)

    async def tried_or_waiting() -> None:
        await stage.until(lambda: _rests(stage))

    async with stage.running():
        await stage.until(lambda: stage.sink().state is State.FAILING)
        begun = stage.clock
        await stage.pass_time(posting.GIVE_UP - timedelta(hours=2), timedelta(minutes=80), tried_or_waiting)
        assert stage.letters() == []
        tries = len(receiver.letters)
        stage.report()
        await stage.pass_time(timedelta(hours=5), timedelta(minutes=80), tried_or_waiting)
        (dead,) = stage.letters()
        assert (dead.state, dead.why) == ("dead", "refused")
        assert dead.at - begun >= timedelta(days=3)
        assert tries > 40
        receiver.mood = "well"
        stage.clock += timedelta(hours=2)
        stage.wake()
        await arrive(stage)
        (rest,) = receiver.taken
        assert rest.positions == [stage.newest()]
        # The one that was put aside never came: that is the one gap a strict receiver sees.
        (gap,) = receiver.wrong
        assert gap.endswith(f"before {dead.key} was taken")
        receiver.wrong.clear()
        # Somebody has mended the receiver and asks for what it missed.
        assert stage.change(lambda c: letters.ask_again(c, stage.sink().id)) == 1
        await stage.until(lambda: stage.letters()[0].state == "sent")
    assert receiver.taken[-1].key == dead.key
    assert sorted(receiver.positions) == list(range(1, stage.newest() + 1))


def _rests(stage: Stage) -> bool:
    row = stage.sink()
    return row.due_at is not None and row.due_at > stage.clock


async def test_a_dead_letter_that_fails_again_stays_in_the_list(
    stage: Stage, receiver: WebhookReceiver
) -> None:
    row = stage.webhook(receiver)
    receiver.mood = "fails"
    stage.change(
        lambda c: letters.put_aside(c, row.id, "msg_1", '{"type":"test"}', "refused", 70, stage.clock)
    )
    stage.change(lambda c: letters.ask_again(c, row.id, stage.letters()[0].id))
    async with stage.running():
        await stage.until(lambda: stage.letters()[0].attempts == 71)
    assert stage.letters()[0].state == "dead"


async def test_a_replay_from_a_date_brings_everything_since_under_new_keys(
    stage: Stage, receiver: WebhookReceiver
) -> None:
    stage.webhook(receiver)
    async with stage.running():
        stage.report(count=2)
        await arrive(stage)
        stage.clock += timedelta(days=1)
        since, before = stage.clock, stage.newest()
        stage.report(count=2)
        await arrive(stage)
        place = stage.change(lambda c: sinks.place_at(c, since))
        assert place == before
        first = [one.key for one in receiver.taken]
        stage.change(lambda c: sinks.replay(c, stage.sink().id, place))
        await stage.until(lambda: len(receiver.taken) > len(first) and stage.sink().upto is None)
    assert receiver.taken[-1].positions == [before + 1, before + 2]
    assert receiver.taken[-1].key not in first


async def test_while_secrets_are_changed_both_are_good(stage: Stage, receiver: WebhookReceiver) -> None:
    row = stage.webhook(receiver)
    fresh = signing.make_secret()
    both = webhooks.sealed(stage.settings, [fresh, receiver.secret])
    stage.change(lambda c: sinks.amend(c, row.id, config=row.config, secret=both))
    async with stage.running():
        stage.report()
        await arrive(stage)
        receiver.secret = fresh
        stage.report()
        await arrive(stage)
        only = webhooks.sealed(stage.settings, [fresh])
        stage.change(lambda c: sinks.amend(c, row.id, config=row.config, secret=only))
        stage.report()
        await arrive(stage)
    assert receiver.refused == []


async def test_a_receiver_with_another_secret_refuses_everything(
    stage: Stage, receiver: WebhookReceiver
) -> None:
    stage.webhook(receiver)
    receiver.secret = signing.make_secret()
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().why == "refused")
    assert receiver.refused == [Verdict.FORGED]


async def test_a_letter_that_cannot_even_be_written_stops_nobody_else(
    stage: Stage, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*told: object) -> str:
        raise ValueError

    stage.webhook(receiver)
    stage.report()
    with monkeypatch.context() as patched:
        patched.setattr(bodies, "changed", broken)
        patched.setattr(posting, "GIVE_UP", timedelta(0))
        patched.setattr(posting, "LEAST_ATTEMPTS", 1)
        async with stage.running():
            await asyncio.sleep(0.5)
    stage.clock += timedelta(days=1)
    async with stage.running():
        await arrive(stage)
