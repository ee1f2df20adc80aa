"""Files go in checked and come out to their own person only."""

import asyncio
import contextlib
import json

import aiohttp
import pytest
from sqlalchemy import Engine

from tests.channels.web.page import Browser
from tests.channels.web.parrot import Parrot, Server, serving


def chunk(content: bytes) -> bytes:
    """A piece of a body whose length nobody declared."""
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


async def link_of(browser: Browser, content: bytes, name: str) -> str:
    """Where a file can be seen after it was sent."""
    status, answer = await browser.upload(content, name)
    assert status == 200
    async with browser.line() as line:
        await line.tell(type="file", file=answer["key"], caption="xem giúp")
        return str((await line.hear("mine"))["file"]["url"])


async def test_a_photo_is_uploaded_sent_with_its_caption_and_shown(server: Server, picture: bytes) -> None:
    async with Browser.open(server) as browser:
        status, answer = await browser.upload(picture, "máy dập.png")
        assert (status, answer["kind"], answer["name"]) == (200, "photo", "máy dập.png")
        async with browser.line() as line:
            await line.tell(type="file", file=answer["key"], caption="Máy sau khi sửa")
            mine = await line.hear("mine")
            assert (mine["text"], mine["file"]["name"]) == ("Máy sau khi sửa", "máy dập.png")
            assert (await line.hear("message"))["text"] == "Đã nhận tệp: máy dập.png. Máy sau khi sửa"
        async with browser.session.get(mine["file"]["url"]) as shown:
            assert await shown.read() == picture
            assert shown.headers["Content-Type"] == "image/png"
            assert shown.headers["Content-Disposition"].startswith("inline;")
            assert shown.headers["X-Content-Type-Options"] == "nosniff"
            assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_a_document_is_downloaded_and_not_opened_in_the_page(server: Server, parrot: Parrot) -> None:
    async with Browser.open(server) as browser:
        url = await link_of(browser, b"%PDF-1.7 ...", "quyết định.pdf")
        key, kept = next(iter(parrot.files.items()))
        parrot.files[key] = type(kept)(kept.content, 'qđ "số 1"\r\nX-Evil: 1.pdf', kept.media_type)
        async with browser.session.get(url) as shown:
            assert shown.headers["Content-Disposition"].startswith("attachment;")
            assert "X-Evil" not in shown.headers


@pytest.mark.parametrize(
    ("media_type", "carried"),
    [
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("application/pdf", "application/pdf"),
    ],
)
async def test_what_a_browser_would_run_is_given_as_plain_bytes(
    server: Server, parrot: Parrot, media_type: str, carried: str
) -> None:
    async with Browser.open(server) as browser:
        url = await link_of(browser, b"<svg onload=alert(1)>", "anh.svg")
        key, kept = next(iter(parrot.files.items()))
        parrot.files[key] = type(kept)(kept.content, kept.name, media_type)
        async with browser.session.get(url) as shown:
            assert shown.headers["Content-Type"] == carried
            assert shown.headers["Content-Disposition"].startswith("attachment;")


async def test_another_person_cannot_open_a_link_to_a_file(server: Server, picture: bytes) -> None:
    async with Browser.open(server) as browser:
        url = await link_of(browser, picture, "anh.png")
    async with Browser.open(server) as stranger:
        async with stranger.session.get(url) as answer:
            assert answer.status == 403
        async with stranger.session.get(url[:-3] + "abc") as answer:
            assert answer.status == 404
    async with aiohttp.ClientSession(server.url) as nobody, nobody.get(url) as answer:
        assert answer.status == 403


async def test_a_receipt_of_another_person_sends_nothing(server: Server, picture: bytes) -> None:
    async with Browser.open(server) as browser:
        _, answer = await browser.upload(picture, "anh.png")
    async with Browser.open(server) as stranger, stranger.line() as line:
        for receipt in (answer["key"], "web:" + "0" * 64, ""):
            key = await line.tell(type="file", file=receipt)
            trouble = await line.hear("trouble")
            assert (trouble["key"], "gửi lại tệp" in trouble["text"]) == (key, True)


async def test_a_file_that_is_gone_is_said_to_be_gone(server: Server, parrot: Parrot, picture: bytes) -> None:
    async with Browser.open(server) as browser:
        url = await link_of(browser, picture, "anh.png")
        parrot.files.clear()
        async with browser.session.get(url) as answer:
            assert (answer.status, await answer.text()) == (404, "Tệp này không còn nữa.")


async def test_a_file_over_20_megabytes_is_refused_in_words(server: Server, parrot: Parrot) -> None:
    async with Browser.open(server) as browser:
        status, answer = await browser.upload(b"\x89PNG" + bytes(20_000_001), "to.png")
        assert (status, "20 MB" in answer["text"]) == (413, True)
        assert parrot.files == {}


async def test_a_file_of_exactly_20_megabytes_is_taken(server: Server) -> None:
    async with Browser.open(server) as browser:
        status, _ = await browser.upload(b"\x89PNG" + bytes(20_000_000 - 4), "vừa.png")
        assert status == 200


async def test_a_body_of_unknown_length_is_cut_at_the_limit(server: Server, parrot: Parrot) -> None:
    async with Browser.open(server) as browser:
        head = (
            f"POST /upload HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.url}\r\n"
            f"Cookie: sangkien_chat={browser.cookie()}\r\nTransfer-Encoding: chunked\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n\x89PNG'
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        writer.write(head.encode() + chunk(part))
        with contextlib.suppress(ConnectionError):  # it may hang up before all is sent
            for _ in range(400):
                writer.write(chunk(bytes(100_000)))
                await writer.drain()
            assert b" 413 " in await reader.readline()
    finally:
        writer.transport.abort()
    assert parrot.files == {}


async def test_a_disguised_file_is_answered_kindly_in_the_persons_language(sqlite_engine: Engine) -> None:
    parrot = Parrot(sqlite_engine)
    with serving(parrot) as server:
        async with Browser.open(server) as browser:
            status, answer = await browser.upload(b"MZ program", "anh.jpg")
            assert status == 415
            assert answer["text"] == "Nội dung tệp không khớp với tên tệp. Xin gửi ảnh hoặc tệp gốc."
            parrot.language = "en"
            _, answer = await browser.upload(b"MZ program", "photo.jpg")
            assert answer["text"].startswith("What is in the file")


@pytest.mark.parametrize("body", [b"", b"--x\r\nbroken", b"--x--\r\n"])
async def test_a_broken_form_is_answered_and_not_an_error(server: Server, body: bytes) -> None:
    async with Browser.open(server) as browser:
        headers = {**browser.origin, "Content-Type": "multipart/form-data; boundary=x"}
        async with browser.session.post("/upload", data=body, headers=headers) as answer:
            assert answer.status == 400
            assert json.loads(await answer.text())["text"]


async def test_an_empty_file_is_not_readable(server: Server) -> None:
    async with Browser.open(server) as browser:
        status, answer = await browser.upload(b"", "rỗng.png")
        assert (status, "Không mở được" in answer["text"]) == (400, True)


async def test_a_files_name_is_shown_without_paths_and_tricks(server: Server) -> None:
    async with Browser.open(server) as browser:
        _, answer = await browser.upload(b"%PDF-1.7", "C:\\thu muc\\\u202equye\u0302\u0301t.pdf")
        assert answer["name"] == "quyết.pdf"
