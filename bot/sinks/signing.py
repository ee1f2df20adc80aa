"""Signs deliveries and checks signatures, as the Standard Webhooks specification has it (version 1.0.0)."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

#: How old a delivery may be, or how far ahead of our clock: whoever recorded one cannot send it later.
WINDOW: Final = timedelta(minutes=5)
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_PREFIX: Final = "whsec_"
_BYTES: Final = 32


class Verdict(StrEnum):
    """What checking a delivery found; only `GENUINE` may be believed."""

    GENUINE = "genuine"
    INCOMPLETE = "incomplete"
    LATE = "late"
    FORGED = "forged"


def make_secret() -> str:
    """A fresh secret, as both sides keep it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def sign(keys: Sequence[str], key: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a delivery. With several secrets it has a signature of each, so that a receiver who
    knows one of them takes it while they are being changed."""
    timestamp = str(int(at.timestamp()))
    given = " ".join(f"v1,{_signature(secret, key, timestamp, body)}" for secret in keys)
    return {ID: key, TIMESTAMP: timestamp, SIGNATURE: given}


def check(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Verdict:
    """What a receiver does with each delivery before reading it; `body` are the bytes as they came."""
    told = {name.lower(): value for name, value in headers.items()}
    key, timestamp, given = (told.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not (key and given and timestamp.isascii() and timestamp.isdigit() and len(timestamp) < _BYTES):
        return Verdict.INCOMPLETE
    wanted = _signature(secret, key, timestamp, body)
    found = [one.removeprefix("v1,") for one in given.split() if one.startswith("v1,")]
    if not any(hmac.compare_digest(one.encode(), wanted.encode()) for one in found):
        return Verdict.FORGED
    return Verdict.GENUINE if abs(now.timestamp() - int(timestamp)) <= WINDOW.seconds else Verdict.LATE


def _signature(secret: str, key: str, timestamp: str, body: bytes) -> str:
    try:
        known = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a webhook's secret is base64 behind whsec_") from None
    signed = key.encode() + b"." + timestamp.encode() + b"." + body
    return base64.b64encode(hmac.new(known, signed, hashlib.sha256).digest()).decode()
