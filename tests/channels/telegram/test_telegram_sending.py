"""What goes over the wire for a part, through either library, and what every failure means."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from telegram_house import FILES, Ledger, read_file

from bot import pace
from bot.channels.port import FileUnavailable, Outgoing, Part, SendFailed, Why
from bot.channels.telegram.channel import TelegramChannel
from bot.pace import Pacer
from handlers.events import FileKind, FileRef
from handlers.message import Button, Shown
from tests.fakes import telegram_spec as fault
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_people import Person

CHOICES = ((Button("Duyệt ✅", "r:1:ok"), Button("Trả lại", "r:1:back")), (Button("Quay lại", "nav:back"),))
PARTS = {
    "text": Part(text="Chào anh/chị <b>Lan</b> & *Minh* _x_ https://example.org"),
    "buttons": Part(text="Chọn:", rows=CHOICES),
    "phone": Part(text="Số điện thoại?", share_phone="Gửi số của tôi", rows=CHOICES),
    "photo": Part(text="Ảnh trước", file=Shown("web:photo", FileKind.PHOTO), rows=CHOICES),
    "photo alone": Part(file=Shown("web:photo", FileKind.PHOTO, "trước.png")),
    "document": Part(text="Báo cáo", file=Shown("web:paper", FileKind.DOCUMENT, "báo cáo & số liệu.pdf")),
    "voice": Part(file=Shown("web:voice", FileKind.VOICE)),
    "video": Part(text="Máy chạy", file=Shown("web:video", FileKind.VIDEO)),
}


AT = datetime(2026, 5, 4, tzinfo=UTC)


def out(part: Part, *, to: int | str = 777, bulk: bool = False) -> Outgoing:
    return Outgoing(id=1, address=str(to), part=part, bulk=bulk)


@pytest.fixture
def lan(api: TelegramApi) -> Person:
    person = api.person(777, "Lan")
    person.starts()
    return person


@pytest.mark.parametrize("name", PARTS)
async def test_both_libraries_make_the_same_call_of_a_part(
    name: str,
    api: TelegramApi,
    lan: Person,
    channel: TelegramChannel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pace, "CHAT_INTERVAL", 0.0)
    first = await channel.send(out(PARTS[name]))
    second = await channel.send(out(PARTS[name], bulk=True))
    by_aiogram, by_ptb = api.calls
    assert by_aiogram.normalised() == by_ptb.normalised()
    assert [first, second] == [str(seen.id) for seen in lan.sees()]
    assert "parse_mode" not in by_aiogram.parameters


async def test_markup_in_a_name_arrives_as_it_was_typed(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    await channel.send(out(PARTS["text"]))
    assert (await lan.hears()).text == PARTS["text"].text
    assert api.calls[0].parameters["link_preview_options"] == {"is_disabled": True}


async def test_buttons_arrive_in_their_rows_and_give_back_their_data(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    await channel.send(out(PARTS["buttons"]))
    assert lan.sees()[0].buttons == [["Duyệt ✅", "Trả lại"], ["Quay lại"]]
    assert lan.taps("Trả lại")["callback_query"]["data"] == "r:1:back"


async def test_the_phone_button_turns_choices_into_words_that_can_be_tapped(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    await channel.send(out(PARTS["phone"]))
    (seen,) = lan.sees()
    assert seen.keyboard == ["Gửi số của tôi", "Duyệt ✅", "Trả lại", "Quay lại"]
    assert seen.markup["keyboard"][0] == [{"text": "Gửi số của tôi", "request_contact": True}]
    assert seen.markup["one_time_keyboard"] is True
    assert lan.taps("Quay lại")["message"]["text"] == "Quay lại"
    assert lan.taps("Gửi số của tôi")["message"]["contact"]["user_id"] == lan.id


async def test_a_picture_arrives_with_its_bytes_and_its_caption(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    await channel.send(out(PARTS["photo"]))
    await channel.send(out(PARTS["document"]))
    photo, paper = lan.sees()
    assert (photo.photo, photo.text) == (FILES["web:photo"], "Ảnh trước")
    assert paper.file == fault.Upload("báo cáo & số liệu.pdf", FILES["web:paper"])


async def test_a_picture_too_big_for_a_photo_travels_as_a_document(
    api: TelegramApi, lan: Person, monkeypatch: pytest.MonkeyPatch, channel: TelegramChannel
) -> None:
    monkeypatch.setitem(FILES, "web:huge", b"x" * 10_000_001)
    await channel.send(out(Part(file=Shown("web:huge", FileKind.PHOTO))))
    assert [call.method for call in api.calls] == ["sendDocument"]


async def test_the_buttons_of_a_decided_message_are_taken_away_once_and_for_all(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    sent = await channel.send(out(PARTS["buttons"]))
    for _ in range(2):
        assert await channel.send(out(Part(strip=sent))) == sent
        assert lan.sees()[0].labels == []
    assert await channel.send(out(Part(strip="999"))) == "999"


async def test_an_earlier_message_gets_other_words_and_buttons(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    sent = await channel.send(out(PARTS["buttons"]))
    for _ in range(2):  # the second time Telegram says that nothing is modified
        assert await channel.send(out(Part(text="Đã gửi 20/60", rows=CHOICES[1:], edits=sent))) == sent
        (seen,) = lan.sees()
        assert (seen.text, seen.labels) == ("Đã gửi 20/60", ["Quay lại"])
    assert await channel.send(out(Part(text="Xong", edits=sent))) == sent
    assert (lan.sees()[0].text, lan.sees()[0].labels) == ("Xong", [])
    assert await channel.send(out(Part(text="Xong", edits="999"))) == "999"


FAULTS = [
    (fault.throttled(7), Why.THROTTLED, 7.0),
    (fault.blocked(), Why.BLOCKED, None),
    (fault.Fault(403, "Forbidden: user is deactivated"), Why.BLOCKED, None),
    (fault.chat_not_found(), Why.BLOCKED, None),
    (fault.Fault(400, "Bad Request: can't parse entities"), Why.REFUSED, None),
    (fault.migrated(-100500), Why.REFUSED, None),
    (fault.Fault(401, "Unauthorized"), Why.REFUSED, None),
    (fault.Fault(404, "Not Found"), Why.REFUSED, None),
    (fault.Fault(413, "Request Entity Too Large"), Why.REFUSED, None),
    (fault.broken(500), Why.UNREACHABLE, None),
    (fault.gateway_page(502), Why.UNREACHABLE, None),
    (fault.gateway_page(504), Why.UNCERTAIN, None),
    (fault.hanging(), Why.UNCERTAIN, None),
    (fault.cut_before(), Why.UNCERTAIN, None),
    (fault.cut_after(), Why.UNCERTAIN, None),
]


@pytest.mark.parametrize("bulk", [False, True], ids=["aiogram", "courier"])
@pytest.mark.parametrize(("trouble", "why", "seconds"), FAULTS)
async def test_every_failure_is_one_of_ours(
    trouble: fault.Fault,
    why: Why,
    seconds: float | None,
    bulk: bool,
    api: TelegramApi,
    lan: Person,
    channel: TelegramChannel,
) -> None:
    channel.wire._timeout = 0.3
    api.fails("sendMessage", trouble)
    with pytest.raises(SendFailed) as caught:
        await channel.send(out(PARTS["text"], bulk=bulk))
    assert (caught.value.why, caught.value.retry_after) == (why, seconds)
    assert len(lan.sees()) == (trouble.cut == "after")
    assert len(api.calls) == 1, "nothing may be sent again on its own account"


@pytest.mark.parametrize("bulk", [False, True], ids=["aiogram", "courier"])
async def test_a_platform_that_cannot_be_reached_has_surely_sent_nothing(bulk: bool) -> None:
    token = SecretStr("4242:AAx")
    channel = TelegramChannel(token, read_file=read_file, api_url="http://127.0.0.1:9")
    with pytest.raises(SendFailed) as caught:
        await channel.send(out(PARTS["text"], bulk=bulk))
    await channel.close()
    assert caught.value.why is Why.UNREACHABLE


async def test_after_a_429_the_next_message_is_not_even_tried(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    api.fails("sendMessage", fault.throttled(60))
    for bulk in (True, False, True):
        with pytest.raises(SendFailed) as caught:
            await channel.send(out(PARTS["text"], bulk=bulk))
        assert caught.value.why is Why.THROTTLED
        assert caught.value.retry_after == pytest.approx(60, abs=1)
    assert len(api.calls) == 1


@pytest.mark.parametrize(
    "part", [Part(file=Shown("web:lost", FileKind.PHOTO)), Part(strip="not-a-number"), None]
)
async def test_what_can_never_be_sent_is_refused(
    part: Part | None, api: TelegramApi, channel: TelegramChannel
) -> None:
    outgoing = out(part) if part else out(PARTS["text"], to="https://example.org")
    with pytest.raises(SendFailed) as caught:
        await channel.send(outgoing)
    assert caught.value.why is Why.REFUSED
    assert not api.calls


async def test_a_stranger_and_a_person_who_blocked_us_are_not_reachable(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    lan.blocks()
    api.person(778, "Minh")
    for who in (777, 778, 779):
        with pytest.raises(SendFailed) as caught:
            await channel.send(out(PARTS["text"], to=who))
        assert caught.value.why is Why.BLOCKED


@pytest.mark.parametrize("bulk", [False, True], ids=["aiogram", "courier"])
async def test_an_answer_newer_than_our_library_still_counts_as_sent(
    bulk: bool, api: TelegramApi, lan: Person, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "me", {**api.me, "is_bot": {"since": 2027}})
    sent = await channel.send(out(PARTS["buttons"], bulk=bulk))
    assert sent == str(lan.sees()[0].id)
    assert await channel.send(out(Part(strip=sent))) == sent


PHOTO = FileRef(key="telegram:unique-1", kind=FileKind.PHOTO, remote="file-1", size=7)


async def test_a_file_somebody_sent_is_downloaded(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    lan.sends_document(b"content", "ảnh 1.jpg")
    assert await channel.fetch(PHOTO) == b"content"


async def test_a_file_that_is_gone_or_too_big_is_given_up(
    api: TelegramApi, lan: Person, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileUnavailable):
        await channel.fetch(PHOTO)
    lan.sends_document(b"content", "phim.mov", size=30_000_000)
    with pytest.raises(FileUnavailable):
        await channel.fetch(PHOTO)
    calls = len(api.calls)
    with pytest.raises(FileUnavailable):
        await channel.fetch(replace(PHOTO, size=20_000_001))
    assert len(api.calls) == calls
    # A server that lies about the size is stopped at the limit, too.
    monkeypatch.setattr(channel, "limits", replace(channel.limits, file_in=5))
    lan.sends_document(b"content", "x.pdf", size=3)
    with pytest.raises(FileUnavailable, match="too large"):
        await channel.fetch(replace(PHOTO, remote="file-2", size=3))


async def test_a_file_that_cannot_be_had_just_now_is_tried_again_later(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    lan.sends_document(b"content", "x.pdf")
    api.fails("getFile", fault.gateway_page())
    with pytest.raises(SendFailed) as caught:
        await channel.fetch(PHOTO)
    assert caught.value.why is Why.UNREACHABLE


async def test_a_pressed_button_stops_turning_once(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    await channel.send(out(PARTS["buttons"]))
    (received,) = channel.events(lan.taps("Trả lại"), AT)
    for _ in range(2):
        await channel.acknowledge(received.event)
    assert api.answered == ["query-1"]


async def test_typing_dots_are_a_courtesy_that_may_fail(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    api.fails("sendChatAction", fault.broken())
    (received,) = channel.events(lan.says("Em có ý này"), AT)
    await channel.acknowledge(received.event)
    assert [call.parameters["action"] for call in api.calls] == ["typing"]


async def test_a_flood_of_messages_is_not_answered_by_a_flood_of_dots(
    api: TelegramApi, lan: Person, channel: TelegramChannel
) -> None:
    minh = api.person(778, "Minh")
    for raw in [*(lan.says(f"{n}") for n in range(50)), minh.starts()]:
        (received,) = channel.events(raw, AT)
        await channel.acknowledge(received.event)
    assert [call.parameters["chat_id"] for call in api.calls] == ["777", "778"]


async def test_files_come_from_the_house_once_the_channel_listens(api: TelegramApi, lan: Person) -> None:
    channel = TelegramChannel(SecretStr(api.token), api_url=api.url)
    with pytest.raises(SendFailed) as caught:
        await channel.send(out(PARTS["photo"]))
    assert caught.value.why is Why.UNREACHABLE
    house = replace(Ledger().house(), read_file=read_file)
    async with asyncio.TaskGroup() as group:
        listening = group.create_task(channel.listen(house))
        await api.settled()
        await channel.send(out(PARTS["photo"]))
        listening.cancel()
    await channel.close()
    assert lan.sees()[0].photo == FILES["web:photo"]


async def test_a_disk_in_trouble_is_tried_again_and_a_missing_file_is_not(
    api: TelegramApi, lan: Person
) -> None:
    for error, why in [(OSError("EIO"), Why.UNREACHABLE), (FileUnavailable("gone"), Why.REFUSED)]:

        async def fail(key: str, error: Exception = error) -> bytes:
            raise error

        channel = TelegramChannel(SecretStr(api.token), api_url=api.url, read_file=fail)
        with pytest.raises(SendFailed) as caught:
            await channel.send(out(PARTS["photo"]))
        assert caught.value.why is why


async def test_one_pacer_is_asked_by_both_libraries(api: TelegramApi, lan: Person) -> None:
    asked: list[tuple[str, bool]] = []

    class Counting(Pacer):
        async def turn(self, chat: str, *, bulk: bool = False) -> None:
            asked.append((chat, bulk))

    channel = TelegramChannel(SecretStr(api.token), read_file=read_file, api_url=api.url, pacer=Counting())
    await channel.send(out(PARTS["text"]))
    await channel.send(out(PARTS["text"], bulk=True))
    await channel.close()
    assert asked == [("777", False), ("777", True)]
