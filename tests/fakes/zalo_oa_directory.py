"""What the fake tells about people, their quotas and the account itself."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.fakes.zalo_oa_spec import FREE, VIETNAM, Call, Foul, Refused
from tests.fakes.zalo_oa_wire import wants, words

if TYPE_CHECKING:
    from tests.fakes.zalo_oa_api import ZaloOaApi
    from tests.fakes.zalo_oa_people import Person

_DAYS = {"TODAY": (0, 0), "YESTERDAY": (1, 1), "L7D": (7, 0), "L30D": (30, 0)}
_SPAN = re.compile(r"(\d{4})_(\d\d)_(\d\d):(\d{4})_(\d\d)_(\d\d)")


class Directory:
    """The endpoints that only answer."""

    def __init__(self, api: "ZaloOaApi") -> None:
        self.api = api

    def quota(self, call: Call) -> dict[str, Any]:
        person = self._find(wants(call.parameters, "body", {"user_id"})["user_id"])
        at = person.interacted_at
        free = at is not None and self.api.now - at <= FREE
        return {
            "last_interaction": str(int(at.timestamp() * 1000)) if at else "",
            "cs_reply": {"remain": 8 if free else 0, "total": 8},
            "promotion": {"daily_remain": 1, "daily_total": 1, "monthly_remain": 4, "monthly_total": 4},
        }

    def detail(self, call: Call) -> dict[str, Any]:
        person = self._find(wants(call.parameters, "data", {"user_id"})["user_id"])
        if not person.is_follower:
            raise Refused(-213)
        at = person.interacted_at
        picture = f"{self.api.url}/cdn/avatar.jpg"
        return {
            "user_id": person.id,
            "user_id_by_app": person.id_by_app,
            "user_external_id": "",
            "display_name": person.name,
            "user_alias": "",
            "is_sensitive": person.is_sensitive,
            "user_last_interaction_date": at.astimezone(VIETNAM).strftime("%d/%m/%Y") if at else "",
            "user_is_follower": True,
            "avatar": picture,
            "avatars": {"120": picture, "240": picture},
            "tags_and_notes_info": {"notes": [], "tag_names": []},
            "shared_info": person.shared_info,
        }

    def people(self, call: Call) -> dict[str, Any]:
        optional = {"tag_name", "last_interaction_period", "is_follower"}
        data = wants(call.parameters, "data", {"offset", "count"}, optional)
        offset, count = data["offset"], data["count"]
        if not (type(offset) is int and type(count) is int and 0 <= offset <= 9951 and 1 <= count <= 50):
            raise Foul(-201, "offset or count is invalid! (0 to 9951, 1 to 50)")
        span = self._span(data["last_interaction_period"]) if "last_interaction_period" in data else None
        found = [
            {"user_id": person.id}
            for person in self.api.people.values()
            if _is_wanted(person, span, data.get("is_follower")) and "tag_name" not in data
        ]
        page = found[offset : offset + count]
        return {"total": len(found), "count": len(page), "offset": offset, "users": page}

    def account(self) -> dict[str, Any]:
        return {
            "oa_id": self.api.oa_id,
            "name": "Công đoàn",
            "description": "",
            "is_verified": self.api.is_verified,
            "package_name": self.api.package_name,
            "linked_ZCA": self.api.linked_zca,
            "num_follower": sum(person.is_follower for person in self.api.people.values()),
        }

    def _find(self, given: Any) -> "Person":
        person = self.api.people.get(words(given, "user_id"))
        if person is None:
            raise Refused(-201, "user_id is invalid!")
        return person

    def _span(self, period: Any) -> tuple[date, date]:
        today = self.api.now.astimezone(VIETNAM).date()
        if period in _DAYS:
            first, last = _DAYS[period]
            return today - timedelta(days=first), today - timedelta(days=last)
        if found := _SPAN.fullmatch(str(period)):
            numbers = [int(one) for one in found.groups()]
            return date(*numbers[:3]), date(*numbers[3:])
        raise Foul(-201, "last_interaction_period is invalid!")


def _is_wanted(person: "Person", span: tuple[date, date] | None, follower: Any) -> bool:
    if not person.is_follower and person.interacted_at is None:
        return False
    if follower is not None and follower != person.is_follower:
        return False
    if span is None:
        return True
    at = person.interacted_at
    return at is not None and span[0] <= at.astimezone(VIETNAM).date() <= span[1]
