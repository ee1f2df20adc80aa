"""That a message was read is counted, and nobody is told who read it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from zalo_oa_house import Ledger, Stage

from bot.channels.port import Channel
from bot.channels.zalo_oa import parsing, webhook
from tests.fakes.zalo_oa_api import ZaloOaApi


@pytest.mark.parametrize(
    "body",
    [
        {"event_name": "user_seen_message", "message": {"msg_ids": "a"}},
        {"event_name": "user_seen_message", "message": {"msg_ids": [1, None, {}]}},
        {"event_name": "user_seen_message", "message": "a"},
        {"event_name": "user_received_message", "message": {"msg_ids": ["a"]}},
        {"event_name": 7},
    ],
)
def test_what_tells_of_no_reading_is_none(body: dict[str, Any]) -> None:
    assert parsing.seen_in(body) == []


async def test_a_reading_is_handed_on_as_numbers_of_messages_and_no_event(
    api: ZaloOaApi, scene: Stage
) -> None:
    read: list[list[str]] = []
    ledger = Ledger()

    async def seen(channel: Channel, platform_ids: Sequence[str]) -> None:
        read.append(list(platform_ids))

    app = FastAPI()
    app.include_router(webhook.router(scene.channel, replace(ledger.house(), seen=seen)))
    body, headers = api.sealed(
        {
            "app_id": api.app_id,
            "sender": {"id": "7000000000000000001"},
            "recipient": {"id": api.oa_id},
            "event_name": "user_seen_message",
            "message": {"msg_ids": ["aa11", "bb22"]},
            "timestamp": api.stamp(),
        }
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        assert (await client.post(webhook.PATH, content=body, headers=headers)).status_code == 200
        assert (await client.post(webhook.PATH, content=body, headers={})).status_code == 403
    assert read == [["aa11", "bb22"]]
    assert not ledger.kept
