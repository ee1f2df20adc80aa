"""Files people send are kept by what they are, whatever they are called."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.federation import MADE
from PIL import Image
from sqlalchemy import Engine

from handlers.events import FileKind, FileRef, FileTrouble
from storage.library import content, files
from storage.library.content import Sound, examine
from storage.library.files import FileStore

NOW = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)
DOCUMENT, PHOTO, VOICE, VIDEO = FileKind.DOCUMENT, FileKind.PHOTO, FileKind.VOICE, FileKind.VIDEO


def picture(shape: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, shape, **more)
    return out.getvalue()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


def ole(stream: str) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + stream.encode("utf-16-le") + bytes(100)


def film(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + bytes(200)


WORD = archive("[Content_Types].xml", "word/document.xml")
SHEET = archive("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("kind", "name", "data", "media_type"),
    [
        (PHOTO, "", picture("JPEG"), "image/jpeg"),
        (PHOTO, "", picture("PNG"), "image/png"),
        (PHOTO, "", picture("WEBP"), "image/webp"),
        (DOCUMENT, "a.gif", picture("GIF"), "image/gif"),
        (PHOTO, "", film(b"heic"), "image/heic"),
        (DOCUMENT, "a.jpg", picture("PNG"), "image/png"),
        (DOCUMENT, "q.pdf", b"%PDF-1.7\n...", "application/pdf"),
        (DOCUMENT, "q.docx", WORD, content._WORD),
        (DOCUMENT, "q.xlsx", SHEET, content._SHEET),
        (DOCUMENT, "q.doc", ole("WordDocument"), "application/msword"),
        (DOCUMENT, "q.xls", ole("Workbook"), "application/vnd.ms-excel"),
        (DOCUMENT, "q.txt", "s\u00e1ng ki\u1ebfn".encode(), "text/plain"),
        (DOCUMENT, "q.csv", b"\xef\xbb\xbfa;b\r\n1;2\r\n", "text/plain"),
        (DOCUMENT, "q.csv", "caf\u00e9;1".encode("cp1258"), "text/plain"),
        (VOICE, "", b"OggS" + bytes(50), "audio/ogg"),
        (VOICE, "a.mp3", b"ID3" + bytes(50), "audio/mpeg"),
        (VOICE, "a.m4a", film(b"M4A "), "audio/mp4"),
        (VOICE, "a.wav", b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (VOICE, "", b"\xff\xf1" + bytes(20), "audio/aac"),
        (VOICE, "a.amr", b"#!AMR\n" + bytes(20), "audio/amr"),
        (VOICE, "", b"\x1a\x45\xdf\xa3" + bytes(30), "video/webm"),
        (VIDEO, "a.mp4", film(b"isom"), "video/mp4"),
        (VIDEO, "a.mov", film(b"qt  "), "video/quicktime"),
        (VIDEO, "a.3gp", film(b"3gp5"), "video/3gpp"),
        (DOCUMENT, "whatever.unknown", b"%PDF-1.4", "application/pdf"),
    ],
)
def test_what_people_send_is_recognised_by_its_content(
    kind: FileKind, name: str, data: bytes, media_type: str
) -> None:
    found = examine(kind, name, data)
    assert isinstance(found, Sound)
    assert found.media_type == media_type


@pytest.mark.parametrize(
    ("kind", "name", "data", "why"),
    [
        (PHOTO, "", b"", FileTrouble.UNREADABLE),
        (DOCUMENT, "a.txt", b"", FileTrouble.UNREADABLE),
        (DOCUMENT, "a.txt", b"\xef\xbb\xbf \n", FileTrouble.UNREADABLE),
        (PHOTO, "", b"MZ\x90\x00" + bytes(60), FileTrouble.UNREADABLE),
        (PHOTO, "", b"%PDF-1.4", FileTrouble.UNREADABLE),
        (PHOTO, "", picture("JPEG")[:-200], FileTrouble.UNREADABLE),
        (PHOTO, "", picture("PNG")[:-30], FileTrouble.UNREADABLE),
        (VOICE, "", picture("JPEG"), FileTrouble.UNREADABLE),
        (VIDEO, "", b"OggS" + bytes(50), FileTrouble.UNREADABLE),
        (DOCUMENT, "a.jpg", b"MZ\x90\x00" + bytes(60), FileTrouble.DISGUISED),
        (DOCUMENT, "a.jpg", archive("evil.exe"), FileTrouble.DISGUISED),
        (DOCUMENT, "a.jpg", b" \n<!DOCTYPE html><html>", FileTrouble.DISGUISED),
        (DOCUMENT, "a.pdf", b"\x7fELF" + bytes(60), FileTrouble.DISGUISED),
        (DOCUMENT, "a.pdf", WORD, FileTrouble.DISGUISED),
        (DOCUMENT, "a.txt", b"<svg onload=alert(1)>", FileTrouble.DISGUISED),
        (DOCUMENT, "a.txt", b"#!/bin/sh\nrm -rf /", FileTrouble.DISGUISED),
        (DOCUMENT, "a.png", b"<?xml version='1.0'?><svg/>", FileTrouble.DISGUISED),
        (DOCUMENT, "q.docx", archive("word/document.xml", "word/vbaProject.bin"), FileTrouble.DISGUISED),
        (DOCUMENT, "q.doc", ole("_VBA_PROJECT"), FileTrouble.DISGUISED),
        (DOCUMENT, "a.exe", b"MZ\x90\x00" + bytes(60), FileTrouble.UNREADABLE),
        (DOCUMENT, "a.zip", archive("a.txt"), FileTrouble.UNREADABLE),
        (DOCUMENT, "a.js", b"alert(1)", FileTrouble.UNREADABLE),
        (DOCUMENT, "a.bin", bytes(range(256)), FileTrouble.UNREADABLE),
        (DOCUMENT, "a.jpg", b"\xff\xd8\xff\xe0garbage", FileTrouble.UNREADABLE),
        (DOCUMENT, "a.docx", b"PK\x03\x04garbage", FileTrouble.DISGUISED),
        (DOCUMENT, "a.txt", b"x" * (content.LARGEST + 1), FileTrouble.TOO_LARGE),
    ],
)
def test_what_is_broken_or_dangerous_or_not_what_it_says_is_refused(
    kind: FileKind, name: str, data: bytes, why: FileTrouble
) -> None:
    assert examine(kind, name, data) == why


@pytest.mark.parametrize("side", [7_000, 12_000, 20_000])
def test_a_picture_that_would_fill_the_memory_is_refused_unopened(side: int) -> None:
    small = bytearray(picture("PNG"))
    small[16:24] = struct.pack(">II", side, side)  # the size in its header, which is all a bomb needs
    small[29:33] = struct.pack(">I", zlib.crc32(small[12:29]))
    assert examine(PHOTO, "", bytes(small)) == FileTrouble.TOO_LARGE


def test_a_picture_forgets_where_it_was_taken_and_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (11.0, 33.0, 59.5), 3: "E", 4: (108.0, 59.0, 7.25)})
    taken = picture("JPEG", exif=exif)
    assert dict(Image.open(io.BytesIO(taken)).getexif().get_ifd(0x8825))

    found = examine(PHOTO, "", taken)
    assert isinstance(found, Sound)
    assert found.data is not None
    bare = Image.open(io.BytesIO(found.data))
    assert not dict(bare.getexif().get_ifd(0x8825))
    assert bare.getexif()[0x010F] == "Maker"
    assert bare.tobytes() == Image.open(io.BytesIO(taken)).tobytes()
    assert struct.pack(">II", 33, 1) not in found.data


def test_a_place_written_by_an_editor_goes_too() -> None:
    plain = picture("JPEG")
    words = b"http://ns.adobe.com/xap/1.0/\x00<x exif:GPSLatitude='11,33N'/>"
    segment = b"\xff\xe1" + struct.pack(">H", len(words) + 2) + words
    found = examine(PHOTO, "", plain[:2] + segment + plain[2:])
    assert isinstance(found, Sound)
    assert found.data == plain


def test_a_picture_without_a_place_is_kept_as_it_came() -> None:
    assert examine(PHOTO, "", picture("JPEG")) == Sound("image/jpeg")


def test_bytes_are_read_back_as_they_were_kept_and_the_same_ones_are_stored_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    name = store.keep(b"bytes")
    assert store.keep(b"bytes") == name
    assert store.read(name) == b"bytes"
    assert store.has(name)
    assert not store.has("0" * 64)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name]


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_a_name_that_is_no_digest_opens_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        FileStore(tmp_path).read(name)


PHOTO_REF = FileRef(key="telegram:AgAD", kind=PHOTO, remote="file-id", size=1000)


def test_a_file_is_fetched_once_however_often_it_is_sent(engine: Engine) -> None:
    with engine.begin() as connection:
        assert files.want(connection, "telegram:1:5", [PHOTO_REF], MADE) == [PHOTO_REF]
        assert files.want(connection, "telegram:1:5", [PHOTO_REF], NOW) == []
        files.kept(connection, PHOTO_REF.key, "ab" * 32, "image/jpeg", 900)
        assert files.want(connection, "telegram:1:6", [PHOTO_REF], NOW) == []
        row = files.find(connection, [PHOTO_REF.key, "telegram:other"])[PHOTO_REF.key]
        assert (row.state, row.sha256, row.size, row.kind) == ("kept", "ab" * 32, 900, PHOTO)


def test_a_lost_file_that_is_sent_again_is_fetched_again(engine: Engine) -> None:
    with engine.begin() as connection:
        files.want(connection, "telegram:1:5", [PHOTO_REF], MADE)
        assert files.lost(connection, PHOTO_REF.key, FileTrouble.GONE) == "telegram:1:5"
        assert files.lost(connection, PHOTO_REF.key, FileTrouble.GONE) is None
        assert files.find(connection, [PHOTO_REF.key])[PHOTO_REF.key].why == "gone"
        assert files.want(connection, "telegram:1:6", [PHOTO_REF], NOW) == [PHOTO_REF]
        row = files.find(connection, [PHOTO_REF.key])[PHOTO_REF.key]
        assert (row.state, row.why, row.conversation) == ("wanted", "", "telegram:1:6")


def test_a_file_whose_bytes_came_with_it_needs_no_fetching(engine: Engine) -> None:
    ref = FileRef(key=f"web:{'cd' * 32}", kind=PHOTO, media_type="image/png", size=10)
    with engine.begin() as connection:
        assert files.want(connection, "web:main:a", [ref], NOW) == []
        row = files.find(connection, [ref.key])[ref.key]
        assert (row.state, row.sha256, row.media_type) == ("kept", "cd" * 32, "image/png")


def test_a_slow_photo_does_not_stand_before_the_next_question() -> None:
    row = files.fetch_row("telegram:1:5", PHOTO_REF, NOW)
    assert row.lane == "telegram:1"
    assert row.conversation != "telegram:1:5"
    assert files.read_ref(row.body) == PHOTO_REF
