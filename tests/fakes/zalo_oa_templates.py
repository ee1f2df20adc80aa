"""Approved templates on the fake: who may get which one, with which words, at what price."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from tests.fakes.zalo_oa_spec import VIETNAM, Call, Foul, Param, Refused, TemplateSpec, utf16
from tests.fakes.zalo_oa_wire import wants, words

if TYPE_CHECKING:
    from tests.fakes.zalo_oa_api import ZaloOaApi
    from tests.fakes.zalo_oa_people import Person

_PHONE = re.compile(r"84\d{9,10}")
_FORMATS = {"NUMBER": re.compile(r"\d+"), "DATE": re.compile(r"\d{2}/\d{2}/\d{4}")}
_OPTIONAL = {"tracking_id", "sending_mode", "mode"}


class Templates:
    """Sends templates and keeps the books: what was paid, what is left of the day."""

    def __init__(self, api: "ZaloOaApi") -> None:
        self.api = api
        self.delivered: dict[str, int] = {}
        self._day = date.min
        self._sent = 0

    @property
    def left(self) -> int:
        """What may still be sent by phone or UID until midnight in Vietnam."""
        today = self.api.now.astimezone(VIETNAM).date()
        if today != self._day:
            self._day, self._sent = today, 0
        return max(0, self.api.daily_quota - self._sent)

    def by_uid(self, call: Call) -> dict[str, Any]:
        body = wants(call.parameters, "body", {"user_id", "template_id", "template_data"})
        user_id = words(body["user_id"], "user_id")
        template = self._checked(body)
        if not template.by_uid:
            raise Refused(-249)
        person = self.api.people.get(user_id)
        if person is None:
            raise Refused(-201, "user_id is invalid!")
        if {person.id, person.phone} & self.api.blocked:
            raise Refused(-244)
        self._charge(template.price_uid)
        number = self._deliver(person, body)
        answer: dict[str, Any] = {"message_id": number, "user_id": user_id, "sent_time": self.api.sent_time()}
        if self.api.quota_in_answers:
            answer["quota"] = {"quota_type": "purchase_quota", "remain": self.left}
        self.api.hooks.follow_up(person, number, "template")
        return answer

    def by_phone(self, call: Call) -> dict[str, Any]:
        body = wants(call.parameters, "body", {"phone", "template_id", "template_data"}, _OPTIONAL)
        phone = words(body["phone"], "phone")
        if not _PHONE.fullmatch(phone):
            raise Foul(-108, f"phone is invalid! ({phone}, not 84...)")
        words(body.get("tracking_id", "-"), "tracking_id", 48)
        if body.get("sending_mode", "1") != "1" or body.get("mode", "development") != "development":
            raise Foul(-201, "sending_mode or mode is invalid!")
        template = self._checked(body)
        free = "mode" in body
        if free and phone not in self.api.admins:
            raise Refused(-127)
        person = next((one for one in self.api.people.values() if one.phone == phone), None)
        if person is None:
            raise Refused(-118)
        if {person.id, phone} & self.api.blocked:
            raise Refused(-114)
        self._charge(0 if free else template.price_sdt)
        number = self._deliver(person, body)
        quota = {"dailyQuota": str(self.api.daily_quota), "remainingQuota": str(self.left)}
        answer = {"msg_id": number, "sent_time": self.api.sent_time(), "sending_mode": "1"}
        self.api.hooks.follow_up(person, number, "zns", body.get("tracking_id", ""))
        return {**answer, "quota": quota} if self.api.quota_in_answers else answer

    def told(self, call: Call) -> Any:
        """The questions one may ask about templates."""
        match call.path:
            case "/message/status":
                number = words(call.parameters.get("message_id"), "message_id")
                return {"delivery_time": self.api.sent_time(), "status": self.delivered.get(number, -1)}
            case "/message/quota":
                return {"dailyQuota": str(self.api.daily_quota), "remainingQuota": str(self.left)}
            case "/template/all":
                return [
                    {"templateId": int(id), "templateName": one.name, "status": one.status}
                    for id, one in self.api.templates.items()
                ]
            case _:
                number = words(call.parameters.get("template_id"), "template_id")
                return _described(number, self._find(number))

    def _find(self, number: str) -> TemplateSpec:
        template = self.api.templates.get(number)
        if template is None:
            raise Refused(-109)
        return template

    def _checked(self, body: dict[str, Any]) -> TemplateSpec:
        template = self._find(words(body["template_id"], "template_id"))
        data = body["template_data"]
        if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
            raise Foul(-201, "template_data is invalid! (an object of strings)")
        if template.status == "DISABLE":
            raise Refused(-146)
        if template.status != "ENABLE":
            raise Refused(-131)
        for param in template.params:
            _check_value(param, data.get(param.name, ""))
        if unknown := set(data) - {param.name for param in template.params}:
            raise Refused(-1124, f"the template has no {sorted(unknown)}")
        if not template.night and self.api.is_night():
            raise Refused(-133)
        return template

    def _charge(self, price: int) -> None:
        if self.left < 1:
            raise Refused(-144)
        if self.api.balance < price:
            raise Refused(-115)
        self.api.balance -= price
        self._sent += 1

    def _deliver(self, person: "Person", body: dict[str, Any]) -> str:
        number = self.api.next_message_id()
        self.delivered[number] = 1
        person.shows(number, template_id=body["template_id"], template_data=dict(body["template_data"]))
        return number


def _check_value(param: Param, value: str) -> None:
    if not value.strip():
        if param.require:
            raise Refused(-1122, f"{param.name} is missing")
        return
    if utf16(value) > param.max_length:
        raise Refused(-1121, f"{param.name} is too long")
    wanted = _FORMATS.get(param.type)
    if wanted and not wanted.fullmatch(value):
        raise Refused(-1124, f"{param.name} has a wrong format")


def _described(number: str, template: TemplateSpec) -> dict[str, Any]:
    listed = [
        {"name": one.name, "require": one.require, "type": one.type, "maxLength": one.max_length}
        for one in template.params
    ]
    head = {"templateId": int(number), "templateName": template.name, "status": template.status}
    prices = {"price_sdt": str(template.price_sdt), "price_uid": str(template.price_uid)}
    return {**head, "listParams": listed, **prices}
