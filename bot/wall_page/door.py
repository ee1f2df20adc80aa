"""The address of a campaign's page, where there is one that a projector can open."""

from urllib.parse import urlsplit

from bot.settings import Settings


def address(settings: Settings) -> str:
    """With "{token}" in it; "" while the web server answers this very machine only: a hall may stand in our
    own network, but its projector is another machine. The demo is looked at on the machine it runs on."""
    host = urlsplit(settings.public_url).hostname or ""
    alone = host == "localhost" or host == "::1" or host.startswith("127.")
    return "" if alone and not settings.demo else link(settings)


def link(settings: Settings) -> str:
    """The same, wherever it can be opened from."""
    return f"{settings.public_url}/w/{{token}}"
