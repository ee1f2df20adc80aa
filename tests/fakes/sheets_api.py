"""A strict Google Sheets API and its token endpoint on localhost: what Google refuses fails the test."""

import base64
import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from fakes.sheets_book import Tab
from fakes.sheets_masks import masked
from fakes.sheets_requests import Refused, Spreadsheet, keys

EMAIL = "tro-ly@sang-kien.iam.gserviceaccount.com"
AUDIENCE = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/spreadsheets"
_PATH = re.compile(r"/v4/spreadsheets/([^/:]+)(?:/values/([^/]+)|(:batchUpdate))?")
_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
}


@cache
def _private() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@dataclass(frozen=True)
class Call:
    """`method` is get, values.get, batchUpdate or token; `body` what was sent."""

    method: str
    key: str
    body: Any = None


@dataclass(frozen=True)
class Fault:
    """What happens instead: a status, or a connection that is cut before or `after` the work was done."""

    status: int = 0
    message: str = ""
    after: bool = False
    slow: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


class _Answer(Exception):
    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers or {}


class SheetsApi:
    """Use as ``with SheetsApi() as api``; the program gets `api.url` and `api.key_file(folder)`.

    `api.fails(method, fault, ...)` breaks the next calls, `api.meanwhile(method, act)` lets a person act in
    the moment before the next one is carried out. Leaving the block fails when the program did what the real
    one does not know (`violations`).
    """

    def __init__(self, quota: int | None = 60) -> None:
        self.quota = quota
        self.spreadsheets: dict[str, Spreadsheet] = {}
        self.shared: dict[str, str] = {}
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.revoked = self.disabled = False
        self._tokens: set[str] = set()
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._acts: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self._minute: dict[str, list[float]] = defaultdict(list)
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: object) -> None: ...

            def do_GET(self) -> None:
                api._handle(self)

            do_POST = do_PUT = do_DELETE = do_GET

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if error[0] is None:
            assert not self.violations, self.violations

    def add(self, key: str, *, shared: str = "writer") -> Spreadsheet:
        """A spreadsheet that a person made and, if `shared` says so, shared with the account."""
        self.spreadsheets[key] = made = Spreadsheet(key)
        if shared:
            self.shared[key] = shared
        return made

    def account(self) -> dict[str, str]:
        """What stands in the key file that Google gives out."""
        pem = _private().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": "sang-kien",
            "private_key_id": "k1",
            "private_key": pem.decode(),
            "client_email": EMAIL,
            "client_id": "1",
            "token_uri": f"{self.url}/token",
        }

    def key_file(self, folder: Path) -> Path:
        path = folder / "google.json"
        path.write_text(json.dumps(self.account()))
        return path

    def fails(self, method: str, *faults: Fault) -> None:
        self._faults[method] += faults

    def meanwhile(self, method: str, act: Callable[[], None]) -> None:
        self._acts[method].append(act)

    def counted(self, method: str) -> int:
        return sum(call.method == method for call in self.calls)

    def _handle(self, http: BaseHTTPRequestHandler) -> None:
        body = http.rfile.read(int(http.headers.get("Content-Length") or 0))
        with self._lock:
            method, fault = "", None
            try:
                method, work = self._route(http, body)
                fault = next(iter(self._faults[method]), None)
                if fault is not None:
                    self._faults[method].pop(0)
                    time.sleep(fault.slow)
                    if fault.status:
                        raise _Answer(fault.status, fault.message or "broken", fault.headers)
                if fault is None or fault.after or fault.slow:
                    for act in self._acts.pop(method, ()):
                        act()
                    status, answer, headers = 200, work(), {}
            except _Answer as refused:
                error = {
                    "code": refused.status,
                    "message": str(refused),
                    "status": _STATUS.get(refused.status, "UNAVAILABLE"),
                }
                status, answer, headers = refused.status, {"error": error}, refused.headers
                if method == "token":
                    answer = {"error": "invalid_grant", "error_description": str(refused)}
        if fault is not None and not fault.status and not fault.slow:
            http.connection.close()
            http.close_connection = True
            return
        told = json.dumps(answer).encode()
        http.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(told)),
        }.items() | headers.items():
            http.send_header(name, value)
        http.end_headers()
        http.wfile.write(told)

    def _route(self, http: BaseHTTPRequestHandler, body: bytes) -> tuple[str, Callable[[], Any]]:
        split = urlsplit(http.path)
        asked = parse_qs(split.query, keep_blank_values=True)
        if split.path == "/token" and http.command == "POST":
            self.calls.append(Call("token", ""))
            return "token", lambda: self._token(body)
        path = _PATH.fullmatch(split.path)
        if path is None:
            raise self._violation(f"{http.command} {split.path} is not known here", 404)
        key, written, update = path.groups()
        method = {("GET", False): "values.get" if written else "get", ("POST", True): "batchUpdate"}.get(
            (http.command, bool(update))
        )
        if method is None:
            raise self._violation(f"{http.command} {split.path} is not known here", 404)
        sent = json.loads(body) if body else None
        self.calls.append(Call(method, key, sent))
        self._admit(http, method, key)
        work = {
            "get": lambda: self._get(key, asked),
            "values.get": lambda: self._values(key, unquote(written or ""), asked),
            "batchUpdate": lambda: self._update(key, sent, asked),
        }
        return method, work[method]

    def _admit(self, http: BaseHTTPRequestHandler, method: str, key: str) -> None:
        token = (http.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token not in self._tokens:
            raise _Answer(401, "Request had invalid authentication credentials.")
        if self.disabled:
            raise _Answer(403, "Google Sheets API has not been used in project 1 before or it is disabled.")
        kind = "Write" if method == "batchUpdate" else "Read"
        recent = [at for at in self._minute[kind] if time.monotonic() - at < 60]
        self._minute[kind] = [*recent, time.monotonic()]
        if self.quota is not None and len(recent) >= self.quota:
            raise _Answer(
                429,
                f"Quota exceeded for quota metric '{kind} requests' and limit 'per minute per user'",
            )
        if key not in self.spreadsheets:
            raise _Answer(404, "Requested entity was not found.")
        if key not in self.shared or (kind == "Write" and self.shared[key] == "reader"):
            raise _Answer(403, "The caller does not have permission")

    def _token(self, body: bytes) -> Any:
        given = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if given.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            raise self._violation(f"grant_type {given.get('grant_type')}")
        signed, _, signature = given["assertion"].rpartition(".")
        claims = json.loads(_decoded(signed.partition(".")[2]))
        if (
            claims["aud"] != AUDIENCE
            or SCOPE not in claims["scope"].split()
            or claims["exp"] - claims["iat"] > 3600
        ):
            raise self._violation(f"claims {claims}")
        try:
            _private().public_key().verify(
                _decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            raise _Answer(400, "Invalid JWT Signature.") from None
        if self.revoked:
            raise _Answer(400, "Invalid grant: account not found")
        token = f"ya29.{len(self._tokens)}"
        self._tokens.add(token)
        return {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def expire(self) -> None:
        """All access that was given out is worth nothing from now on."""
        self._tokens.clear()

    def _get(self, key: str, asked: dict[str, list[str]]) -> Any:
        self._only(asked, "fields")
        spreadsheet = self.spreadsheets[key]
        return self._masked(_resource(spreadsheet), asked["fields"][0])

    def _values(self, key: str, written: str, asked: dict[str, list[str]]) -> Any:
        self._only(asked, "valueRenderOption", "dateTimeRenderOption", "majorDimension")
        if asked.get("valueRenderOption") != ["UNFORMATTED_VALUE"]:
            raise self._violation("values are read as they are shown, in the person's own format")
        tab, box = self._range(key, written)
        return {"range": written, "majorDimension": "ROWS", "values": tab.values(box)}

    def _update(self, key: str, sent: Any, asked: dict[str, list[str]]) -> Any:
        self._only(asked, "fields")
        spreadsheet = self.spreadsheets[key]
        before = deepcopy(spreadsheet.tabs)
        try:
            keys(
                sent, "requests", "includeSpreadsheetInResponse", "responseRanges", "responseIncludeGridData"
            )
            replies = [spreadsheet.apply(one) for one in sent["requests"]]
        except (Refused, KeyError, TypeError, ValueError) as error:
            spreadsheet.tabs = before
            if not isinstance(error, Refused) or error.ours:
                raise self._violation(repr(error)) from None
            raise _Answer(400, f"Invalid requests[0]: {error}") from None
        answer: dict[str, Any] = {"spreadsheetId": key, "replies": replies}
        if sent.get("includeSpreadsheetInResponse"):
            sheets = []
            for written in sent.get("responseRanges", ()):
                tab, box = self._range(key, written)
                at = spreadsheet.tabs.index(tab)
                sheets.append({"properties": tab.properties(at), "data": [tab.grid(box)]})
            answer["updatedSpreadsheet"] = {"spreadsheetId": key, "sheets": sheets}
        return self._masked(answer, asked["fields"][0]) if "fields" in asked else answer

    def _range(self, key: str, written: str) -> tuple[Tab, str]:
        title, _, box = written.rpartition("!")
        if not (title.startswith("'") and title.endswith("'")):
            raise self._violation(f"the tab is not quoted in {written}")
        try:
            tab = self.spreadsheets[key].named(title[1:-1].replace("''", "'"))
            tab.box(box)
        except (Refused, ValueError):
            raise _Answer(400, f"Unable to parse range: {written}") from None
        return tab, box

    def _masked(self, answer: Any, mask: str) -> Any:
        try:
            return masked(answer, mask)
        except ValueError as error:
            raise self._violation(f"fields: {error}") from None

    def _only(self, asked: dict[str, list[str]], *allowed: str) -> None:
        if not set(asked) <= set(allowed):
            raise self._violation(f"unknown parameters {sorted(set(asked) - set(allowed))}")

    def _violation(self, text: str, status: int = 400) -> _Answer:
        self.violations.append(text)
        return _Answer(status, text)


def _resource(spreadsheet: Spreadsheet) -> dict[str, Any]:
    sheets = [
        {
            "properties": tab.properties(at),
            "data": [
                {
                    "columnMetadata": [
                        {"developerMetadata": one.marks} if one.marks else {} for one in tab.columns
                    ]
                }
            ],
        }
        for at, tab in enumerate(spreadsheet.tabs)
    ]
    return {"spreadsheetId": spreadsheet.key, "properties": {"title": spreadsheet.title}, "sheets": sheets}


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
