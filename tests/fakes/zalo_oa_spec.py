"""The rules of the fake Official Account API: its endpoints, its limits and the ways a call may go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import Any, Literal

VIETNAM = timezone(timedelta(hours=7))
TEXT_LIMIT = 2_000
BUTTON_LIMIT = 5
QUERY_LIMIT = 1_000
IMAGE_LIMIT = 1_000_000
FILE_LIMIT = 5_000_000
WINDOW = timedelta(days=7)
FREE = timedelta(hours=48)
UPLOAD_LIFE = timedelta(days=7)
ACCESS_LIFE = timedelta(hours=25)
REFRESH_LIFE = timedelta(days=90)
CODE_LIFE = timedelta(minutes=10)
REACTIONS = {":>", "--b", ":-((", "/-strong", "/-heart", ":-h", ":o", "/-remove"}

Shape = Literal["json", "form", "multipart", "data", "query", "none"]
Host = Literal["openapi", "business", "oauth"]


@dataclass(frozen=True)
class Route:
    """How an endpoint wants to be called: the verb, where its parameters stand, which host serves it."""

    verb: str
    shape: Shape
    host: Host = "openapi"


ROUTES: dict[str, Route] = {
    "/v4/oa/access_token": Route("POST", "form", "oauth"),
    "/v3.0/oa/message/cs": Route("POST", "json"),
    "/v3.0/oa/message/template": Route("POST", "json"),
    "/v3.0/oa/quota/message": Route("POST", "json"),
    "/v3.0/oa/user/detail": Route("GET", "data"),
    "/v3.0/oa/user/getlist": Route("GET", "data"),
    "/v2.0/oa/getoa": Route("GET", "none"),
    "/v2.0/oa/message": Route("POST", "json"),
    "/v2.0/oa/upload/image": Route("POST", "multipart"),
    "/v2.0/oa/upload/gif": Route("POST", "multipart"),
    "/v2.0/oa/upload/file": Route("POST", "multipart"),
    "/message/template": Route("POST", "json", "business"),
    "/message/status": Route("GET", "query", "business"),
    "/message/quota": Route("GET", "query", "business"),
    "/template/all": Route("GET", "query", "business"),
    "/template/info/v2": Route("GET", "query", "business"),
}

MESSAGES = {
    -32: "Exceeded the rate limit of the application",
    -100: "The attachment has expired",
    -108: "Phone number is invalid",
    -109: "Template id is invalid",
    -114: "User cannot receive the message",
    -115: "Out of balance",
    -118: "Zalo account does not exist",
    -124: "Access token is invalid",
    -127: "Test messages go to administrators only",
    -131: "The template has not been approved",
    -133: "The template may not be sent at night",
    -144: "Out of the daily quota",
    -146: "The template is disabled",
    -200: "Send message failed",
    -209: "The API is not supported for this application",
    -211: "Out of quota",
    -213: "User has not followed the OA",
    -216: "Access token is invalid",
    -220: "Access token has expired or was removed",
    -230: "User has not interacted with the OA in the past 7 days",
    -232: "User has no interaction or the interaction has expired",
    -233: "The message type is invalid or not supported",
    -234: "This kind of message cannot be sent at night",
    -240: "The V2 message API is closed, use V3",
    -242: "appsecret_proof is invalid",
    -244: "User has restricted this kind of message",
    -249: "The template cannot be sent by UID",
    -1121: "Template parameter is too long",
    -1122: "Template parameter is missing",
    -1124: "Template parameter has a wrong format",
    -1241: "appsecret_proof is invalid",
    -14014: "Invalid refresh token",
}


@dataclass(frozen=True)
class Upload:
    """A file as it came over the wire, or as it was handed over."""

    name: str
    content: bytes
    media_type: str = ""


@dataclass
class Call:
    """One request. `parameters` are the JSON body, the form, the query or the JSON in ``?data=``,
    whichever the endpoint wants; `query` is the raw query string, `problem` what could not be read."""

    verb: str
    path: str
    parameters: dict[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    shape: Shape = "none"
    problem: str = ""

    @property
    def json(self) -> dict[str, Any]:
        return self.parameters

    @property
    def text(self) -> str:
        """The words of a cs message."""
        return str(self.parameters.get("message", {}).get("text", ""))


def is_meant(path: str, suffix: str) -> bool:
    """Whether an endpoint goes by this name: its whole path, or how it ends. A whole path names
    nothing else, so ``/message/template`` is the one by phone and ``message/template`` both."""
    return path == suffix if suffix in ROUTES else suffix == "*" or path.endswith(suffix)


class Refused(Exception):
    """An error answer in the making: the request was in order, but not now or not to them."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message)
        self.fault = error(code, message)


class Foul(Refused):
    """A request no circumstances would make good; the test that sent it fails."""


@dataclass(frozen=True)
class Fault:
    """A way for one call to go wrong; make it with one of the functions below."""

    code: int = 0
    message: str = ""
    status: int = 200
    kind: Literal["error", "html", "cut_before", "cut_after", "hang", "slow"] = "error"
    seconds: float = 0.0


def error(code: int, message: str = "") -> Fault:
    """An application error, which Zalo sends with HTTP 200."""
    return Fault(code, message or MESSAGES.get(code, "An error occurred"))


def html(status: int = 502) -> Fault:
    """A page of the gateway in front of the API."""
    return Fault(status=status, kind="html")


def cut_before() -> Fault:
    """Cuts the line without doing anything."""
    return Fault(kind="cut_before")


def cut_after() -> Fault:
    """Does what was asked and cuts the line instead of answering."""
    return Fault(kind="cut_after")


def hang() -> Fault:
    """Takes the request, does nothing, never answers."""
    return Fault(kind="hang")


def slow(seconds: float) -> Fault:
    """Does what was asked and answers, but only after so long."""
    return Fault(kind="slow", seconds=seconds)


@dataclass(frozen=True)
class Param:
    """One parameter of a template: `type` is STRING, NUMBER or DATE (dd/mm/yyyy)."""

    name: str
    require: bool = True
    type: str = "STRING"
    max_length: int = 30


@dataclass
class TemplateSpec:
    """A template as it was registered. Unless `night`, it may not be sent from 22:00 to 06:00 in
    Vietnam (-133); unless `by_uid`, only by phone (-249). `status`: ENABLE, PENDING_REVIEW, REJECT or
    DISABLE. The prices are in dong."""

    params: list[Param] = field(default_factory=list)
    by_uid: bool = True
    night: bool = False
    status: str = "ENABLE"
    name: str = "Template"
    price_sdt: int = 300
    price_uid: int = 200


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
