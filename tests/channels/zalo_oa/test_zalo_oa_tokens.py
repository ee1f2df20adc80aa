"""The account keeps its access without a human, as long as that is possible at all, and asks only once."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs
from zalo_oa_access import kept, none, standing
from zalo_oa_house import NOW

from bot.channels.zalo_oa import tokens
from bot.channels.zalo_oa.refreshing import PATH
from bot.channels.zalo_oa.tokens import KeptTokens
from storage.credentials import Standing, State
from storage.database.writer import Writer
from tests.fakes import zalo_oa_spec as faults
from tests.fakes.zalo_oa_api import ZaloOaApi

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)


@pytest.fixture
def one(api: ZaloOaApi, writer: Writer) -> KeptTokens:
    return kept(api, writer)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "PATIENCE", 0.3)


@pytest.fixture
def logs() -> Iterator[list[Any]]:
    with capture_logs() as told:
        yield told


async def test_the_first_access_comes_from_the_token_in_the_settings(
    api: ZaloOaApi, one: KeptTokens, engine: Engine
) -> None:
    assert await one.access() == api.access_token_valid
    assert api.tokens.rotations == 1
    assert standing(engine, api) == Standing(State.READY, NOW + 25 * HOUR, NOW, "")


async def test_everybody_who_asks_at_once_gets_the_same_access_from_one_request(
    api: ZaloOaApi, writer: Writer
) -> None:
    processes = [kept(api, writer) for _ in range(3)]
    api.fails(PATH, faults.slow(0.3))
    found = await asyncio.gather(*(one.access() for one in processes for _ in range(5)))
    assert set(found) == {api.access_token_valid}
    assert len(api.calls_of(PATH)) == 1


async def test_a_process_that_starts_anew_uses_what_is_there(
    api: ZaloOaApi, one: KeptTokens, writer: Writer
) -> None:
    access = await one.access()
    assert await kept(api, writer).access() == access
    assert api.tokens.rotations == 1


async def test_nobody_waits_for_the_renewal_after_twenty_hours(api: ZaloOaApi, one: KeptTokens) -> None:
    old = await one.access()
    api.advance(20 * HOUR)
    api.fails(PATH, faults.slow(0.3))
    assert await asyncio.gather(*(one.access() for _ in range(5))) == [old] * 5
    await one.close()
    assert api.tokens.rotations == 2
    assert await one.access() == api.access_token_valid != old


async def test_access_that_ran_out_while_nobody_worked_is_renewed_first(
    api: ZaloOaApi, one: KeptTokens
) -> None:
    old = await one.access()
    api.advance(30 * HOUR)
    assert await one.access() == api.access_token_valid != old


@pytest.mark.parametrize("told", ["3600", 7200, "soon", None, "-5", "1" * 40])
async def test_access_is_not_renewed_at_every_message_whatever_zalo_says_of_its_life(
    api: ZaloOaApi, writer: Writer, engine: Engine, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = api.tokens._issue
    monkeypatch.setattr(api.tokens, "_issue", lambda: issue() | {"expires_in": told})
    one = kept(api, writer)
    access = await one.access()
    api.advance(timedelta(minutes=5))
    assert await one.access() == access
    await one.close()
    assert api.tokens.rotations == 1
    until = standing(engine, api).expires_at
    assert until is not None
    assert NOW + timedelta(minutes=10) <= until <= NOW + 25 * HOUR


async def test_an_answer_without_a_new_refresh_token_leaves_the_old_one_in_force(
    api: ZaloOaApi, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = api.tokens._issue
    monkeypatch.setattr(api.tokens, "_issue", lambda: {"access_token": issue()["access_token"]})
    monkeypatch.setattr(api.tokens, "_spend", lambda token: None)
    one = kept(api, writer)
    assert await one.access() == api.access_token_valid
    api.advance(30 * HOUR)
    assert await one.access() == api.access_token_valid
    assert {call.parameters["refresh_token"] for call in api.calls_of(PATH)} == {api.refresh_token}


# -- refused access --------------------------------------------------------------------------


async def test_refused_access_is_renewed_once_for_all_who_met_the_refusal(
    api: ZaloOaApi, writer: Writer
) -> None:
    processes = [kept(api, writer) for _ in range(2)]
    old = await processes[0].access()
    assert await processes[1].access() == old
    found = await asyncio.gather(*(one.renewed(old) for one in processes for _ in range(5)))
    assert set(found) == {api.access_token_valid}
    assert api.tokens.rotations == 2
    assert [await one.access() for one in processes] == [api.access_token_valid] * 2


async def test_a_refusal_during_the_renewal_waits_for_its_result(api: ZaloOaApi, one: KeptTokens) -> None:
    old = await one.access()
    api.advance(20 * HOUR)
    api.old_access_dies = True
    api.fails(PATH, faults.slow(0.3))
    assert await one.access() == old
    assert await one.renewed(old) == api.access_token_valid != old
    assert api.tokens.rotations == 2


async def test_access_that_is_refused_however_new_is_not_renewed_without_end(
    api: ZaloOaApi, one: KeptTokens, logs: list[Any]
) -> None:
    access = await one.access()
    for _ in range(tokens.ENOUGH):
        access = await one.renewed(access)
    for _ in range(3):
        assert (await none(one.renewed(access))).retry_after == tokens.WHILE.total_seconds()
    assert api.tokens.rotations == 1 + tokens.ENOUGH
    assert [line["log_level"] for line in logs].count("error") == 1
    api.advance(tokens.WHILE)
    assert await one.renewed(access) == api.access_token_valid


# -- answers that bring nothing --------------------------------------------------------------


@pytest.mark.parametrize("fault", [faults.error(-32), faults.html(502), faults.html(429), faults.html(403)])
async def test_a_busy_server_is_asked_again_after_a_rest(
    api: ZaloOaApi, one: KeptTokens, engine: Engine, fault: faults.Fault
) -> None:
    api.fails(PATH, fault, times=2)
    assert (await none(one.access())).retry_after == 30
    assert (await none(one.access())).retry_after == 30
    assert len(api.calls_of(PATH)) == 1
    assert standing(engine, api).state is State.READY
    api.advance(timedelta(seconds=30))
    assert (await none(one.access())).retry_after == 60
    api.advance(timedelta(seconds=60))
    assert await one.access() == api.access_token_valid
    assert api.tokens.spent == []


async def test_a_server_that_cannot_be_reached_costs_nothing(
    api: ZaloOaApi, writer: Writer, engine: Engine
) -> None:
    await none(kept(api, writer, oauth_url="http://127.0.0.1:9").access())
    assert standing(engine, api).state is State.READY
    api.advance(timedelta(seconds=30))
    assert await kept(api, writer).access() == api.access_token_valid


async def test_after_a_request_that_got_lost_the_same_token_is_tried_once_more(
    api: ZaloOaApi, one: KeptTokens, engine: Engine
) -> None:
    api.fails(PATH, faults.cut_before())
    await none(one.access())
    assert standing(engine, api).state is State.UNSURE
    api.advance(timedelta(seconds=30))
    assert await one.access() == api.access_token_valid
    assert standing(engine, api).state is State.READY


async def test_an_answer_that_got_lost_kills_the_account_loudly(
    api: ZaloOaApi, one: KeptTokens, engine: Engine, logs: list[Any]
) -> None:
    api.fails(PATH, faults.cut_after())
    await none(one.access())
    assert [line["log_level"] for line in logs].count("error") == 0
    api.advance(timedelta(seconds=30))
    for _ in range(3):
        assert (await none(one.access())).retry_after == tokens.DEAD
    assert standing(engine, api).state is State.DEAD
    assert standing(engine, api).why == "lost, then error -14014"
    assert len(api.calls_of(PATH)) == 2
    (alarm,) = [line for line in logs if line["log_level"] == "error"]
    assert alarm["event"] == "zalo_access_dead"
    assert alarm["setting"] == "ZALO_OA_REFRESH_TOKEN"


async def test_an_answer_that_never_comes_is_a_lost_one_and_a_second_an_alarm(
    api: ZaloOaApi, writer: Writer, engine: Engine, logs: list[Any]
) -> None:
    one = kept(api, writer, timeout=0.2)
    api.fails(PATH, faults.hang(), times=2)
    await none(one.access())
    assert standing(engine, api).why == "lost: TimeoutError"
    api.advance(timedelta(seconds=30))
    assert (await none(one.access())).retry_after == 600
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["zalo_access_unsure_still"]
    api.advance(timedelta(minutes=10))
    assert await one.access() == api.access_token_valid


async def test_a_message_waits_some_seconds_for_a_slow_renewal_and_not_longer(
    api: ZaloOaApi, writer: Writer, hurried: None
) -> None:
    one, other = kept(api, writer), kept(api, writer)
    api.fails(PATH, faults.slow(0.8))
    late, later = await asyncio.gather(none(one.access()), none(other.access()))
    assert late.retry_after == later.retry_after == tokens.SOON
    await one.close()
    assert await one.access() == await other.access() == api.access_token_valid


async def test_a_message_that_is_given_up_does_not_take_the_renewal_with_it(
    api: ZaloOaApi, one: KeptTokens, writer: Writer
) -> None:
    api.fails(PATH, faults.slow(0.5))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await one.access()
    # Whoever cancelled it may close the database now.
    assert await kept(api, writer).access() == api.access_token_valid
    assert api.tokens.rotations == 1


# -- death and what comes after --------------------------------------------------------------


async def test_a_refused_token_is_not_offered_again(api: ZaloOaApi, one: KeptTokens, engine: Engine) -> None:
    api.tokens.revoke()
    await none(one.access())
    await none(one.access())
    assert len(api.calls_of(PATH)) == 1
    assert standing(engine, api).why == "error -14014"


async def test_access_serves_to_its_end_when_its_renewal_has_died(
    api: ZaloOaApi, one: KeptTokens, writer: Writer, engine: Engine, logs: list[Any]
) -> None:
    access = await one.access()
    api.fails(PATH, faults.error(-14014))
    api.advance(20 * HOUR)
    assert await one.access() == access
    await one.close()
    assert standing(engine, api).state is State.DEAD
    assert "zalo_access_dead" in [line["event"] for line in logs]
    api.advance(4 * HOUR)
    assert await one.access() == await kept(api, writer).access() == access
    api.advance(HOUR)
    await none(one.access())
    assert len(api.calls_of(PATH)) == 2


async def test_a_new_token_in_the_settings_brings_the_dead_back(
    api: ZaloOaApi, one: KeptTokens, writer: Writer
) -> None:
    api.tokens.revoke()
    await none(one.access())
    api.tokens._issue()
    revived = kept(api, writer, first=api.newest_refresh_token)
    assert await revived.access() == api.access_token_valid
    # The process that was not started anew finds it too.
    assert await one.access() == api.access_token_valid


async def test_a_changed_secret_key_is_told_by_its_name(
    api: ZaloOaApi, one: KeptTokens, writer: Writer, logs: list[Any]
) -> None:
    access = await one.access()
    await none(kept(api, writer, secret_key="x" * 32).access())
    assert [line["setting"] for line in logs if line["log_level"] == "error"] == ["SECRET_KEY"]
    assert await kept(api, writer).access() == access
    assert api.tokens.rotations == 1
