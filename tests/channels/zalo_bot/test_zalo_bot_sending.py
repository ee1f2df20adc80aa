"""What leaves for Zalo: plain words, pictures by address, and a link for everything else."""

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from PIL import Image
from pydantic import SecretStr
from zalo_bot_house import CHAT, FILES, PUBLIC, failed, read_file, serving, text

from bot.attempts import CEILING
from bot.channels import public_files
from bot.channels.port import Outgoing, Part, Why
from bot.channels.public_files import PublicFiles
from bot.channels.zalo_bot import channel as module
from bot.channels.zalo_bot.channel import ZaloBotChannel
from handlers.events import FileKind
from handlers.message import Shown
from tests.fakes import zalo_bot_spec as fault
from tests.fakes.zalo_bot_api import ZaloBotApi
from tests.fakes.zalo_bot_people import Person

pytestmark = pytest.mark.slow


@pytest.fixture
async def public(api: ZaloBotApi, files: PublicFiles) -> AsyncIterator[str]:
    """Our own address, which the platform can reach."""
    app = FastAPI()
    app.include_router(public_files.router(files))
    async with serving(app) as url:
        api.redirect = {PUBLIC: url}
        yield url


def shown(key: str, kind: FileKind = FileKind.PHOTO, name: str = "", words: str = "") -> Outgoing:
    return Outgoing(id=1, address=CHAT, part=Part(text=words, file=Shown(key, kind, name)))


# -- text --------------------------------------------------------------------------------------------


async def test_text_goes_out_plain_and_is_answered_with_its_id(
    api: ZaloBotApi, channel: ZaloBotChannel, lan: Person
) -> None:
    words = "**không** <b>đậm</b> {red}đỏ{/red}\n1. Gửi"
    sent = await channel.send(text(words))
    assert [seen.text for seen in lan.sees()] == [words]
    assert sent == lan.sees()[0].id
    call = api.calls_of("sendMessage")[0]
    assert (call.parameters, call.how) == ({"chat_id": CHAT, "text": words}, "json")


async def test_an_answer_without_an_id_is_still_an_accepted_message(
    api: ZaloBotApi, channel: ZaloBotChannel, lan: Person
) -> None:
    for body in ({"ok": True}, {"ok": True, "result": None}, {"ok": True, "result": {"message_id": None}}):
        api.fails("sendMessage", fault.answers(body))
        assert await channel.send(text()) == ""


async def test_what_was_sent_cannot_be_changed(channel: ZaloBotChannel) -> None:
    outgoing = Outgoing(id=1, address=CHAT, part=Part(strip="82599fa3"))
    assert (await failed(channel, outgoing)).why is Why.REFUSED


# -- pictures and files ------------------------------------------------------------------------------


async def test_a_picture_is_shown_and_still_there_when_zalo_comes_again(
    api: ZaloBotApi, channel: ZaloBotChannel, lan: Person, public: str
) -> None:
    await channel.send(shown("web:photo", words="Phiếu 12"))
    await api.fetched()
    [seen] = lan.sees()
    assert seen.text == "Phiếu 12"
    assert seen.photo
    assert Image.open(io.BytesIO(seen.photo)).size == (60, 40)
    call = api.calls_of("sendPhoto")[0].parameters
    assert call["photo"].startswith(f"{PUBLIC}/p/")
    assert call["photo"].endswith(".jpg")


async def test_a_picture_without_words_has_no_caption(
    api: ZaloBotApi, channel: ZaloBotChannel, lan: Person, public: str
) -> None:
    await channel.send(shown("web:photo"))
    await api.fetched()
    assert set(api.calls_of("sendPhoto")[0].parameters) == {"chat_id", "photo"}


async def test_a_large_picture_is_made_small_enough_for_zalo(
    api: ZaloBotApi,
    channel: ZaloBotChannel,
    lan: Person,
    public: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noise = Image.effect_noise((2600, 1800), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")
    monkeypatch.setitem(FILES, "web:large", out.getvalue())
    assert len(out.getvalue()) > 5_000_000
    await channel.send(shown("web:large"))
    await api.fetched()
    assert lan.sees()[0].photo


async def test_a_picture_on_its_way_here_is_waited_for(
    api: ZaloBotApi, channel: ZaloBotChannel, lan: Person, public: str
) -> None:
    why = await failed(channel, shown("telegram:coming", words="Phiếu 12"))
    assert (why.why, why.retry_after) == (Why.UNREACHABLE, 2.0)
    assert not api.calls


@pytest.mark.parametrize(
    ("outgoing", "said"),
    [
        (shown("web:paper", FileKind.DOCUMENT, "Báo cáo.pdf", "Phiếu 12"), "Phiếu 12\n\nXem Báo cáo.pdf tại"),
        (shown("web:paper", FileKind.DOCUMENT), "Xem tệp tại đây: https://"),
        (shown("web:heic", FileKind.PHOTO, "IMG_1.HEIC"), "Xem IMG_1.HEIC tại đây: https://"),
        (shown("web:voice", FileKind.VOICE), "Xem ghi âm tại đây: https://"),
    ],
)
async def test_what_is_no_picture_becomes_a_link(
    outgoing: Outgoing, said: str, channel: ZaloBotChannel, lan: Person, files: PublicFiles
) -> None:
    await channel.send(outgoing)
    [seen] = lan.sees()
    assert seen.text.startswith(said)
    assert outgoing.part.file
    signed, name = seen.text.rsplit("/", 2)[1:]
    assert files.open_file(signed, name) == outgoing.part.file.key


async def test_a_picture_that_is_gone_for_good_leaves_its_words(channel: ZaloBotChannel, lan: Person) -> None:
    await channel.send(shown("web:erased", words="Phiếu 12"))
    assert [seen.text for seen in lan.sees()] == ["Phiếu 12\n\nKèm theo: ảnh (chưa gửi được qua Zalo)"]


@pytest.mark.parametrize(
    "public_url", ["http://localhost:8080", "https://localhost", "https://10.0.0.7", None]
)
async def test_without_a_public_address_the_words_and_the_name_arrive(
    public_url: str | None, api: ZaloBotApi, lan: Person
) -> None:
    files = PublicFiles("a secret of sixteen", public_url, read_file) if public_url else None
    channel = ZaloBotChannel(SecretStr(api.token), api_url=api.url, files=files)
    await channel.send(shown("web:photo", name="Trước.jpg", words="Phiếu 12"))
    await channel.send(shown("web:photo"))
    await channel.close()
    assert [seen.text for seen in lan.sees()] == [
        "Phiếu 12\n\nKèm theo: Trước.jpg (chưa gửi được qua Zalo)",
        "Kèm theo: ảnh (chưa gửi được qua Zalo)",
    ]


async def test_a_link_that_no_longer_fits_comes_after_the_words_and_nothing_is_said_twice(
    api: ZaloBotApi, channel: ZaloBotChannel, lan: Person
) -> None:
    words = "dài " * 474
    outgoing = shown("web:paper", FileKind.DOCUMENT, "Báo cáo.pdf", words.strip())
    api.fails("sendMessage", fault.slow(0.0))
    api.fails("sendMessage", fault.html(429))
    first = await failed(channel, outgoing)
    assert first.why is Why.THROTTLED
    channel._pacer._held_until = 0.0
    sent = await channel.send(outgoing)
    assert [seen.text[:4] for seen in lan.sees()] == ["dài ", "Xem "]
    assert sent == lan.sees()[1].id
    await channel.send(outgoing)
    assert len(lan.sees()) == 4


def test_an_attempt_with_a_picture_ends_before_its_lease() -> None:
    assert module.MOST_SECONDS < CEILING
    assert module.CALL_SECONDS < module.MOST_SECONDS < module.PHOTO_SECONDS


async def test_a_picture_zalo_is_slow_with_is_given_more_time_than_words(
    api: ZaloBotApi, channel: ZaloBotChannel, lan: Person, public: str
) -> None:
    for method in ("sendMessage", "sendPhoto"):
        api.fails(method, fault.slow(0.8))
    await channel.send(shown("web:photo"))
    assert (await failed(channel)).why is Why.UNCERTAIN
    await api.fetched()


async def test_a_picture_waits_no_longer_than_the_attempt_may_last(
    api: ZaloBotApi, lan: Person, files: PublicFiles, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SECONDS", 1.2)
    channel = ZaloBotChannel(SecretStr(api.token), api_url=api.url, files=files)
    api.fails("sendPhoto", fault.hang())
    async with asyncio.timeout(4):
        assert (await failed(channel, shown("web:photo"))).why is Why.UNCERTAIN
    await channel.close()
