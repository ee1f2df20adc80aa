"""What a person does on Zalo, as the event it means, in every shape Zalo was seen to send."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from zalo_bot_house import NOW

from bot.channels.port import FileUnavailable, SendFailed
from bot.channels.zalo_bot import parsing
from bot.channels.zalo_bot.channel import ZaloBotChannel
from handlers.events import Attached, Event, FileKind, FileRef, Said, SentOther
from tests.fakes import zalo_bot_spec as fault
from tests.fakes.zalo_bot_api import ZaloBotApi

pytestmark = pytest.mark.slow

CHAT = "6ede9afa66b88fe6d6a9"
WHERE = f"zalo_bot:4242424242:{CHAT}"
TEXT: dict[str, Any] = {
    "event_name": "message.text.received",
    "message": {
        "from": {"id": CHAT, "display_name": "Anh Ba", "is_bot": False},
        "chat": {"id": CHAT, "chat_type": "PRIVATE"},
        "text": "Xin chào",
        "message_id": "2d758cb5e222177a4e35",
        "date": 1_795_305_600_000,
    },
}


def update(name: str = "message.text.received", **changes: Any) -> dict[str, Any]:
    made = copy.deepcopy(TEXT)
    made["event_name"] = name
    for key, value in changes.items():
        key = "from" if key == "sender" else key
        if value is None:
            made["message"].pop(key)
        else:
            made["message"][key] = value
    return made


def event(raw: Any) -> Event | None:
    received = parsing.read(raw, "4242424242", NOW)
    return received.event if received else None


def file(raw: Any) -> FileRef:
    found = event(raw)
    assert isinstance(found, Attached)
    return found.file


@pytest.mark.parametrize("raw", [TEXT, {"ok": True, "result": TEXT}], ids=["bare", "wrapped"])
def test_a_text_is_understood_wrapped_and_bare(raw: dict[str, Any]) -> None:
    received = parsing.read(raw, "4242424242", NOW)
    assert received is not None
    assert received.key == "2d758cb5e222177a4e35"
    assert received.event == Said(conversation=WHERE, at=NOW, text="Xin chào")


def test_start_stays_what_was_typed() -> None:
    assert event(update(text="/start u_NT-01")) == Said(conversation=WHERE, at=NOW, text="/start u_NT-01")


@pytest.mark.parametrize("key", ["photo_url", "photo"])
def test_a_picture_is_found_under_either_name(key: str) -> None:
    raw = update("message.image.received", text=None, caption="Trước", **{key: "https://cdn.example/a.jpg"})
    assert event(raw) == Attached(
        conversation=WHERE,
        at=NOW,
        file=FileRef(
            key="zalo_bot:2d758cb5e222177a4e35", kind=FileKind.PHOTO, remote="https://cdn.example/a.jpg"
        ),
        caption="Trước",
    )


def test_the_name_the_live_service_uses_wins() -> None:
    raw = update("message.image.received", photo_url="https://a.example/1", photo="https://b.example/2")
    assert file(raw).remote == "https://a.example/1"
    assert (
        file(update("message.image.received", photo_url="", photo="https://b.example/2")).remote
        == "https://b.example/2"
    )


def test_a_voice_note_is_a_recording() -> None:
    found = file(update("message.voice.received", voice_url="https://cdn.example/a.aac"))
    assert (found.kind, found.remote) == (FileKind.VOICE, "https://cdn.example/a.aac")


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (update("message.sticker.received", sticker="0e07", url="https://x.example/1.webp"), "sticker"),
        (update("message.unsupported.received", text=None), "unsupported"),
        (update("message.image.received"), "unsupported"),
        (update("message.image.received", photo_url="data:image/png;base64,AA"), "unsupported"),
        (update("message.voice.received", voice_url=["a"]), "unsupported"),
    ],
)
def test_what_cannot_be_taken_is_still_noticed(raw: dict[str, Any], what: Any) -> None:
    assert event(raw) == SentOther(conversation=WHERE, at=NOW, what=what)


GROUP = {"id": "zgr-f8a7101d77709e2ec761", "chat_type": "GROUP"}


@pytest.mark.parametrize(
    "raw",
    [
        update(chat=GROUP),
        update("message.image.received", chat=GROUP, photo_url="https://cdn.example/a.jpg"),
        update(chat={"id": "zgr-f8a7101d77709e2ec761"}),
        update(chat={"id": CHAT, "chat_type": "CHANNEL"}),
        update(chat=None),
        update(chat={"id": "a\nb", "chat_type": "PRIVATE"}),
        update(chat={"id": "", "chat_type": "PRIVATE"}),
        update(sender={"id": CHAT, "is_bot": True}),
        update(text=None),
        update(text=""),
        update(text=7),
        update("message.link.received"),
        update("message.reaction.received"),
        update("bot.added.to.group"),
        {"event_name": "user.added"},
        {"event_name": "message.text.received", "message": None},
        {"message": {"text": "Xin chào"}},
        {"ok": True, "result": {}},
        {"ok": True, "result": None},
        {},
        [],
        None,
        "text",
        7,
    ],
)
def test_groups_bots_and_what_nobody_knows_are_nothing(raw: Any) -> None:
    assert event(raw) is None


def test_a_person_without_a_name_or_a_chat_type_is_still_a_person() -> None:
    raw = update(sender=None, chat={"id": CHAT})
    assert event(raw) == Said(conversation=WHERE, at=NOW, text="Xin chào")


def test_what_has_no_id_is_known_again_by_its_content() -> None:
    def key(raw: Any) -> str:
        received = parsing.read(raw, "4242424242", NOW)
        assert received is not None
        return received.key

    bare = update(message_id=None)
    backwards = {"message": dict(reversed(bare["message"].items())), "event_name": bare["event_name"]}
    assert key(bare) == key({"ok": True, "result": backwards})
    assert key(bare) != key(update(message_id=None, date=1_795_305_600_001))
    assert key(update(message_id=12)) == "12"
    assert len(key(update(message_id="x" * 5_000))) == 64


def test_letters_no_database_holds_do_not_stop_a_message() -> None:
    assert event(update(text="a\x00b\ud800c")) == Said(conversation=WHERE, at=NOW, text="abc")
    endless: Any = []
    for _ in range(100_000):
        endless = [endless]
    assert event(update(message_id=None, extra=endless)) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = [f"message.{what}.received" for what in ("text", "image", "voice", "sticker", "unsupported")]


@given(
    st.sampled_from(NAMES),
    st.dictionaries(st.sampled_from([*TEXT["message"], "photo", "photo_url", "caption", "voice_url"]), JSON),
)
def test_no_update_can_break_the_reader(name: str, changes: dict[str, Any]) -> None:
    raw = {"event_name": name, "message": {**TEXT["message"], **changes}}
    received = parsing.read(raw, "4242424242", NOW)
    assert received is None or "\n" not in received.event.conversation


async def test_what_a_person_sends_is_downloaded(api: ZaloBotApi, channel: ZaloBotChannel) -> None:
    raw = api.person("a1", "Lan").sends_photo(b"before", "Trước")
    assert await channel.fetch(file(raw)) == b"before"
    api.fails("cdn", fault.html(503))
    with pytest.raises(SendFailed):
        await channel.fetch(file(raw))
    api.photos.clear()
    with pytest.raises(FileUnavailable):
        await channel.fetch(file(raw))


async def test_nobody_can_make_us_look_into_our_own_network(api: ZaloBotApi) -> None:
    channel = ZaloBotChannel(SecretStr(api.token), api_url=api.url)
    raw = api.person("a1", "Lan").sends_photo(b"before")
    with pytest.raises(FileUnavailable):
        await channel.fetch(file(raw))
    await channel.close()
    assert not api.calls_of("cdn")
