"""A fake Official Account and a channel that talks to it."""

from collections.abc import AsyncIterator

import pytest
from zalo_oa_house import LAN, NOW, Stage, stage

from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_people import Person


@pytest.fixture
async def api() -> AsyncIterator[ZaloOaApi]:
    async with ZaloOaApi(NOW) as api:
        yield api


@pytest.fixture
async def scene(api: ZaloOaApi) -> AsyncIterator[Stage]:
    made = stage(api)
    yield made
    await made.channel.close()


@pytest.fixture
def lan(api: ZaloOaApi) -> Person:
    """Somebody who wrote a moment ago."""
    person = api.person(LAN, "Lan")
    person.interacts()
    return person
