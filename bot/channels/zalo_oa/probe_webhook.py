"""How Zalo signs what it sends to an Official Account's webhook, and who the volunteer is."""

import hmac
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import SecretStr

from bot.channels.probing import Finding, Guide, Knock, Listener, Skipped, is_word, wait_for
from bot.channels.zalo_oa import signature, webhook
from bot.channels.zalo_oa.signature import Signer

Key = Literal["oa", "app"]
_TEXT: Final = "user_send_text"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which a signature may have been made: whose id, whose secret, which of two times."""

    signer: Signer
    key: Key
    stamp: Literal["header", "body"]


@dataclass(kw_only=True)
class Doorstep:
    """One question each; the first opens the door that the others listen at.

    `secret` is the webhook's and `app_secret` the app's: either may be the one that signs. `keep` stores
    what other people happen to write meanwhile.
    """

    guide: Guide
    app_id: str
    secret: SecretStr
    app_secret: SecretStr
    signed_by: Signer
    keep: Callable[[dict[str, Any]], Awaitable[None]]
    public_url: str
    web_host: str
    web_port: int
    patience: float = 180.0
    oa_id: str = ""
    user: str = field(init=False, default="")
    listener: Listener | None = field(init=False, default=None)
    _word: Knock | None = field(init=False, default=None)

    async def close(self) -> None:
        if self.listener is not None:
            await self.listener.close()

    async def ask_volunteer(self) -> Finding:
        door = Listener(self.web_host, self.web_port, webhook.PATH, self._decide)
        await door.open()
        self.listener = door
        url = self.public_url.rstrip("/") + webhook.PATH
        found = await self.hear("write_oa", lambda told: is_word(_text(told)), url=url)
        if found is None:
            return Finding("oa.volunteer", "nobody", {"url": url})
        self._word, told = found
        self.user = _sender(told)
        self.oa_id = self.oa_id or _party(told, "recipient")
        return Finding("oa.volunteer", "found", {"keys": ", ".join(sorted(told))})

    async def ask_console(self) -> Finding:
        """Whether the console's own knock was seen: an empty object that nobody signed."""
        seen = [knock for knock in self._door().knocks if knock.body.strip() == webhook.PROBE]
        signed = any(signature.SIGNATURE in knock.headers for knock in seen)
        return Finding("oa.console", "signed" if signed else "seen" if seen else "unseen")

    async def ask_signature(self) -> Finding:
        knock = self._heard()
        if not knock.headers.get(signature.SIGNATURE):
            return Finding("oa.signature", "unsigned")
        found = list(self._matching(knock))
        if not found:
            return Finding("oa.signature", "strange")
        best = found[0]
        other = best.signer != self.signed_by
        answer = best.signer if best.key == "oa" else f"{best.signer}_wrong_key"
        return Finding("oa.signature", answer, {}, ("ZALO_OA_SIGNED_BY", best.signer) if other else None)

    async def ask_stamp(self) -> Finding:
        knock = self._heard()
        if signature.TIMESTAMP not in knock.headers:
            return Finding("oa.stamp", "absent")
        stamps = {variant.stamp for variant in self._matching(knock)}
        if len(stamps) == 2:
            return Finding("oa.stamp", "same")
        return Finding("oa.stamp", next(iter(stamps), "useless"))

    async def hear(
        self, text_id: str, wanted: Callable[[dict[str, Any]], bool], **values: object
    ) -> tuple[Knock, dict[str, Any]] | None:
        """Wait until the volunteer does what is wanted."""
        door = self._door()

        def read(knock: Knock) -> tuple[Knock, dict[str, Any]] | None:
            told = _json(knock)
            return (knock, told) if self._is_theirs(told) and wanted(told) else None

        return await wait_for(
            self.guide, text_id, self.patience, lambda over: door.find(read, over), **values
        )

    def needs_user(self) -> str:
        if not self.user:
            raise Skipped("alone")
        return self.user

    def _door(self) -> Listener:
        if self.listener is None:
            raise Skipped("no_webhook")
        return self.listener

    def _heard(self) -> Knock:
        if self._word is None:
            raise Skipped("alone")
        return self._word

    async def _decide(self, knock: Knock) -> int:
        """What is not the volunteer's goes to the house, and back to Zalo where nobody can vouch for it:
        it comes again later, when the settings are right."""
        told = _json(knock)
        theirs = self._is_theirs(told) and (is_word(_text(told)) or bool(self.user))
        if not told or theirs:
            return 200
        if not any(self._matching(knock)):
            return 503
        await self.keep(told)
        return 200

    def _is_theirs(self, told: dict[str, Any]) -> bool:
        if told.get("event_name") != _TEXT or not _sender(told):
            return False
        return not self.user or _sender(told) == self.user

    def _matching(self, knock: Knock) -> Iterator[Variant]:
        """Every way in which this signature is right, the documented one first."""
        given = knock.headers.get(signature.SIGNATURE, "").strip().removeprefix("mac=").lower()
        if not given:
            return
        told = _json(knock)
        signers: dict[Signer, set[str]] = {"app_id": {self.app_id}, "oa_id": _accounts(told, self.oa_id)}
        keys: dict[Key, SecretStr] = {"oa": self.secret, "app": self.app_secret}
        stamps = {
            "header": knock.headers.get(signature.TIMESTAMP, ""),
            "body": str(told.get("timestamp", "")),
        }
        for key, secret in keys.items():
            for signer, ids in signers.items():
                for stamp, at in stamps.items():
                    sums = [signature.mac(one, knock.body, at, secret.get_secret_value()) for one in ids]
                    right = [hmac.compare_digest(given.encode(), one.encode()) for one in sums]
                    if at and any(right):
                        yield Variant(signer, key, "header" if stamp == "header" else "body")


def _accounts(told: dict[str, Any], known: str) -> set[str]:
    named = (known, told.get("oa_id"), _party(told, "recipient"))
    return {str(one) for one in named if one}


def _party(told: dict[str, Any], role: str) -> str:
    party = told.get(role)
    return str(party.get("id") or "") if isinstance(party, dict) else ""


def _sender(told: dict[str, Any]) -> str:
    return _party(told, "sender")


def _text(told: dict[str, Any]) -> object:
    message = told.get("message")
    return message.get("text") if isinstance(message, dict) else None


def text_of(told: dict[str, Any]) -> str:
    """What somebody typed, or what a button of theirs typed for them."""
    return str(_text(told) or "")


def _json(knock: Knock) -> dict[str, Any]:
    try:
        told = json.loads(knock.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
