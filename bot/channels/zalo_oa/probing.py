"""What only the live Official Account service can tell, asked with real keys and one volunteer's chat."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import aiohttp

from bot.channels.port import SendFailed, Why
from bot.channels.probing import Ask, Finding, Skipped, picture
from bot.channels.zalo_oa import accounts, composing, failures
from bot.channels.zalo_oa.accounts import OfficialAccount
from bot.channels.zalo_oa.failures import CallFailed
from bot.channels.zalo_oa.forms import Problem
from bot.channels.zalo_oa.probe_webhook import Doorstep, text_of
from bot.channels.zalo_oa.templates import Templates
from bot.channels.zalo_oa.tokens import Tokens
from bot.channels.zalo_oa.wire import Wire
from messages.catalog import DEFAULT, say

CS: Final = "/v3.0/oa/message/cs"
PAYLOAD: Final = f"{composing.PRESSED}probe"
#: The longest title that one source names, and the first above what we use.
TITLES: Final = (100, composing.LABEL + 1)
#: An id of the right form that nobody has.
_NOBODY: Final = "1000000000000000001"


@dataclass(kw_only=True)
class OaProbe:
    """Asks in the order of `questions`; each relies on what the ones before it left behind.

    `buttons` and `templates` are the settings as they are. Only with `refresh` the access is renewed.
    """

    door: Doorstep
    tokens: Tokens
    api_url: str
    now: Callable[[], datetime]
    business_url: str = ""
    buttons: bool = False
    templates: dict[str, str] = field(default_factory=dict)
    refresh: bool = False
    _known: OfficialAccount | None = field(init=False, default=None)
    _pressable: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._wire = Wire(self.tokens, self.api_url, self.business_url)

    def questions(self) -> list[tuple[str, Ask]]:
        door = self.door
        asked: list[tuple[str, Ask]] = [
            ("oa.access", self._ask_access),
            ("oa.account", self._ask_account),
            ("oa.zca", self._ask_zca),
            ("oa.upload", self._ask_upload),
            ("oa.templates", self._ask_templates),
            ("oa.volunteer", door.ask_volunteer),
            ("oa.console", door.ask_console),
            ("oa.signature", door.ask_signature),
            ("oa.stamp", door.ask_stamp),
            ("oa.reply", self._ask_reply),
            ("oa.window", self._ask_window),
            ("oa.buttons", self._ask_buttons),
            ("oa.label", self._ask_label),
            ("oa.stranger", self._ask_stranger),
        ]
        return [*asked, ("oa.old_access", self._ask_old_access)] if self.refresh else asked

    async def close(self) -> None:
        await self.door.close()
        await self._wire.close()

    # -- the account -------------------------------------------------------------------------

    async def _ask_access(self) -> Finding:
        await self.tokens.access()
        return Finding("oa.access", "good")

    async def _ask_account(self) -> Finding:
        self._known = known = await accounts.look(self._wire)
        self.door.oa_id = known.oa_id
        values = {"name": known.name, "package": known.package or "?"}
        return Finding("oa.account", "verified" if known.verified else "unverified", values)

    async def _ask_zca(self) -> Finding:
        if self._known is None:
            raise Skipped("no_account")
        linked = {True: "linked", False: "unlinked", None: "silent"}[self._known.linked]
        return Finding("oa.zca", linked)

    async def _ask_upload(self) -> Finding:
        def form() -> aiohttp.FormData:
            made = aiohttp.FormData(quote_fields=False)
            made.add_field("file", picture(), filename="picture.png", content_type="image/png")
            return made

        try:
            told = await self._wire.call("POST", "/v2.0/oa/upload/image", data=form)
        except CallFailed as failed:
            return _refusal("oa.upload", failed)
        return Finding("oa.upload", "accepted" if told.get("attachment_id") else "nameless")

    async def _ask_templates(self) -> Finding:
        if not self.templates:
            return Finding("oa.templates", "unset")
        problems = await Templates(self._wire, self.templates, self.now, UTC).check()
        told = "; ".join(explain(one) for one in problems)
        return Finding("oa.templates", "wrong" if problems else "good", {"told": told})

    # -- the volunteer -----------------------------------------------------------------------

    async def _ask_reply(self) -> Finding:
        told = await self._say(composing.words(say(DEFAULT, "probe.sent.hello")))
        quota = told.get("quota")
        if not isinstance(quota, dict):
            return Finding("oa.reply", "without")
        return Finding("oa.reply", "with", {"told": ", ".join(f"{name}={quota[name]}" for name in quota)})

    async def _ask_window(self) -> Finding:
        told = await accounts.quota(self._wire, self.door.needs_user())
        if told.last_interaction is None:
            return Finding("oa.window", "silent")
        left = "?" if told.replies_left is None else told.replies_left
        minutes = round((self.now() - told.last_interaction).total_seconds() / 60)
        return Finding("oa.window", "told", {"minutes": minutes, "left": left})

    async def _ask_buttons(self) -> Finding:
        title = say(DEFAULT, "probe.sent.button")
        off = ("ZALO_OA_BUTTONS", "0") if self.buttons else None
        try:
            await self._say(_button(say(DEFAULT, "probe.sent.press"), title))
        except CallFailed as failed:
            if failed.code in failures.NO_BUTTONS:
                return Finding("oa.buttons", "refused", {"told": failed.detail}, off)
            raise
        self._pressable = True
        heard = await self.door.hear("press", lambda told: text_of(told) == PAYLOAD, title=title)
        if heard is None:
            return Finding("oa.buttons", "unpressed")
        return Finding("oa.buttons", "pressed", {}, None if self.buttons else ("ZALO_OA_BUTTONS", "1"))

    async def _ask_label(self) -> Finding:
        if not self._pressable:
            raise Skipped("no_buttons")
        told = ""
        for length in TITLES:
            try:
                await self._say(_button(say(DEFAULT, "probe.sent.label"), "x" * length))
            except CallFailed as failed:
                if failed.why is not Why.REFUSED:
                    raise
                told = failed.detail
                continue
            return Finding("oa.label", "longer", {"length": length})
        return Finding("oa.label", "short", {"length": composing.LABEL, "told": told})

    async def _ask_stranger(self) -> Finding:
        try:
            await self._wire.call("POST", CS, json=composing.addressed(_NOBODY, composing.words("-")))
        except CallFailed as failed:
            known = failed.why in (Why.BLOCKED, Why.OUTSIDE_WINDOW, Why.REFUSED)
            return Finding("oa.stranger", "understood" if known else "strange", {"told": failed.detail})
        return Finding("oa.stranger", "accepted")

    async def _say(self, message: dict[str, Any]) -> dict[str, Any]:
        return await self._wire.call("POST", CS, json=composing.addressed(self.door.needs_user(), message))

    # -- the tokens --------------------------------------------------------------------------

    async def _ask_old_access(self) -> Finding:
        """By the kept tokens, so that the new pair is stored before anybody uses it."""
        self.door.guide.says("renewing")
        old = await self.tokens.access()
        await self.tokens.renewed(old)
        wire = Wire(_Old(old), self.api_url, self.business_url)
        try:
            await accounts.look(wire)
        except _Dead:
            return Finding("oa.old_access", "dies")
        finally:
            await wire.close()
        return Finding("oa.old_access", "lives")


def explain(problem: Problem) -> str:
    """Which template cannot be used, and why, in the administrator's words."""
    what = say(DEFAULT, f"probe.template.{problem.kind}", detail=problem.detail)
    return say(DEFAULT, "probe.template.line", purpose=problem.purpose, number=problem.template_id, what=what)


class _Dead(SendFailed):
    """The old token is no longer taken."""


class _Old:
    """Only ever gives the token of before."""

    def __init__(self, access: str) -> None:
        self._access = access

    async def access(self) -> str:
        return self._access

    async def renewed(self, refused: str) -> str:
        raise _Dead(Why.REFUSED, detail="old access")


def _button(text: str, title: str) -> dict[str, Any]:
    """Not as `composing` makes it: that would shorten the title, whose length is in question."""
    made = [{"title": title, "type": "oa.query.hide", "payload": PAYLOAD}]
    return {"text": text, "attachment": {"type": "template", "payload": {"buttons": made}}}


def _refusal(question: str, failed: CallFailed) -> Finding:
    return Finding(question, "refused", {"told": failed.detail})
