"""The fake's OAuth: pairs of tokens that rotate, expire and are refused once they are spent."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.fakes.zalo_oa_spec import ACCESS_LIFE, CODE_LIFE, REFRESH_LIFE, ROUTES, Call, Foul, Refused
from tests.fakes.zalo_oa_wire import wants, words

if TYPE_CHECKING:
    from tests.fakes.zalo_oa_api import ZaloOaApi

FIRST = "fake-refresh-token-that-must-never-be-printed"


def challenge(verifier: str) -> str:
    """PKCE S256, base64url without padding."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Tokens:
    """Every token this server ever gave out, until when it is good, and the pair that is good now.

    `spent` lists the refresh tokens that were offered again after their use.
    """

    def __init__(self, api: "ZaloOaApi") -> None:
        self.api = api
        self.access, self.refresh = "fake-access-token-0", FIRST
        self.rotations = 0
        self.spent: list[str] = []
        self._access: dict[str, datetime] = {}
        self._refresh: dict[str, datetime] = {}
        self._used: set[str] = set()
        self._codes: dict[str, tuple[str, datetime]] = {}
        self._numbers = count(1)
        self.begin()

    def begin(self) -> None:
        """The first pair is as old as the clock that was just set."""
        self._access = {self.access: self.api.now + ACCESS_LIFE}
        self._refresh = {self.refresh: self.api.now + REFRESH_LIFE}

    def consent(self, code_challenge: str) -> str:
        """The administrator says yes in the browser: a code for one use within ten minutes."""
        code = f"fake-code-{next(self._numbers)}"
        self._codes[code] = (code_challenge, self.api.now + CODE_LIFE)
        return code

    def revoke(self) -> None:
        """The administrator takes the consent back: no token is good any more."""
        self._access = dict.fromkeys(self._access, self.api.now - timedelta(days=1))
        self._used |= set(self._refresh)

    def exchange_now(self) -> str:
        """A new pair by some other hand; the access token."""
        self._used.add(self.refresh)
        return self._issue()["access_token"]

    def exchange(self, call: Call) -> dict[str, str]:
        """The answer of the token endpoint."""
        given = call.parameters
        match given.get("grant_type"):
            case "refresh_token":
                wants(given, "form", {"refresh_token", "app_id", "grant_type"})
            case "authorization_code":
                wants(given, "form", {"code", "app_id", "grant_type", "code_verifier"})
            case _:
                raise Foul(-14001, "grant_type is invalid")
        if "secret_key" not in call.headers:
            raise Foul(-14002, "no header secret_key")
        if "access_token" in call.headers:
            raise Foul(-14002, "an access token has no business here")
        if not hmac.compare_digest(call.headers["secret_key"], self.api.app_secret):
            raise Refused(-14002, "Invalid secret key")
        if given["app_id"] != self.api.app_id:
            raise Refused(-14001, "Invalid app id")
        if "code" in given:
            self._spend_code(given)
        else:
            self._spend(words(given["refresh_token"], "refresh_token"))
        return self._issue()

    def _spend(self, token: str) -> None:
        if token in self._used:
            self.spent.append(token)
            raise Refused(-14014)
        if self._refresh.get(token, self.api.now) <= self.api.now:
            raise Refused(-14014)
        self._used.add(token)

    def _spend_code(self, given: dict[str, Any]) -> None:
        verifier = words(given["code_verifier"], "code_verifier")
        if len(verifier) != 43:
            raise Foul(-14004, "a verifier has 43 characters")
        wanted, until = self._codes.pop(given["code"], ("", self.api.now))
        if until <= self.api.now:
            raise Refused(-14005, "Invalid authorization code")
        if challenge(verifier) != wanted:
            raise Refused(-14006, "Invalid code verifier")

    def _issue(self) -> dict[str, str]:
        number = next(self._numbers)
        if self.api.old_access_dies:
            self._access = dict.fromkeys(self._access, self.api.now)
        self.rotations += 1
        self.access, self.refresh = f"fake-access-token-{number}", f"fake-refresh-token-{number}"
        self._access[self.access] = self.api.now + ACCESS_LIFE
        self._refresh[self.refresh] = self.api.now + REFRESH_LIFE
        return {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}

    def check(self, call: Call) -> None:
        """Raises unless the call bears a token that is good now."""
        business = ROUTES[call.path].host == "business"
        token = call.headers.get("access_token")
        if not token:
            raise Foul(-124 if business else -216, "no header access_token")
        until = self._access.get(token)
        if until is None or until <= self.api.now:
            raise Refused(-124 if business else (-216 if until is None else self.api.expired_code))
        proof = call.headers.get("appsecret_proof")
        wanted = hmac.new(self.api.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if proof != wanted and (proof is not None or self.api.wants_proof):
            raise Refused(-1241 if business else -242)
