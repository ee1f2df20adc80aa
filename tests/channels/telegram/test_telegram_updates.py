"""Raw updates as Telegram sends them, and what each one means."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ptb_reading import read as read_with_ptb
from structlog.testing import capture_logs

from bot.channels.telegram.parsing import Reader
from handlers.events import (
    Attached,
    Began,
    Blocked,
    Edited,
    Event,
    FileKind,
    FileRef,
    InGroup,
    Said,
    SentOther,
    SharedPhone,
    Tapped,
    Unblocked,
)

FIXTURES = Path(__file__).parents[2] / "fixtures" / "telegram"
AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
HERE: dict[str, Any] = {"conversation": "telegram:4242:777", "at": AT}
GROUP: dict[str, Any] = {"conversation": "telegram:4242:-1001234567890", "at": AT}

LARGE = FileRef(
    key="telegram:QAADl", kind=FileKind.PHOTO, remote="AgAC-large", media_type="image/jpeg", size=98000
)
SMALL = FileRef(
    key="telegram:QAADs", kind=FileKind.PHOTO, remote="AgAC-small", media_type="image/jpeg", size=1400
)


def file(unique: str, kind: FileKind, remote: str, name: str, media_type: str, size: int | None) -> FileRef:
    key = f"telegram:{unique}"
    return FileRef(key=key, kind=kind, remote=remote, name=name, media_type=media_type, size=size)


PDF = file("AgADdoc", FileKind.DOCUMENT, "BQAC-doc", "báo cáo sáng kiến.pdf", "application/pdf", 345678)
BARE = file("AgADbare", FileKind.DOCUMENT, "BQAC-bare", "", "", None)
VOICE = file("AgADv", FileKind.VOICE, "AwAC-v", "", "audio/ogg", 31000)
AUDIO = file("AgADa", FileKind.VOICE, "CQAC-a", "ghi âm.m4a", "audio/mp4", 731000)
VIDEO = file("AgADvd", FileKind.VIDEO, "BAAC-vd", "may.mp4", "video/mp4", 5310000)
NOTE = file("AgADn", FileKind.VIDEO, "DQAC-n", "", "video/mp4", 610000)
GIF = file("AgADg", FileKind.VIDEO, "CgAC-g", "giphy.mp4", "video/mp4", 41000)
ALBUM = "13390000000000001"

MEANING: dict[str, Event | None] = {
    "text": Said(**HERE, text="Em muốn đề xuất cải tiến chuyền may"),
    "text_emoji_rtl_zero_width": Said(**HERE, text="Ý tưởng 💡\u200b\u202eabc\u202c 👩\u200d🔧\nשלום"),
    "text_nul_and_half_surrogate": Said(**HERE, text="abc"),
    "text_forwarded": Said(**HERE, text="Bài của người khác", forwarded=True),
    "text_looks_like_start": Said(**HERE, text="/started hôm qua"),
    "start": Began(**HERE),
    "start_with_payload": Began(**HERE, payload="u_NT-01"),
    "start_at_bot": Began(**HERE, payload="u_NT-01"),
    # An invite passed on by somebody else must not be taken up by whoever forwards it.
    "start_forwarded": Said(**HERE, text="/start i_secret", forwarded=True),
    "photo": Attached(**HERE, file=LARGE, caption="Trước khi cải tiến"),
    "photo_in_album_first": Attached(**HERE, file=SMALL, caption="Hai ảnh", album=ALBUM),
    "photo_in_album_second": Attached(**HERE, file=LARGE, album=ALBUM),
    "photo_forwarded": Attached(**HERE, file=LARGE, forwarded=True),
    "document": Attached(**HERE, file=PDF),
    "document_without_name_or_size": Attached(**HERE, file=BARE),
    "voice": Attached(**HERE, file=VOICE),
    "audio": Attached(**HERE, file=AUDIO),
    "video": Attached(**HERE, file=VIDEO, caption="Máy chạy thử"),
    "video_note": Attached(**HERE, file=NOTE),
    "animation": Attached(**HERE, file=GIF),
    "contact_own": SharedPhone(**HERE, phone="84901234567", own=True),
    "contact_of_another": SharedPhone(**HERE, phone="+84907654321", own=False),
    "contact_without_account": SharedPhone(**HERE, phone="0901 234 567", own=False),
    "contact_own_forwarded": SharedPhone(**HERE, phone="84901234567", own=False),
    "sticker": SentOther(**HERE, what="sticker"),
    "location": SentOther(**HERE, what="location"),
    "venue": SentOther(**HERE, what="location"),
    "poll": SentOther(**HERE, what="poll"),
    "dice": SentOther(**HERE, what="game"),
    "game": SentOther(**HERE, what="game"),
    "story": SentOther(**HERE, what="unknown"),
    "service_pinned": None,
    "edited_text": Edited(**HERE, text="Chữa lại: 12 giây/sản phẩm"),
    "edited_caption": Edited(**HERE, text="Sau khi cải tiến"),
    "edited_location": None,
    "tap": Tapped(**HERE, data="r:1:approve", label="Duyệt"),
    "tap_on_inaccessible_message": Tapped(**HERE, data="r:1:approve"),
    "tap_forged": Tapped(**HERE, data="'; DROP TABLE--💥"),
    "tap_without_buttons_left": Tapped(**HERE, data="r:1:approve"),
    "tap_on_game": None,
    "tap_inline_message": None,
    "tap_in_group": InGroup(**GROUP, addressed=True),
    "blocked": Blocked(**HERE),
    "unblocked": Unblocked(**HERE),
    "added_to_group": None,
    "group_chatter": InGroup(**GROUP, addressed=False),
    "group_command": InGroup(**GROUP, addressed=True),
    "group_command_of_another_bot": InGroup(**GROUP, addressed=False),
    "group_mention": InGroup(**GROUP, addressed=True),
    "group_reply_to_bot": InGroup(**GROUP, addressed=True),
    "group_photo": InGroup(**GROUP, addressed=False),
    "group_edited": None,
    "channel_post": None,
    "unknown_kind": None,
    "unreadable": None,
}

CLEANED_BY_US = {"text_nul_and_half_surrogate", "tap_forged"}
"""The other library has no opinion on characters that no database can hold."""


def load(name: str) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return raw


def reader() -> Reader:
    reader = Reader("4242")
    reader.username = "sang_kien_bot"
    return reader


def test_every_recorded_update_has_its_meaning_written_down() -> None:
    assert {path.stem for path in FIXTURES.glob("*.json")} == set(MEANING)


@pytest.mark.parametrize("name", MEANING)
def test_an_update_means(name: str) -> None:
    event, _ = reader().read(load(name), AT)
    assert event == MEANING[name]


@pytest.mark.parametrize("name", sorted(set(MEANING) - CLEANED_BY_US - {"unreadable"}))
def test_both_libraries_read_the_same_event(name: str) -> None:
    event, _ = reader().read(load(name), AT)
    assert read_with_ptb(load(name), AT, "4242", "sang_kien_bot") == event


def test_an_update_nobody_can_read_is_logged_without_its_content() -> None:
    raw = {"update_id": 5, "message": {"message_id": "x", "text": "my secret idea", "chat": {"id": "y"}}}
    with capture_logs() as logs:
        assert reader().read(raw, AT) == (None, "")
    assert logs[0]["event"] == "update_unreadable"
    assert "secret idea" not in repr(logs)


def test_without_knowing_its_name_the_bot_still_answers_a_command_in_a_group() -> None:
    event, _ = Reader("4242").read(load("group_command"), AT)
    assert event == MEANING["group_command"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(MEANING)), st.data())
def test_a_damaged_update_is_never_an_exception(name: str, data: st.DataObject) -> None:
    raw = load(name)
    target: Any = raw
    while isinstance(target, dict) and target:
        key = data.draw(st.sampled_from(sorted(target)))
        if data.draw(st.booleans()) or not isinstance(target[key], dict):
            target[key] = data.draw(JSON)
            break
        target = target[key]
    reader().read(raw, AT)


@pytest.mark.parametrize("raw", [None, [], "text", 7, {}, {"update_id": "x"}, {"message": {}}])
def test_something_that_is_no_update_at_all_is_nothing(raw: object) -> None:
    assert reader().read(raw, AT) == (None, "")
