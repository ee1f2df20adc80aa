"""What the document for receivers shows is enough to know our letters from others."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sinks import signing

DOCUMENT = Path(__file__).parents[3] / "docs" / "webhooks.md"
BODY = '{"type": "changes", "first": 1, "last": 1, "data": ["Dưỡng mica"]}'.encode()
KEY = "msg_1_0_1_1"


@pytest.fixture
def is_genuine() -> Callable[[str, dict[str, str], bytes], bool]:
    """The block as a receiver copies it."""
    (block,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    room: dict[str, Any] = {}
    exec(compile(block, str(DOCUMENT), "exec"), room)  # noqa: S102 - our own document, as a reader would run it
    found: Callable[[str, dict[str, str], bytes], bool] = room["is_genuine"]
    return found


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def test_a_letter_of_ours_is_believed(is_genuine: Callable[..., bool]) -> None:
    secret = signing.make_secret()
    headers = signing.sign([secret], KEY, now(), BODY)
    assert is_genuine(secret, headers, BODY)
    assert is_genuine(secret, {name.title(): value for name, value in headers.items()}, BODY)
    assert signing.check(secret, headers, BODY, now()) is signing.Verdict.GENUINE


def test_either_secret_is_enough_while_they_are_changed(is_genuine: Callable[..., bool]) -> None:
    old, new = signing.make_secret(), signing.make_secret()
    headers = signing.sign([new, old], KEY, now(), BODY)
    assert is_genuine(old, headers, BODY)
    assert is_genuine(new, headers, BODY)


def test_what_was_changed_made_up_or_kept_too_long_is_not(is_genuine: Callable[..., bool]) -> None:
    secret = signing.make_secret()
    headers = signing.sign([secret], KEY, now(), BODY)
    assert not is_genuine(secret, headers, BODY + b" ")
    assert not is_genuine(secret, headers | {signing.ID: "msg_1_0_2_2"}, BODY)
    assert not is_genuine(signing.make_secret(), headers, BODY)
    assert not is_genuine(secret, signing.sign([secret], KEY, now() - timedelta(minutes=6), BODY), BODY)
