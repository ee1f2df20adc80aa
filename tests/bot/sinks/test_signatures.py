"""A receiver can tell a genuine delivery from a forged, a changed and a late one."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from bot.sinks import signing
from bot.sinks.signing import Verdict

NOW = datetime(2026, 5, 4, 1, 15, tzinfo=UTC)
SECRET = signing.make_secret()
BODY = '{"type":"changes","title":"Bàn gá"}'.encode()


def test_a_genuine_delivery_is_believed_also_on_its_last_second() -> None:
    headers = signing.sign([SECRET], "msg_1_0_1_5", NOW, BODY)
    assert signing.check(SECRET, headers, BODY, NOW) is Verdict.GENUINE
    assert signing.check(SECRET, headers, BODY, NOW + timedelta(minutes=5)) is Verdict.GENUINE
    shouted = {name.upper(): value for name, value in headers.items()}
    assert signing.check(SECRET, shouted, BODY, NOW) is Verdict.GENUINE


def test_the_signature_is_the_one_the_specification_describes() -> None:
    headers = signing.sign([SECRET], "msg_1", NOW, BODY)
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = f"msg_1.{int(NOW.timestamp())}.".encode() + BODY
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers == {
        "webhook-id": "msg_1",
        "webhook-timestamp": "1777857300",
        "webhook-signature": f"v1,{wanted}",
    }
    assert len(key) >= 24


def test_one_letter_changed_anywhere_is_noticed() -> None:
    headers = signing.sign([SECRET], "msg_1", NOW, BODY)
    assert signing.check(SECRET, headers, BODY + b" ", NOW) is Verdict.FORGED
    for name, value in (("webhook-id", "msg_2"), ("webhook-timestamp", "1777857301")):
        assert signing.check(SECRET, headers | {name: value}, BODY, NOW) is Verdict.FORGED
    assert signing.check(signing.make_secret(), headers, BODY, NOW) is Verdict.FORGED


@pytest.mark.parametrize("apart", [timedelta(minutes=5, seconds=1), timedelta(minutes=-5, seconds=-1)])
def test_one_that_was_recorded_cannot_be_sent_later(apart: timedelta) -> None:
    headers = signing.sign([SECRET], "msg_1", NOW, BODY)
    assert signing.check(SECRET, headers, BODY, NOW + apart) is Verdict.LATE


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", ""),
        ("webhook-timestamp", "soon"),
        ("webhook-timestamp", "9" * 400),
        ("webhook-timestamp", "-1"),
        ("webhook-signature", ""),
    ],
)
def test_without_its_headers_nothing_is_believed(name: str, value: str) -> None:
    headers = signing.sign([SECRET], "msg_1", NOW, BODY) | {name: value}
    assert signing.check(SECRET, headers, BODY, NOW) is Verdict.INCOMPLETE


def test_with_two_secrets_whoever_knows_either_believes_it() -> None:
    old, new = signing.make_secret(), signing.make_secret()
    headers = signing.sign([new, old], "msg_1", NOW, BODY)
    assert {signing.check(one, headers, BODY, NOW) for one in (old, new)} == {Verdict.GENUINE}
    assert signing.check(signing.make_secret(), headers, BODY, NOW) is Verdict.FORGED


def test_a_signature_of_another_version_counts_for_nothing() -> None:
    headers = signing.sign([SECRET], "msg_1", NOW, BODY)
    other = headers | {"webhook-signature": headers["webhook-signature"].replace("v1,", "v2,")}
    assert signing.check(SECRET, other, BODY, NOW) is Verdict.FORGED
    both = headers | {"webhook-signature": f"v1a,abc {headers['webhook-signature']}"}
    assert signing.check(SECRET, both, BODY, NOW) is Verdict.GENUINE
