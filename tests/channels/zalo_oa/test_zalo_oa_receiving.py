"""What a webhook body of the Official Account means, and that nothing in it can do harm."""

import json
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs
from zalo_oa_house import LAN, NOW, Stage

from bot.channels.port import FileUnavailable, Received, SendFailed, Why
from handlers.events import (
    Attached,
    Blocked,
    Event,
    FileKind,
    FileRef,
    Opened,
    Said,
    SentOther,
    SharedPhone,
    Tapped,
)
from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_people import Person

pytestmark = pytest.mark.slow

WHERE = f"zalo_oa:1111122223333444455:{LAN}"
BASE: dict[str, Any] = {"conversation": WHERE, "at": NOW}


def read(scene: Stage, raw: Any) -> list[Received]:
    return scene.channel.events(raw, NOW)


def one(scene: Stage, raw: Any) -> Event:
    (received,) = read(scene, raw)
    return received.event


def text(words: str, **message: Any) -> dict[str, Any]:
    told = {"text": words, "msg_id": "aa11", **message}
    return {
        "event_name": "user_send_text",
        "sender": {"id": LAN},
        "timestamp": "1795305600000",
        "message": told,
    }


async def test_typed_words_are_what_a_person_said(scene: Stage, lan: Person) -> None:
    raw = lan.says("Báo cáo sản lượng", quote="63ecf4")
    (received,) = read(scene, raw)
    assert received == Received(key=raw["message"]["msg_id"], event=Said(text="Báo cáo sản lượng", **BASE))


@pytest.mark.parametrize(
    ("words", "data"), [("#sk:a:3:field:x", "a:3:field:x"), (" #sk:nonsense ", "nonsense")]
)
async def test_the_words_of_a_button_are_a_press_whoever_typed_them(
    words: str, data: str, scene: Stage
) -> None:
    assert one(scene, text(words)) == Tapped(data=data, **BASE)


@pytest.mark.parametrize("words", ["#sk", "sk:a", "# sk:a", "xin #sk:a"])
async def test_words_that_only_look_like_a_button_are_said(words: str, scene: Stage) -> None:
    assert one(scene, text(words)) == Said(text=words, **BASE)


async def test_a_picture_comes_with_its_caption(scene: Stage, lan: Person) -> None:
    raw = lan.sends_image(b"\xff\xd8\xff", text="Máy ép")
    event = one(scene, raw)
    number, url = raw["message"]["msg_id"], raw["message"]["attachments"][0]["payload"]["url"]
    file = FileRef(key=f"zalo_oa:{number}", kind=FileKind.PHOTO, remote=url)
    assert event == Attached(file=file, caption="Máy ép", **BASE)


async def test_several_pictures_in_one_message_are_an_album(scene: Stage, lan: Person) -> None:
    raw = lan.sends_image(b"1", b"2", b"3", text="Trước và sau")
    number = raw["message"]["msg_id"]
    received = read(scene, raw)
    assert [one.key for one in received] == [number, f"{number}#2", f"{number}#3"]
    events = [one.event for one in received]
    assert all(isinstance(event, Attached) and event.album == number for event in events)
    assert [event.caption for event in events if isinstance(event, Attached)] == ["Trước và sau", "", ""]
    assert len({event.file.key for event in events if isinstance(event, Attached)}) == 3


async def test_every_kind_of_file_is_told_apart(scene: Stage, lan: Person) -> None:
    made = [
        (lan.sends_gif(), FileKind.PHOTO, "", None),
        (lan.sends_file("báo cáo.pdf", b"%PDF", size=12_345), FileKind.DOCUMENT, "báo cáo.pdf", 12_345),
        (lan.sends_audio(), FileKind.VOICE, "", None),
        (lan.sends_video(), FileKind.VIDEO, "", None),
    ]
    for raw, kind, name, size in made:
        event = one(scene, raw)
        assert isinstance(event, Attached)
        assert (event.file.kind, event.file.name, event.file.size) == (kind, name, size)
        assert not event.album


async def test_what_is_written_below_a_film_is_not_lost(scene: Stage, lan: Person) -> None:
    event = one(scene, lan.sends_video(description="Máy chạy"))
    assert isinstance(event, Attached)
    assert event.caption == "Máy chạy"


@pytest.mark.parametrize(
    ("size", "read_as"),
    [
        ("12345", 12_345),
        (77, 77),
        ("", None),
        ("-1", None),
        ("1e9", None),
        (None, None),
        ([], None),
        ("٣", None),
    ],
)
async def test_a_strange_size_is_an_unknown_one(size: Any, read_as: int | None, scene: Stage) -> None:
    raw = text("")
    raw["event_name"] = "user_send_file"
    raw["message"] = {"msg_id": "f", "attachments": [{"payload": {"url": "https://x.vn/a", "size": size}}]}
    event = one(scene, raw)
    assert isinstance(event, Attached)
    assert event.file.size == read_as


@pytest.mark.parametrize(
    "attachments", [None, [], {}, "x", [None], [{"payload": 7}], [{"payload": {"url": 7}}]]
)
async def test_a_picture_without_an_address_is_something_we_cannot_read(
    attachments: Any, scene: Stage
) -> None:
    raw = text("", attachments=attachments)
    raw["event_name"] = "user_send_image"
    assert one(scene, raw) == SentOther(what="unknown", **BASE)


async def test_other_things_are_named(scene: Stage, lan: Person) -> None:
    made = [
        (lan.sends_location(), "location"),
        (lan.sends_sticker(), "sticker"),
        (lan.sends_link(), "unknown"),
        (lan.sends_card(), "unsupported"),
    ]
    for raw, what in made:
        assert one(scene, raw) == SentOther(what=what, **BASE)  # type: ignore[arg-type]


async def test_an_answer_with_an_address_in_it_is_still_an_answer(scene: Stage, lan: Person) -> None:
    assert one(scene, lan.sends_link(text="Xem ở đây")) == Said(text="Xem ở đây", **BASE)


async def test_following_opening_and_leaving(scene: Stage, lan: Person) -> None:
    assert one(scene, lan.follows()) == Opened(**BASE)
    assert one(scene, lan.clicks_chatnow()) == Opened(**BASE)
    assert one(scene, lan.unfollows()) == Blocked(**BASE)


@pytest.mark.parametrize("nested", [False, True])
async def test_the_card_gives_the_phone_of_the_person(nested: bool, scene: Stage, lan: Person) -> None:
    raw = lan.submits_info("Lan", "84912345678", full_address=nested)
    assert one(scene, raw) == SharedPhone(phone="84912345678", own=True, **BASE)


@pytest.mark.parametrize("info", [None, [], {}, {"phone": ""}, {"phone": None}, {"name": "Lan"}])
async def test_a_card_without_a_phone_says_nothing(info: Any, scene: Stage) -> None:
    raw = {"event_name": "user_submit_info", "sender": {"id": LAN}, "info": info}
    assert read(scene, raw) == []


async def test_our_own_messages_and_those_of_colleagues_are_never_answered(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    assert read(scene, lan.is_answered_by_hand("Chị chờ em chút")) == []
    for kind in ("text", "image", "gif", "list", "file", "sticker", "template", "unheard_of"):
        raw = {"event_name": f"oa_send_{kind}", "sender": {"id": api.oa_id}, "recipient": {"id": LAN}}
        assert read(scene, raw | {"message": {"text": "#sk:x", "msg_id": "1"}}) == []


NOTHING = [
    "user_received_message",
    "user_seen_message",
    "user_reacted_message",
    "oa_reacted_message",
    "add_user_to_tag",
    "anonymous_send_text",
    "user_reply_consent",
    "user_send_group_text",
    "user_call_oa",
    "of_tomorrow",
    "",
]


@pytest.mark.parametrize("name", NOTHING)
async def test_what_nobody_said_means_nothing(name: str, scene: Stage) -> None:
    assert read(scene, text("x") | {"event_name": name}) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("change_oa_daily_quota", {"quota": {"prev_value": "500", "new_value": "2000"}}),
        (
            "change_template_status",
            {"template_id": "512345", "status": {"new_status": "DISABLE"}, "reason": "x"},
        ),
    ],
)
async def test_news_about_the_account_is_told_to_the_administrator(
    name: str, content: dict[str, Any], scene: Stage
) -> None:
    with capture_logs() as logs:
        assert read(scene, {"event_name": name, **content}) == []
    assert [line["news"] for line in logs] == [name]
    assert str(next(iter(content.values())))[:20] in str(logs)


STRANGE: list[Any] = [
    None,
    [],
    7,
    "x",
    {},
    {"event_name": None},
    {"event_name": ["user_send_text"]},
    {"event_name": "user_send_text"},
    {"event_name": "user_send_text", "sender": "x", "message": {"text": "x"}},
    {"event_name": "user_send_text", "sender": {"id": ""}, "message": {"text": "x"}},
    {"event_name": "user_send_text", "sender": {"id": "a\nb"}, "message": {"text": "x"}},
    {"event_name": "user_send_text", "sender": {"id": "a:b"}, "message": {"text": "x"}},
    {"event_name": "user_send_text", "sender": {"id": "9" * 65}, "message": {"text": "x"}},
    {"event_name": "user_send_text", "sender": {"id": LAN}},
    {"event_name": "user_send_text", "sender": {"id": LAN}, "message": []},
    {"event_name": "user_send_text", "sender": {"id": LAN}, "message": {"text": 7}},
    {"event_name": "user_send_text", "sender": {"id": LAN}, "message": {"text": "  "}},
    {"event_name": "follow", "follower": []},
]


@pytest.mark.parametrize("raw", STRANGE)
async def test_nonsense_means_nothing_and_breaks_nothing(raw: Any, scene: Stage) -> None:
    assert read(scene, raw) == []


async def test_what_no_database_can_hold_is_taken_out(scene: Stage) -> None:
    raw = json.loads(
        '{"event_name":"user_send_text","sender":{"id":"7000000000000000001"},'
        '"message":{"text":"a\\u0000b\\ud800c","msg_id":"m\\u0000"}}'
    )
    (received,) = read(scene, raw)
    assert (received.key, received.event) == ("m", Said(text="abc", **BASE))


async def test_the_same_event_has_the_same_key_and_another_one_another(scene: Stage, lan: Person) -> None:
    first, second = lan.follows(), lan.follows()
    other = {**first, "follower": {"id": "7000000000000000002"}}
    keys = [read(scene, raw)[0].key for raw in (first, first, second, other)]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


@pytest.mark.parametrize("number", ["", None, "x" * 129, "a\u2028b"])
async def test_a_message_with_an_unusable_number_still_has_a_key(number: Any, scene: Stage) -> None:
    (received,) = read(scene, text("x") | {"message": {"text": "x", "msg_id": number}})
    assert len(received.key) == 64


async def test_ids_that_come_as_numbers_are_read(scene: Stage) -> None:
    assert one(scene, text("x") | {"sender": {"id": int(LAN)}}) == Said(text="x", **BASE)


async def test_a_file_somebody_sent_is_downloaded(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    event = one(scene, lan.sends_file("báo cáo.pdf", b"%PDF-1.7"))
    assert isinstance(event, Attached)
    assert await scene.channel.fetch(event.file) == b"%PDF-1.7"
    api.forget_media()
    with pytest.raises(FileUnavailable):
        await scene.channel.fetch(event.file)


async def test_a_file_that_is_too_big_is_not_even_asked_for(scene: Stage) -> None:
    file = FileRef(key="zalo_oa:1", kind=FileKind.VIDEO, remote="http://127.0.0.1:9/x", size=20_000_001)
    with pytest.raises(FileUnavailable):
        await scene.channel.fetch(file)
    with pytest.raises(SendFailed) as caught:
        await scene.channel.fetch(FileRef(key="zalo_oa:1", kind=FileKind.VIDEO, remote=file.remote))
    assert caught.value.why is Why.UNREACHABLE


async def test_reading_an_event_takes_no_account_of_its_age(scene: Stage, lan: Person) -> None:
    raw = lan.says("Muộn")
    (received,) = scene.channel.events(raw, NOW + timedelta(hours=2))
    assert received.event.at == NOW + timedelta(hours=2)
