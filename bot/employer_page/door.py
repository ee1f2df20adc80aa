"""The address of the manager's page, where there is one that a manager can open."""

from bot.settings import Settings
from bot.web_address import is_local


def address(settings: Settings) -> str:
    """With "{token}" in it; "" while the web server is only for this machine or our own network. The demo
    is looked at on the machine it runs on."""
    if is_local(settings.public_url) and not settings.demo:
        return ""
    return f"{settings.public_url}/r/{{token}}"
