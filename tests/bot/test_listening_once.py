"""Some platforms give each message to whoever asks first, so only one process may ask."""

import asyncio
from pathlib import Path

import pytest
from fakes.scripted import Scripted
from sqlalchemy import Engine

from bot.app import App, running
from bot.channels.port import House, Limits
from bot.settings import Settings


class Ear(Scripted):
    """A channel that notes whether somebody listens."""

    listening = False

    async def listen(self, house: House) -> None:
        self.listening = True
        try:
            await asyncio.Event().wait()
        finally:
            self.listening = False


async def comes(ear: Ear, within: float = 8.0) -> None:
    async with asyncio.timeout(within):
        while not ear.listening:  # noqa: ASYNC110 - a lock tells nobody that it is free
            await asyncio.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("alone", [True, False])
async def test_only_one_process_asks_the_platform_and_the_next_follows(
    engine: Engine, tmp_path: Path, alone: bool
) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, demo=False)
    ears = []
    for name in ("first", "second"):
        limits = Limits(text=1900, one_listener=alone)
        ears.append(Ear(name="zalo_bot", account="42", limits=limits, holds={name: b""}))
    one, two = (App(settings, engine) for _ in ears)
    one.add(ears[0])
    two.add(ears[1])
    async with running(two):
        await comes(ears[1])
        async with running(one):
            await asyncio.sleep(0.5)
            assert ears[0].listening is not alone
            assert ears[1].listening
        assert not ears[0].listening
    assert not ears[1].listening


@pytest.mark.slow
async def test_when_the_one_that_asks_ends_another_takes_over(sqlite_engine: Engine, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, demo=False)
    ears = [Ear(name="zalo_bot", account="42", limits=Limits(text=1900, one_listener=True)) for _ in range(2)]
    one, two = (App(settings, sqlite_engine) for _ in ears)
    one.add(ears[0])
    two.add(ears[1])
    async with running(two):
        async with running(one):
            async with asyncio.timeout(8):
                while not any(ear.listening for ear in ears):  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.02)
        await comes(ears[1])
