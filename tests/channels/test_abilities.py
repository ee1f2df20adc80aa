"""The constants that stand for channels which are not loaded."""

from pathlib import Path

from bot.channels import abilities
from bot.channels.port import Limits
from bot.settings import Settings


def test_the_constants_agree_with_the_channels() -> None:
    from bot.channels.console.channel import ConsoleChannel
    from bot.channels.telegram.channel import TelegramChannel
    from bot.channels.web.channel import WebChannel

    # Zalo's are given theirs, because the administrator's settings change them.
    for channel in (ConsoleChannel, TelegramChannel, WebChannel):
        assert abilities.limits_of(f"{channel.name}:account") == channel.limits, channel


def test_an_unknown_channel_gets_what_any_can_show() -> None:
    assert abilities.limits_of("carrier_pigeon:1") == Limits(text=2000, buttons=False)


def test_the_administrator_changes_what_zalo_may_use(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, zalo_bot_monthly_budget=500, zalo_oa_buttons=True)
    assert abilities.limits_of("zalo_bot:1", settings).monthly == 500
    assert abilities.limits_of("zalo_oa:1", settings).buttons
    assert not abilities.limits_of("zalo_oa:1").buttons
