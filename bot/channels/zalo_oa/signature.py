"""Whether a webhook call comes from Zalo: a plain SHA-256 over the app, the body, a time and a secret."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from pydantic import SecretStr

OLDEST: Final = timedelta(hours=2)
"""Zalo's last repetition comes about 1 h 50 min after the event."""

EARLIEST: Final = timedelta(minutes=10)
"""How far ahead of ours Zalo's clock may be."""

SIGNATURE: Final = "x-zevent-signature"
TIMESTAMP: Final = "x-zevent-timestamp"

Signer = Literal["app_id", "oa_id"]
Verdict = Literal["genuine", "wrong", "stale"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """`would_match` is the other first term under which a wrong signature would have been right."""

    verdict: Verdict
    would_match: Signer | None = None


class Seal:
    """Knows the secret of one account. Which id the signature begins with is documented as the app's;
    accounts were reported that use their own, so the administrator may say so (`signed_by`)."""

    def __init__(self, app_id: str, secret: SecretStr, signed_by: Signer = "app_id") -> None:
        self._app_id = app_id
        self._secret = secret
        self._signed_by: Signer = signed_by

    def judge(self, body: bytes, told: Any, headers: Mapping[str, str], now: datetime) -> Judgement:
        """`body` as it came, byte for byte, and `told` the same read as JSON (whatever it is);
        `headers` by their names in lower case."""
        # Bytes, because a header may hold what is not ASCII and such texts cannot be compared.
        given = headers.get(SIGNATURE, "").strip().removeprefix("mac=").lower().encode("latin-1", "replace")
        told = told if isinstance(told, dict) else {}
        if not given or not self._secret.get_secret_value():
            return Judgement("wrong")
        stamps = _stamps(headers.get(TIMESTAMP, ""), told)
        stamp = self._matching(given, self._signed_by, body, told, stamps)
        if stamp is not None:
            return Judgement("genuine" if _is_fresh(stamp, now) else "stale")
        other: Signer = "oa_id" if self._signed_by == "app_id" else "app_id"
        matched = self._matching(given, other, body, told, stamps) is not None
        return Judgement("wrong", would_match=other if matched else None)

    def _matching(
        self, given: bytes, signer: Signer, body: bytes, told: dict[str, Any], stamps: list[str]
    ) -> str | None:
        """The timestamp under which the signature is right."""
        secret = self._secret.get_secret_value()
        for first in [self._app_id] if signer == "app_id" else _account_ids(told):
            for stamp in stamps:
                if hmac.compare_digest(given, mac(first, body, stamp, secret).encode()):
                    return stamp
        return None


def mac(first: str, body: bytes, timestamp: str, secret: str) -> str:
    """In hex, without the ``mac=`` that stands before it in the header."""
    text = b"".join((first.encode(), body, timestamp.encode(), secret.encode()))
    return hashlib.sha256(text).hexdigest()


def _stamps(header: str, told: dict[str, Any]) -> list[str]:
    """The header's first: whether it exists is not documented, and it may differ from the body's."""
    both = (header.strip(), str(told.get("timestamp", "")).strip())
    return list(dict.fromkeys(stamp for stamp in both if stamp.isascii() and stamp.isdigit()))


def _account_ids(told: dict[str, Any]) -> list[str]:
    """The account's own id is the recipient of what people do, and the sender of its own messages."""
    ids = [told.get("oa_id")]
    ids += [
        party.get("id") for party in (told.get("recipient"), told.get("sender")) if isinstance(party, dict)
    ]
    return [one for one in dict.fromkeys(str(one) for one in ids if one) if one.isascii()]


def _is_fresh(stamp: str, now: datetime) -> bool:
    try:
        at = datetime.fromtimestamp(int(stamp) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return now - OLDEST <= at <= now + EARLIEST
