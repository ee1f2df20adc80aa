"""Google's Sheets API by way of gspread: few calls, paced, and failures in our own words."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient, ParamsType
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL

from bot.sinks.sink import SinkFailed

SCOPES: Final = ("https://www.googleapis.com/auth/spreadsheets",)
HOST: Final = "https://sheets.googleapis.com"
#: Google lets a user ask 60 times a minute and write 60 times; some are left for a command beside the house.
PER_MINUTE: Final = 50
#: How long a call may take, to connect and to answer, in seconds.
PATIENCE: Final = (10.0, 60.0)
_GRID: Final = "sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),data.columnMetadata)"
_AFTER: Final = (
    "replies,updatedSpreadsheet(sheets(properties(sheetId),data(rowData(values(effectiveValue)))))"
)


class BadRange(Exception):
    """A tab or a column that was there a moment ago is not there under this name."""


class Pace:
    """At most so many calls in any minute; whoever comes too early waits."""

    def __init__(
        self,
        most: int = PER_MINUTE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._most, self._clock, self._sleep = most, clock, sleep
        self._recent: deque[float] = deque(maxlen=most)
        self._lock = threading.Lock()

    def wait(self) -> None:
        with self._lock:
            if len(self._recent) == self._most:
                early = self._recent[0] + 60.0 - self._clock()
                if early > 0:
                    self._sleep(early)
            self._recent.append(self._clock())


_paces: dict[str, tuple[Pace, Pace]] = {}


def _paces_of(account: str) -> tuple[Pace, Pace]:
    """All spreadsheets of one account share what Google allows it."""
    return _paces.setdefault(account, (Pace(), Pace()))


class _Account(Credentials):
    """Without a question about regions to one more of Google's hosts, which a firewall may well not know."""

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


class _Http(HTTPClient):
    """gspread's own client, at another address where the settings name one."""

    def __init__(self, credentials: Credentials, host: str) -> None:
        super().__init__(credentials)
        self._host = host.rstrip("/")
        self.set_timeout(PATIENCE)

    def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> requests.Response:
        return super().request(method, endpoint.replace(HOST, self._host, 1), *args, **kwargs)


class Client:
    """One spreadsheet. Blocking; every call raises `SinkFailed`, or `BadRange` where a name is wrong."""

    def __init__(self, account: Mapping[str, Any], key: str, host: str = HOST) -> None:
        self.email = str(account.get("client_email", ""))
        self._key = key
        try:
            made: Any = _Account
            credentials = made.from_service_account_info(dict(account), scopes=list(SCOPES))
        except (ValueError, KeyError, GoogleAuthError) as error:
            raise SinkFailed("bad_key", type(error).__name__) from None
        self._http = _Http(credentials, host)
        self._reads, self._writes = _paces_of(self.email)

    def close(self) -> None:
        self._http.session.close()

    def grid(self) -> Sequence[Mapping[str, Any]]:
        """The tabs with their sizes and what hangs on their columns; no cells."""
        answer = self._call(self._reads, lambda: self._http.spreadsheets_get(self._key, {"fields": _GRID}))
        return list(answer.get("sheets", ()))

    def values(self, written: str) -> list[list[Any]]:
        """What stands in a range, rows from the top; empty ends are left out."""
        asked: ParamsType = {
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        answer = self._call(self._reads, lambda: self._http.values_get(self._key, written, asked))
        return list(answer.get("values", ()))

    def update(self, sent: Sequence[Mapping[str, Any]], look_at: str = "") -> Mapping[str, Any]:
        """Do all of it or nothing; with `look_at`, a range, the answer holds what stands there after it."""
        body: dict[str, Any] = {"requests": list(sent)}
        if look_at:
            body |= {
                "includeSpreadsheetInResponse": True,
                "responseRanges": [look_at],
                "responseIncludeGridData": True,
            }
        url = SPREADSHEET_BATCH_UPDATE_URL % self._key
        params: ParamsType = {"fields": _AFTER if look_at else "replies"}
        answer = self._call(
            self._writes, lambda: self._http.request("post", url, params=params, json=body).json()
        )
        return dict(answer)

    def _call(self, pace: Pace, work: Callable[[], Any]) -> Any:
        pace.wait()
        try:
            return work()
        except APIError as error:
            raise _failure(error) from None
        except RefreshError as error:
            if error.retryable:
                raise SinkFailed("unreachable", "token") from None
            raise SinkFailed("revoked", str(error.args[0])[:200]) from None
        except (requests.RequestException, TransportError, OSError, ValueError) as error:
            raise SinkFailed("unreachable", type(error).__name__) from None


def _failure(error: APIError) -> Exception:
    """Why Google said no. Google asks to wait exponentially longer after 429 and 5xx, which is what happens
    to every sink that fails; where it names a time itself, that is kept."""
    # https://developers.google.com/workspace/sheets/api/limits
    status, told = error.response.status_code, str(error.error.get("message", ""))
    match status:
        case 429:
            return SinkFailed("quota", told[:200], retry_after=_named(error.response) or 15.0)
        case 401:
            return SinkFailed("revoked", told[:200])
        case 403:
            off = "has not been used" in told or "is disabled" in told
            return SinkFailed("api_off" if off else "unshared", told[:200])
        case 404:
            return SinkFailed("sheet_gone", told[:200])
        case 400 if "protected" in told:
            return SinkFailed("unshared", told[:200])
        case 400:
            return BadRange(told[:200])
        case _:
            return SinkFailed("unreachable", f"{status} {told[:200]}", retry_after=_named(error.response))


def _named(response: requests.Response) -> float | None:
    told = response.headers.get("Retry-After", "")
    return float(told) if told.isascii() and told.isdigit() else None
