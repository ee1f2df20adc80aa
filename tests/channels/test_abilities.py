"""The constants that stand for channels which are not loaded."""

from bot.channels import abilities
from bot.channels.port import Limits


def test_the_constants_agree_with_the_channels() -> None:
    from bot.channels.console.channel import ConsoleChannel
    from bot.channels.telegram.channel import TelegramChannel
    from bot.channels.web.channel import WebChannel

    for channel in (ConsoleChannel, TelegramChannel, WebChannel):
        assert abilities.limits_of(f"{channel.name}:account") == channel.limits, channel


def test_an_unknown_channel_gets_what_any_can_show() -> None:
    assert abilities.limits_of("zalo_oa:1") == Limits(text=2000, buttons=False)
