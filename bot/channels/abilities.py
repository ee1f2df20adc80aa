"""What each channel can do, known without loading its library."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.channels.port import Limits
from bot.settings import Settings
from handlers.broadcasts.estimate import LaneLimits

TELEGRAM: Final = Limits(
    text=4096,
    caption=1024,
    label=60,
    edits=True,
    links=True,
    file_in=20_000_000,
    share_phone=True,
    pace=25.0,
)
WEB: Final = Limits(text=8_000, caption=8_000, edits=True, file_in=20_000_000, pace=1_000.0)
CONSOLE: Final = Limits(text=4000, caption=4000, buttons=False, edits=True, file_in=20_000_000, pace=1_000.0)
#: Zalo Bot's documentation and price page: 2,000 characters (of which sort is not said, so a margin),
#: no buttons, no files but pictures; on the free plan 3,000 messages a month and 50 people.
ZALO_BOT: Final = Limits(
    text=1900,
    caption=1500,
    buttons=False,
    file_in=20_000_000,
    pace=1.0,
    monthly=3_000,
    users=50,
    one_listener=True,
)
#: The Official Account's documentation, "tin tu van": free words for seven days after a person's last
#: act, for two of them at no cost. Buttons are off unless the administrator turns them on.
ZALO_OA: Final = Limits(
    text=1900,
    caption=1900,
    buttons=False,
    label=35,
    per_row=1,
    most_buttons=5,
    fragile=True,
    file_in=20_000_000,
    share_phone=True,
    phone_card=True,
    pace=20.0,
    window=timedelta(days=7),
    free=timedelta(hours=48),
)
#: What any channel can show.
PLAIN: Final = Limits(text=2000, buttons=False)

_KNOWN: Final = {
    "telegram": TELEGRAM,
    "web": WEB,
    "console": CONSOLE,
    "zalo_bot": ZALO_BOT,
    "zalo_oa": ZALO_OA,
}


def limits_of(lane: str, settings: Settings | None = None) -> Limits:
    """By a channel's name or a lane (``telegram:123456``); another process may serve it. The
    administrator's settings may change what a channel may use."""
    name = lane.partition(":")[0]
    limits = _KNOWN.get(name, PLAIN)
    if settings is not None and name == "telegram":
        return replace(limits, pace=settings.telegram_pace)
    if settings is not None and name == "zalo_bot":
        return replace(limits, monthly=settings.zalo_bot_monthly_budget)
    if settings is not None and name == "zalo_oa":
        return replace(
            limits,
            buttons=settings.zalo_oa_buttons,
            template="reminder" in settings.zalo_oa_templates,
            price=settings.zalo_oa_message_price,
            template_price=settings.zalo_oa_template_price,
        )
    return limits


def within(limits: Limits, interacted_at: datetime | None, now: datetime) -> bool:
    """Whether campaign mail may be sent to somebody who did something last then."""
    if limits.window is None or limits.template:
        return True
    return interacted_at is not None and now - interacted_at <= limits.window


def of_broadcasts(limits: Limits) -> LaneLimits:
    """What an officer is told before a broadcast is sent."""
    return LaneLimits(
        pace=limits.pace,
        window=limits.window,
        free=limits.free,
        template=limits.template,
        price=limits.price,
        template_price=limits.template_price,
        budget=limits.monthly - limits.kept_back if limits.monthly is not None else None,
    )
