"""What the fake Zalo Bot API insists on, and the ways one of its calls can go wrong."""

from dataclasses import dataclass, field
from typing import Any, Literal

#: Zalo Bot documentation, sendMessage and sendPhoto; the unit of counting is not documented.
LONGEST = 2000
#: What a person writes or is written to: one of these carries the thing sent.
SENDING = {"sendMessage": "text", "sendPhoto": "photo", "sendSticker": "sticker", "sendVoice": "voice_url"}
#: Required first, then what else is documented. testWebhook is left out: the documentation
#: was seen both with and without it, so nothing may depend on it.
METHODS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "getMe": ((), ()),
    "getUpdates": ((), ("timeout",)),
    "setWebhook": (("url", "secret_token"), ()),
    "deleteWebhook": ((), ()),
    "getWebhookInfo": ((), ()),
    "sendMessage": (("chat_id", "text"), ("parse_mode", "text_styles")),
    "sendPhoto": (("chat_id", "photo"), ("caption",)),
    "sendSticker": (("chat_id", "sticker"), ()),
    "sendVoice": (("chat_id", "voice_url"), ()),
    "sendChatAction": (("chat_id", "action"), ()),
}
ACTIONS = ("typing",)
PARSE_MODES = ("markdown", "html")

How = Literal["json", "form", "multipart", "query", "nothing", "broken"]


@dataclass
class Call:
    """One request: what was asked with which parameters, `how` they were written, and its headers.

    A parameter that came as an uploaded file is empty here: this platform takes no uploads.
    """

    method: str
    parameters: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    how: How = "json"


@dataclass(frozen=True)
class Fault:
    """A way for one call to go wrong; make it with one of the functions below.

    `done` says that what was asked for happens all the same.
    """

    kind: Literal["answer", "cut", "midway", "hang", "slow"] = "answer"
    done: bool = False
    status: int = 200
    body: Any = None
    page: str = ""
    location: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Problem:
    """Something wrong with a call: the code and words of the answer; `ours` when a sound bot
    would never have sent it."""

    code: int
    text: str
    ours: bool = True


def failure(code: Any, text: str, key: str = "error_code") -> dict[str, Any]:
    return {"ok": False, "description": text, key: code}


def error(code: int, text: str = "Bad request") -> Fault:
    """An application error, which comes with HTTP 200."""
    return Fault(body=failure(code, text))


def string_code(code: int, text: str = "Request timeout") -> Fault:
    """An application error whose code is written as a string."""
    return Fault(body=failure(str(code), text))


def camel_code(code: int, text: str = "Quota exceeded") -> Fault:
    """An application error whose code stands under ``errorCode``, as one page of the documentation has it."""
    return Fault(body=failure(code, text, "errorCode"))


def html(status: int, *, done: bool = False) -> Fault:
    """The page of a machine in front of the service: 429 for polling too fast, 502 and the like."""
    return Fault(status=status, page=f"<html><title>{status}</title><center>nginx</center></html>", done=done)


def answers(body: Any, status: int = 200) -> Fault:
    """Does what was asked and answers with this JSON whatever it is."""
    return Fault(status=status, body=body, done=True)


def redirects_to(location: str, status: int = 302) -> Fault:
    """Sends the client elsewhere."""
    return Fault(status=status, location=location)


def cut_before() -> Fault:
    """Cuts the line without doing anything."""
    return Fault("cut")


def cut_after() -> Fault:
    """Does what was asked and cuts the line instead of answering."""
    return Fault("cut", done=True)


def cut_midway() -> Fault:
    """Does what was asked and cuts the line in the middle of the answer."""
    return Fault("midway", done=True)


def hang(*, done: bool = False) -> Fault:
    """Never answers."""
    return Fault("hang", done=done)


def slow(seconds: float) -> Fault:
    """Does what was asked, and takes its time before."""
    return Fault("slow", done=True, seconds=seconds)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check(call: Call, over_long: int) -> Problem | None:
    """The first thing wrong with the words of a call.

    `over_long` is the code for what has more than `LONGEST` characters, counted in the way that gives
    most of them; 0 lets it pass.
    """
    if call.how == "broken":
        return Problem(400, "Bad request")
    if call.method not in METHODS:
        return Problem(404, "Not Found")
    required, optional = METHODS[call.method]
    for name in required:
        if call.parameters.get(name) in (None, "", b""):
            return Problem(400, f"Bad request: The {name} must not be empty")
    if unknown := sorted(set(call.parameters) - {*required, *optional}):
        return Problem(400, f"Bad request: {call.method} knows no {', '.join(unknown)}")
    for name in (*required, *optional):
        known = name not in ("timeout", "text_styles")
        if known and name in call.parameters and not isinstance(call.parameters[name], str):
            return Problem(400, f"Bad request: The {name} must be a string")
    return _check_words(call, over_long) or _check_choices(call)


def _check_words(call: Call, over_long: int) -> Problem | None:
    for name in ("text", "caption"):
        words = call.parameters.get(name, "-")
        if not words.strip():
            return Problem(400, f"Bad request: The {name} must not be empty")
        if over_long and utf16(words) > LONGEST:
            return Problem(over_long, f"Bad request: The {name} must not exceed {LONGEST} characters")
    return None


def _check_choices(call: Call) -> Problem | None:
    given = call.parameters
    if given.get("parse_mode", PARSE_MODES[0]) not in PARSE_MODES:
        return Problem(400, "Bad request: The parse_mode is invalid")
    if call.method == "sendChatAction" and given["action"] not in ACTIONS:
        return Problem(400, "Bad request: The action is invalid")
    if call.method == "sendPhoto" and not given["photo"].startswith(("http://", "https://")):
        return Problem(400, "Bad request: The photo must start with http:// or https://")
    if call.method == "sendVoice" and not given["voice_url"].endswith(".aac"):
        return Problem(400, "Bad request: The voice_url is invalid")
    if call.method == "getUpdates" and not str(given.get("timeout", 30)).isdigit():
        return Problem(400, "Bad request: The timeout is invalid")
    return None
