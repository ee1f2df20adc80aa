"""Who signed a webhook call, and when: byte by byte, as the documentation says it."""

import contextlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.zalo_oa.signature import Judgement, Seal, Signer, mac

APP, OA = "1111122223333444455", "9000000000000000009"
SECRET = "oa_secret_key_example_0001"
STAMP = "1795305600000"
AT = datetime.fromtimestamp(1795305600, UTC)
BODY = (
    '{"app_id":"1111122223333444455","sender":{"id":"7000000000000000001"},'
    '"recipient":{"id":"9000000000000000009"},"user_id_by_app":"5000000000000000005",'
    '"event_name":"user_send_text","message":{"text":"Báo cáo sản lượng","msg_id":"aa11bb22cc33dd44ee55"},'
    '"timestamp":"1795305600000"}'
).encode()
RIGHT = "mac=cda30046bcc01c289c6fefcfd8b94718c0e246831e2ee8239855075805225391"


def judge(
    headers: dict[str, str], *, body: bytes = BODY, at: datetime = AT, signed_by: Signer = "app_id"
) -> Judgement:
    told: Any = None
    with contextlib.suppress(ValueError):
        told = json.loads(body)
    return Seal(APP, SecretStr(SECRET), signed_by).judge(body, told, headers, at)


def sealed(first: str = APP, body: bytes = BODY, stamp: str = STAMP, secret: str = SECRET) -> dict[str, str]:
    return {"x-zevent-signature": "mac=" + mac(first, body, stamp, secret)}


def test_the_known_example_is_genuine() -> None:
    assert len(BODY) == 286
    assert judge({"x-zevent-signature": RIGHT}) == Judgement("genuine")
    assert judge({"x-zevent-signature": RIGHT.removeprefix("mac=").upper()}).verdict == "genuine"


@pytest.mark.parametrize(
    "given",
    [
        "",
        "mac=",
        RIGHT[:-1],
        RIGHT + "0",
        "mac=" + "0" * 64,
        "mac=é",
        "\u0111",
        "mac=" + mac(APP, BODY, STAMP, "the app's secret"),
        "mac=" + mac(APP, BODY + b" ", STAMP, SECRET),
        "mac=" + mac(APP, BODY, "1795305600001", SECRET),
        "mac=" + mac("2222", BODY, STAMP, SECRET),
    ],
)
def test_any_other_signature_is_wrong(given: str) -> None:
    assert judge({"x-zevent-signature": given} if given else {}) == Judgement("wrong")


@pytest.mark.parametrize("change", [b" ", b"\n"])
def test_one_more_byte_makes_it_wrong(change: bytes) -> None:
    assert judge({"x-zevent-signature": RIGHT}, body=BODY + change).verdict == "wrong"


def test_an_account_without_a_secret_believes_nobody() -> None:
    seal = Seal(APP, SecretStr(""))
    headers = {"x-zevent-signature": "mac=" + mac(APP, BODY, STAMP, "")}
    assert seal.judge(BODY, json.loads(BODY), headers, AT).verdict == "wrong"


@pytest.mark.parametrize("told", ["1795305600000", "1795305599000", "1795305601000", "nonsense", ""])
def test_the_time_may_stand_in_the_header_in_the_body_or_in_both(told: str) -> None:
    header = {"x-zevent-timestamp": told} if told else {}
    assert judge(sealed() | header).verdict == "genuine"
    if told.isdigit():
        assert judge(sealed(stamp=told) | header).verdict == "genuine"


def test_a_body_without_a_time_is_signed_with_that_of_the_header() -> None:
    body = b'{"event_name":"follow"}'
    assert judge(sealed(body=body) | {"x-zevent-timestamp": STAMP}, body=body).verdict == "genuine"
    assert judge(sealed(body=body, stamp=""), body=body).verdict == "wrong"


def test_a_time_that_is_a_number_counts_as_well() -> None:
    body = b'{"event_name":"follow","timestamp":1795305600000}'
    assert judge(sealed(body=body), body=body).verdict == "genuine"


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        (timedelta(hours=2), "genuine"),
        (timedelta(hours=2, seconds=1), "stale"),
        (timedelta(days=400), "stale"),
        (-timedelta(minutes=10), "genuine"),
        (-timedelta(minutes=11), "stale"),
    ],
)
def test_an_old_call_or_one_from_the_future_is_not_taken(later: timedelta, verdict: str) -> None:
    assert judge(sealed(), at=AT + later).verdict == verdict


@pytest.mark.parametrize("stamp", ["9" * 30, "0"])
def test_an_impossible_time_is_not_taken(stamp: str) -> None:
    headers = sealed(stamp=stamp) | {"x-zevent-timestamp": stamp}
    assert judge(headers).verdict == "stale"


OURS = b'{"sender":{"id":"9000000000000000009"},"recipient":{"id":"7"},"timestamp":"1795305600000"}'
FOLLOW = b'{"oa_id":"9000000000000000009","follower":{"id":"7"},"timestamp":"1795305600000"}'


@pytest.mark.parametrize("body", [BODY, OURS, FOLLOW])
def test_the_accounts_own_id_counts_only_where_the_administrator_said_so(body: bytes) -> None:
    headers = sealed(OA, body)
    assert judge(headers, body=body) == Judgement("wrong", would_match="oa_id")
    assert judge(headers, body=body, signed_by="oa_id") == Judgement("genuine")
    assert judge(sealed(body=body), body=body, signed_by="oa_id") == Judgement("wrong", would_match="app_id")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b'"x"', b'{"sender":7,"recipient":[],"oa_id":{}}']
)
def test_a_strange_body_is_only_a_wrong_one(body: bytes) -> None:
    assert judge(sealed(OA, body), body=body).verdict == "wrong"
