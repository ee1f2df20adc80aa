"""Approved templates: the paid way to somebody who may no longer be written to freely."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final, Protocol

import structlog

from bot.channels.port import SendFailed, Why
from bot.channels.zalo_oa import forms, night
from bot.channels.zalo_oa.failures import CallFailed
from bot.channels.zalo_oa.forms import Form, Problem, Unfit
from handlers.message import Template

log = structlog.get_logger(__name__)

BY_UID: Final = "/v3.0/oa/message/template"
BY_PHONE: Final = "/message/template"
INFO: Final = "/template/info/v2"
#: How long Zalo's description of a template is believed.
BELIEVED: Final = timedelta(hours=1)
#: Official Account documentation: how long our mark on a message by phone may be.
LONGEST_MARK: Final = 48

_PHONE: Final = re.compile(r"84\d{9,10}")
#: This template or app may not send to a person's id; a phone may still do.
_NOT_BY_UID: Final = frozenset({-249, -209, -212})
_NIGHT: Final = frozenset({-133, -234})
#: "Unknown error, try again" for templates, while elsewhere it is an upload that grew old.
_PASSING: Final = -100
#: Zalo no longer means the template that we believe in.
_CHANGED: Final = frozenset({-109, -112, -1121, -1122, -1124, -131, -146})
#: People whom no template reaches, or who want none.
_NOT_THEM: Final = frozenset({-108, -114, -118, -119, -139, -140, -141, -244})


class Calls(Protocol):
    """What is needed of the wire."""

    async def call(
        self, method: str, path: str, *, json: object = None, params: Mapping[str, str] | None = None
    ) -> dict[str, Any]: ...


@dataclass(slots=True)
class Known:
    """A template as Zalo described it then; `by_phone` once it was found to go by phone only."""

    form: Form
    at: datetime
    by_phone: bool = False


class Templates:
    """The administrator's templates by purpose; without any, nothing is ever sent or paid for.

    A template must use no other parameters than `forms.NAMES`.
    """

    def __init__(
        self, wire: Calls, ids: Mapping[str, str], now: Callable[[], datetime], zone: tzinfo
    ) -> None:
        self._wire = wire
        self._ids = dict(ids)
        self._now = now
        self._zone = zone
        self._known: dict[str, Known] = {}

    def has(self, purpose: str) -> bool:
        return purpose in self._ids

    async def send(self, address: str, phone: str, template: Template, *, key: str) -> str:
        """To the person's id, else to their phone; the platform's id of the message. Raises `SendFailed`.

        `OUTSIDE_WINDOW` is said of all that another try would not mend: free words may still reach
        the person when they write again.
        """
        self._wait_for_morning()
        number = self._ids[template.purpose]
        try:
            known = await self._look_up(number)
            data = known.form.fill(dict(template.values))
            return await self._deliver(address, _bare(phone), number, known, data, key)
        except Unfit as unfit:
            self._known.pop(number, None)
            log.error("zalo_template_unfit", template=number, purpose=template.purpose, why=str(unfit))
            raise SendFailed(Why.OUTSIDE_WINDOW, detail=f"template {number}: {unfit}") from None
        except CallFailed as failed:
            raise self._meaning(failed, number) from None

    async def check(self) -> list[Problem]:
        """What is wrong with the templates in the settings, asked of Zalo now."""
        found: list[Problem] = []
        for purpose, number in self._ids.items():
            try:
                known = await self._ask(number)
            except SendFailed as failed:
                is_answer = isinstance(failed, CallFailed) and failed.code != 0 and failed.why is Why.REFUSED
                kind: Any = "unknown" if is_answer else "unasked"
                found.append(Problem(purpose, number, kind, failed.detail))
                continue
            found += known.form.problems(purpose, number)
        return found

    # -- one message -------------------------------------------------------------------------

    async def _deliver(
        self, address: str, phone: str, number: str, known: Known, data: dict[str, str], key: str
    ) -> str:
        if known.by_phone and phone:
            return await self._by_phone(phone, number, data, key)
        body = {"user_id": address, "template_id": number, "template_data": data}
        try:
            return _id(await self._wire.call("POST", BY_UID, json=body))
        except CallFailed as failed:
            if failed.code not in _NOT_BY_UID or not phone:
                raise
            log.info("zalo_template_by_phone", template=number, code=failed.code)
        known.by_phone = True
        return await self._by_phone(phone, number, data, key)

    async def _by_phone(self, phone: str, number: str, data: dict[str, str], key: str) -> str:
        body = {
            "phone": phone,
            "template_id": number,
            "template_data": data,
            "tracking_id": key[:LONGEST_MARK],
            "sending_mode": "1",
        }
        return _id(await self._wire.call("POST", BY_PHONE, json=body))

    def _meaning(self, failed: CallFailed, number: str) -> SendFailed:
        if failed.code in _NIGHT:
            # Our clock says it is day: theirs will say so soon.
            rest = night.rest(self._now(), self._zone) or timedelta(minutes=30)
            return _later(rest, failed.detail)
        if failed.code == _PASSING:
            return SendFailed(Why.UNREACHABLE, detail=failed.detail)
        if failed.code in _CHANGED:
            self._known.pop(number, None)
        if failed.code == -249:
            return SendFailed(Why.OUTSIDE_WINDOW, detail=f"{failed.detail} (and no phone)")
        if failed.why is not Why.REFUSED:
            return failed
        if failed.code not in _NOT_THEM:
            log.error("zalo_template_refused", template=number, code=failed.code, detail=failed.detail)
        return SendFailed(Why.OUTSIDE_WINDOW, detail=failed.detail)

    def _wait_for_morning(self) -> None:
        rest = night.rest(self._now(), self._zone)
        if rest is not None:
            raise _later(rest, "night")

    # -- what Zalo knows of a template -------------------------------------------------------

    async def _look_up(self, number: str) -> Known:
        known = self._known.get(number)
        if known is not None and self._now() - known.at < BELIEVED:
            return known
        try:
            return await self._ask(number)
        except CallFailed as failed:
            if failed.why is Why.UNCERTAIN:
                # Only a question got lost: surely nothing was sent.
                raise SendFailed(Why.UNREACHABLE, detail=f"template {number}: {failed.detail}") from None
            raise

    async def _ask(self, number: str) -> Known:
        form = forms.read(await self._wire.call("GET", INFO, params={"template_id": number}))
        self._known[number] = known = Known(form, self._now())
        return known


def _id(data: Mapping[str, Any]) -> str:
    """By id it is called so, by phone otherwise."""
    return str(data.get("message_id") or data.get("msg_id") or "")


def _bare(phone: str) -> str:
    """As Zalo wants it, without the plus; "" for one that is not from Vietnam."""
    digits = phone.removeprefix("+")
    return digits if _PHONE.fullmatch(digits) else ""


def _later(rest: timedelta, detail: str) -> SendFailed:
    return SendFailed(Why.THROTTLED, retry_after=rest.total_seconds(), detail=detail)
