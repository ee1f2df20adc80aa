"""The messaging platforms that the settings open, each with what it needs of the house."""

from typing import Final
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from pydantic import SecretStr

from bot.app import App
from bot.channels.abilities import limits_of
from bot.channels.public_files import PublicFiles
from bot.channels.public_files import router as public_files
from bot.web_address import is_local

#: Where a PNG or JPEG for Zalo's cards stands on our own pages.
CARD_IMAGE: Final = "/static/card.png"
#: By whose night Zalo's rules go, wherever the union's own days end.
VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def add(app: App, pages: FastAPI) -> None:
    """Serve every platform there is a key for. A library is loaded only by who serves its platform."""
    settings = app.settings
    for place, token in enumerate(settings.telegram_tokens):
        _add_telegram(app, pages, token, first=place == 0)
    # Zalo comes to fetch pictures, and officers open those of a workbook: they need an address of their own.
    secret = settings.secret_key.get_secret_value()
    files = PublicFiles(secret, settings.public_url, app.library.content)
    pages.include_router(public_files(files))
    if settings.zalo_bot_token is not None:
        _add_zalo_bot(app, pages, files, settings.zalo_bot_token)
    if settings.zalo_oa_app_id:
        _add_zalo_oa(app, pages, files)


def _add_telegram(app: App, pages: FastAPI, token: SecretStr, *, first: bool) -> None:
    """By polling, or behind its webhook; every bot but the `first` has one of its own."""
    # Telegram's libraries cost seconds and a hundred megabytes.
    from bot.channels.telegram import webhook
    from bot.channels.telegram.channel import TelegramChannel
    from bot.channels.telegram.transport import account_of

    settings = app.settings
    secret = settings.telegram_webhook_secret
    called = settings.telegram_mode == "webhook" and secret is not None
    path = webhook.PATH if first else f"{webhook.PATH}/{account_of(token)}"
    address = webhook.Address(settings.public_url, secret, path) if called and secret else None
    channel = TelegramChannel(
        token,
        api_url=settings.telegram_api_url,
        address=address,
        limits=limits_of("telegram", settings),
        paid=settings.telegram_paid_broadcast,
    )
    app.add(channel)
    app.endings.append(channel.close)

    def door() -> str:
        return channel.username and f"https://t.me/{channel.username}?start={{payload}}"

    app.doors.append(door)
    app.own_doors[f"telegram:{channel.account}"] = door
    if called and secret:
        pages.include_router(webhook.router(channel, app.house, secret, path))


def _add_zalo_bot(app: App, pages: FastAPI, files: PublicFiles, token: SecretStr) -> None:
    """By polling, or behind its webhook."""
    from bot.channels.zalo_bot import webhook
    from bot.channels.zalo_bot.channel import ZaloBotChannel

    settings = app.settings
    secret = settings.zalo_bot_webhook_secret
    called = settings.zalo_bot_mode == "webhook" and secret is not None
    channel = ZaloBotChannel(
        token,
        api_url=settings.zalo_bot_api_url,
        limits=limits_of("zalo_bot", settings),
        address=webhook.Address(settings.public_url, secret) if called and secret else None,
        files=files,
        # Otherwise nothing a stranger sends may make us ask our own network for anything.
        allow_local=is_local(settings.zalo_bot_api_url),
    )
    app.add(channel)
    app.endings.append(channel.close)
    if called and secret:
        pages.include_router(webhook.router(channel, app.house, secret))


def _add_zalo_oa(app: App, pages: FastAPI, files: PublicFiles) -> None:
    """Always behind its webhook: an Official Account cannot be polled."""
    from bot.channels.zalo_oa import webhook
    from bot.channels.zalo_oa.channel import ZaloOaChannel
    from bot.channels.zalo_oa.templates import Templates
    from bot.channels.zalo_oa.tokens import KeptTokens

    settings = app.settings
    nothing = SecretStr("")
    tokens = KeptTokens(
        writer=app.writer,
        name=f"zalo_oa:{settings.zalo_oa_app_id}",
        app_id=settings.zalo_oa_app_id,
        app_secret=settings.zalo_oa_app_secret or nothing,
        first=settings.zalo_oa_refresh_token or nothing,
        secret_key=settings.secret_key.get_secret_value(),
        oauth_url=settings.zalo_oa_oauth_url,
        now=app.now,
    )
    channel = ZaloOaChannel(
        settings.zalo_oa_app_id,
        tokens=tokens,
        secret=settings.zalo_oa_webhook_secret or nothing,
        now=app.now,
        files=files,
        api_url=settings.zalo_oa_api_url,
        business_url=settings.zalo_oa_business_url,
        limits=limits_of("zalo_oa", settings),
        signed_by=settings.zalo_oa_signed_by,
        card_image=f"{settings.public_url}{CARD_IMAGE}",
        allow_local=is_local(settings.zalo_oa_api_url),
    )
    channel.templates = Templates(channel.wire, settings.zalo_oa_templates, app.now, VIETNAM)
    app.add(channel)
    app.endings += [channel.close, tokens.close]
    app.doors.append(lambda: channel.oa_id and f"https://zalo.me/{channel.oa_id}")
    pages.include_router(webhook.router(channel, app.house))
