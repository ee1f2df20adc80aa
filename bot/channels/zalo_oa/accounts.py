"""What Zalo tells of the Official Account itself: who it is, what it may do, how much is left."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.channels.port import Limits
from bot.channels.zalo_oa.wire import Wire

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OfficialAccount:
    """`package` is the name of what was bought from Zalo ("" for nothing known); `linked` says whether
    a Zalo Cloud Account pays for templates (`None`: Zalo did not tell)."""

    oa_id: str
    name: str
    verified: bool
    package: str
    linked: bool | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """`last_interaction` is when the person did something last, by Zalo's count (aware, UTC); the numbers
    are what is left of consultation messages and how many there were. `None`: Zalo did not tell."""

    last_interaction: datetime | None
    replies_left: int | None
    replies: int | None


async def look(wire: Wire) -> OfficialAccount:
    """Raises `SendFailed`."""
    told = await wire.call("GET", "/v2.0/oa/getoa")
    linked = told.get("linked_ZCA")
    return OfficialAccount(
        oa_id=str(told.get("oa_id") or told.get("oaid") or ""),
        name=str(told.get("name") or ""),
        verified=_is_true(told.get("is_verified")),
        package=str(told.get("package_name") or ""),
        linked=None if linked is None else _is_true(linked),
    )


async def quota(wire: Wire, user_id: str) -> Quota:
    """Raises `SendFailed`."""
    told = await wire.call("POST", "/v3.0/oa/quota/message", json={"user_id": user_id})
    replies = told.get("cs_reply")
    replies = replies if isinstance(replies, dict) else {}
    at = _number(told.get("last_interaction"))
    return Quota(
        last_interaction=datetime.fromtimestamp(at / 1000, UTC) if at else None,
        replies_left=_number(replies.get("remain")),
        replies=_number(replies.get("total")),
    )


def tell(app_id: str, known: OfficialAccount, limits: Limits, *, templates: bool) -> None:
    """What the account may do, for whoever reads the log of the start."""
    log.info(
        "zalo_oa_ready",
        account=app_id,
        oa_id=known.oa_id,
        name=known.name,
        verified=known.verified,
        package=known.package,
        buttons=limits.buttons,
        templates=templates,
    )
    if not known.verified:
        log.warning("zalo_oa_not_verified", account=app_id, hint="Zalo refuses most calls until it is.")
    if templates and known.linked is False:
        log.warning("zalo_oa_templates_unpaid", account=app_id, hint="No Zalo Cloud Account is linked.")


def _is_true(value: Any) -> bool:
    return value is True or str(value).lower() in ("1", "true")


def _number(value: object) -> int | None:
    """Documented as strings in one place and as numbers in another."""
    try:
        return int(str(value))
    except ValueError:
        return None
