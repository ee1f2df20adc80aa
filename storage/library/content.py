"""Looks at the bytes of a file a person sent, and says what they are, whatever they are called."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from PIL import Image

from handlers.events import FileKind, FileTrouble
from storage.library.exif import forget_place

#: What every channel can bring (Telegram's getFile stops there too), in bytes.
LARGEST = 20_000_000
#: A picture that says it is larger would fill the memory of whoever opens it.
MOST_PIXELS = 40_000_000

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")

#: Each kind of content we take: the names it goes by, and those that may be confused in good faith.
_FAMILIES = {
    "picture": ("image/jpeg", "image/png", "image/webp", "image/gif", "image/heic"),
    "pdf": ("application/pdf",),
    "word": (_WORD, "application/msword"),
    "sheet": (_SHEET, "application/vnd.ms-excel"),
    "text": ("text/plain",),
    "sound": ("audio/mpeg", "audio/ogg", "audio/mp4", "audio/wav", "audio/amr", "audio/aac"),
    "film": ("video/mp4", "video/quicktime", "video/3gpp", "video/webm"),
}
_FAMILY = {media: family for family, types in _FAMILIES.items() for media in types}
_CLAIMS = {
    "picture": "jpg jpeg jfif png webp gif heic heif",
    "pdf": "pdf",
    "word": "doc docx",
    "sheet": "xls xlsx",
    "text": "txt csv",
    "sound": "mp3 ogg oga opus m4a wav amr aac",
    "film": "mp4 m4v mov 3gp webm",
}
_CLAIMED = {ending: family for family, endings in _CLAIMS.items() for ending in endings.split()}
# Phones call a recording a film and the other way round; no harm is in either.
_AKIN = {"sound": {"sound", "film"}, "film": {"film", "sound"}}
_FAMILIES_OF_KIND = {
    FileKind.PHOTO: {"picture"},
    FileKind.VOICE: {"sound", "film"},
    FileKind.VIDEO: {"film"},
    FileKind.DOCUMENT: set(_FAMILIES),
}
_OPENINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    # Zalo's voice notes: AAC in ADTS frames, with and without a checksum.
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
)
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"heim": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
#: The same for brands of which only the beginning is fixed.
_BRAND_FAMILIES = {
    **dict.fromkeys((b"iso", b"mp4", b"avc", b"M4V", b"MSN", b"das", b"f4v"), "video/mp4"),
    **dict.fromkeys((b"3gp", b"3g2", b"3ge"), "video/3gpp"),
}
_PROGRAM_WORDS = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<?php", b"#!", b"@echo", b"mz")
#: Archives, old Office files and programs of Linux, macOS and Java.
_FOREIGN = (b"PK\x03\x04", _OLE, b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


@dataclass(frozen=True, slots=True)
class Sound:
    """Bytes that may be kept; `data` only where they had to be changed first."""

    media_type: str
    data: bytes | None = None


def examine(kind: FileKind, name: str, data: bytes) -> Sound | FileTrouble:
    """What these bytes are, or why they are not taken; neither name nor sender is believed."""
    if len(data) > LARGEST:
        return FileTrouble.TOO_LARGE
    claimed = _CLAIMED.get(PurePath(name).suffix.lower().removeprefix("."))
    media_type = _recognise(name, data)
    if media_type is None:
        return _refusal(kind, claimed, data)
    family = _FAMILY[media_type]
    if family not in _FAMILIES_OF_KIND[kind]:
        return FileTrouble.UNREADABLE
    if kind is FileKind.DOCUMENT and claimed is not None and family not in _AKIN.get(claimed, {claimed}):
        return FileTrouble.DISGUISED
    if family == "picture" and media_type != "image/heic":
        return _look_at(media_type, data)
    return Sound(media_type)


def _refusal(kind: FileKind, claimed: str | None, data: bytes) -> FileTrouble:
    """A file under a good name with something else inside is disguised; the rest we cannot read."""
    if kind is not FileKind.DOCUMENT or claimed is None:
        return FileTrouble.UNREADABLE
    head = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    foreign = head.startswith(
        (*_PROGRAM_WORDS, b"pk\x03\x04", b"\x7felf", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
    )
    return FileTrouble.DISGUISED if foreign or data.startswith(_OLE) else FileTrouble.UNREADABLE


def _recognise(name: str, data: bytes) -> str | None:
    for opening, media_type in _OPENINGS:
        if data.startswith(opening):
            return media_type
    if data[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(data[8:12])
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        return _BRANDS.get(brand) or _BRAND_FAMILIES.get(brand[:3])
    if data[:4] == b"PK\x03\x04":
        return _open_document(data)
    if data.startswith(_OLE):
        return _old_document(data)
    return "text/plain" if _is_plain_text(name, data) else None


def _open_document(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None  # a macro is a program
    if "word/document.xml" in names:
        return _WORD
    return _SHEET if "xl/workbook.xml" in names else None


def _old_document(data: bytes) -> str | None:
    """The directory of an OLE file names its streams in UTF-16."""
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        return None
    if "WordDocument".encode("utf-16-le") in data:
        return "application/msword"
    return "application/vnd.ms-excel" if "Workbook".encode("utf-16-le") in data else None


def _is_plain_text(name: str, data: bytes) -> bool:
    if PurePath(name).suffix.lower() not in ("", ".txt", ".csv"):
        return False
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        # Excel still writes CSV in the code page of the machine; any of them is told by its letters only.
        text = data.decode("latin-1")
    head = text[:256].lstrip().lower().encode()
    # Windows looks for "MZ" and a zero behind it, so a story may well begin with these letters.
    if not head or head.startswith(tuple(word for word in _PROGRAM_WORDS if word != b"mz")):
        return False
    return not any(letter < " " and letter not in "\t\r\n\f\v\x1a" for letter in text)


def _look_at(media_type: str, data: bytes) -> Sound | FileTrouble:
    shape = media_type.removeprefix("image/").upper()
    try:
        with Image.open(io.BytesIO(data), formats=[shape]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return FileTrouble.TOO_LARGE
            if shape == "JPEG":
                # `verify` does not look inside a JPEG; drawn at an eighth, a torn one shows itself cheaply.
                picture.draft("RGB", (picture.width // 8, picture.height // 8))
                picture.load()
            else:
                picture.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return FileTrouble.TOO_LARGE
    except (OSError, SyntaxError, ValueError, EOFError, IndexError):
        return FileTrouble.UNREADABLE  # what Pillow raises for broken pictures, by format
    if shape != "JPEG":
        return Sound(media_type)
    bare = forget_place(data)
    return Sound(media_type, bare if bare != data else None)
