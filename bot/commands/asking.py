"""What Zalo itself says of the doors that are set up, asked now."""

from bot.channels.port import SendFailed
from bot.channels.zalo_bot import failures, webhook
from bot.channels.zalo_bot.failures import CallFailed
from bot.channels.zalo_bot.wire import Wire as BotWire
from bot.channels.zalo_oa import accounts
from bot.channels.zalo_oa.probing import explain
from bot.channels.zalo_oa.templates import Templates
from bot.channels.zalo_oa.wire import Wire as AccountWire
from bot.commands import ground, zalo
from bot.settings import Settings
from messages.catalog import DEFAULT, say

#: A label and what is said of it.
Line = tuple[str, str]


async def ask_bot(settings: Settings) -> list[Line]:
    if settings.zalo_bot_token is None:
        return []
    wire = BotWire(settings.zalo_bot_token, settings.zalo_bot_api_url)
    try:
        me = await wire.call("getMe", {})
        told = me if isinstance(me, dict) else {}
        name = told.get("display_name") or told.get("account_name") or "?"
        shown = _say("live.bot", name=name, kind=told.get("account_type", "?"))
        return [(_say("label.account"), shown), (_say("label.webhook"), await _webhook(settings, wire))]
    except SendFailed as failed:
        return [_failed(failed)]
    finally:
        await wire.close()


async def _webhook(settings: Settings, wire: BotWire) -> str:
    try:
        told = await wire.call("getWebhookInfo", {})
    except CallFailed as failed:
        if failed.code != failures.NOT_FOUND:
            raise
        told = None  # others met a 404 where none was set
    url = str(told.get("url") or "") if isinstance(told, dict) else ""
    if not url:
        return _say("live.webhook_none")
    if settings.zalo_bot_mode == "polling":
        return _say("live.webhook_polling", url=url)
    ours = url == settings.public_url + webhook.PATH
    return _say("live.webhook_ours" if ours else "live.webhook_other", url=url)


async def ask_account(settings: Settings) -> list[Line]:
    """Uses the access of the house, and renews it when that is due."""
    if not settings.zalo_oa_app_id:
        return []
    with ground.opened(settings) as engine:
        async with zalo.access(settings, engine) as tokens:
            wire = AccountWire(tokens, settings.zalo_oa_api_url, settings.zalo_oa_business_url)
            try:
                known = await accounts.look(wire)
                lines = [
                    (
                        _say("label.account"),
                        _say("live.verified" if known.verified else "live.unverified", name=known.name),
                    ),
                    (_say("label.package"), known.package or "?"),
                ]
                if known.linked is not None:
                    linked = _say("live.zca_linked" if known.linked else "live.zca_none")
                    lines.append((_say("label.zca"), linked))
                templates = Templates(wire, settings.zalo_oa_templates, ground.now, settings.time_zone)
                lines += [(_say("label.templates"), explain(one)) for one in await templates.check()]
                return lines
            except SendFailed as failed:
                return [_failed(failed)]
            finally:
                await wire.close()


def _failed(failed: SendFailed) -> Line:
    return _say("label.asked"), _say("live.failed", detail=failed.detail or failed.why.value)


def _say(text_id: str, /, **values: object) -> str:
    return say(DEFAULT, f"channels.{text_id}", **values)
