"""Words that were sent are replaced where the channel can do that, and let be where it cannot."""

import json

import pytest
from fakes.scripted import Scripted
from kit.sending import at_work, put, states, until, whys
from sqlalchemy import Engine

from bot.channels import render
from bot.channels.abilities import CONSOLE, TELEGRAM, WEB, ZALO_BOT, ZALO_OA
from bot.channels.port import Limits, Part, SendFailed, Why
from bot.sender import Sender
from handlers.message import Button

BUTTONS = ((Button("Tạm dừng tin 1", "c:hold_broadcast:1"),),)


async def test_the_message_that_was_shown_gets_the_new_words(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    channel.limits = Limits(text=4096, edits=True)
    channel.script("a", "4711")
    put(engine, "a", "Đã gửi 20/60", rows=BUTTONS)
    put(engine, "a", "Đã gửi 40/60", kind="edit", rows=BUTTONS, edits="1")
    async with at_work(sender):
        await until(lambda: states(engine) == ["sent", "sent"])
    assert channel.sent[1].part == Part(text="Đã gửi 40/60", rows=BUTTONS, edits="4711")


@pytest.mark.parametrize("edits", [True, False])
async def test_what_was_never_sent_or_cannot_be_changed_is_let_be(
    sender: Sender, channel: Scripted, engine: Engine, edits: bool
) -> None:
    channel.limits = Limits(text=4096, edits=edits)
    if edits:
        channel.script("a", SendFailed(Why.REFUSED))
    put(engine, "a", "Đã gửi 20/60")
    put(engine, "a", "Đã gửi 40/60", kind="edit", edits="1")
    async with at_work(sender):
        await until(lambda: states(engine) == ["failed" if edits else "sent", "sent"])
    assert len(channel.sent) == 1
    assert whys(engine)[-1] == "nothing_to_edit"


def test_an_edit_survives_the_outbox() -> None:
    part = Part(text="Đã gửi 40/60", rows=BUTTONS, edits="4711")
    assert render.decode(render.encode(part)) == part
    assert render.decode(json.dumps({**json.loads(render.encode(part)), "edits": "9"})).edits == "9"


def test_channels_that_can_change_what_they_showed_say_so() -> None:
    assert [one.edits for one in (TELEGRAM, WEB, CONSOLE)] == [True] * 3
    assert [one.edits for one in (ZALO_BOT, ZALO_OA)] == [False] * 2
