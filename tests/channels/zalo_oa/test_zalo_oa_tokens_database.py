"""A database that is away costs no token, and nothing secret is told of any trouble."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs
from zalo_oa_access import kept, none, standing

from bot.channels.zalo_oa import tokens
from bot.channels.zalo_oa.refreshing import PATH
from storage.credentials import State
from storage.database.writer import Writer
from tests.fakes import zalo_oa_spec as faults
from tests.fakes.zalo_oa_api import ZaloOaApi

pytestmark = pytest.mark.slow

T = TypeVar("T")


class Faltering:
    """A writer whose database is away for the `wrong` pieces of work, counted from 1."""

    def __init__(self, writer: Writer, *wrong: int) -> None:
        self.writer, self.wrong, self.count = writer, wrong, 0

    def submit(self, work: Callable[[Connection], T]) -> "Future[T]":
        self.count += 1
        if self.count not in self.wrong:
            return self.writer.submit(work)
        failed: Future[T] = Future()
        failed.set_exception(OperationalError("UPDATE credentials", {}, Exception("away")))
        return failed


async def test_a_new_pair_is_held_until_the_database_has_it(
    api: ZaloOaApi, writer: Writer, engine: Engine
) -> None:
    # Looking up, claiming, keeping: the third fails, and fails again.
    one = kept(api, Faltering(writer, 3, 4))
    assert await one.access() == api.access_token_valid
    assert standing(engine, api).state is State.READY


async def test_nothing_is_asked_of_zalo_while_the_database_is_away(api: ZaloOaApi, writer: Writer) -> None:
    one = kept(api, Faltering(writer, 1, 3))
    assert (await none(one.access())).retry_after == tokens.SOON
    assert (await none(one.access())).retry_after == tokens.SOON
    assert api.calls == []
    assert await one.access() == api.access_token_valid


async def test_a_database_that_is_away_stops_nobody_who_has_access(api: ZaloOaApi, writer: Writer) -> None:
    one = kept(api, Faltering(writer, 4))
    access = await one.access()
    api.advance(timedelta(hours=20))
    assert await one.access() == access
    assert api.tokens.rotations == 1


async def test_no_token_is_ever_in_a_log_line_or_an_error(api: ZaloOaApi, writer: Writer) -> None:
    one = kept(api, writer)
    with capture_logs() as logs:
        access = await one.access()
        api.fails(PATH, faults.cut_after())
        told = [await none(one.renewed(access)), await none(one.access())]
        api.advance(timedelta(seconds=30))
        told.append(await none(one.access()))
    words = f"{logs} {[(str(one), repr(one), one.__context__) for one in told]} {one}"
    assert "fake-" not in words
    assert "kkkk" not in words
