"""How an instance becomes a node: it asks once who it is."""

from bot.nodes.line import Line
from storage.nodes.joined import Joined
from storage.nodes.parcels import Welcome


async def ask(line: Line) -> Welcome:
    """Raises `LineCut` and `Refused`."""
    return await line.ask("/join", None, Welcome)


def joined(welcome: Welcome, url: str, sealed: str) -> Joined:
    """What the node remembers; `sealed` is its token, encrypted."""
    return Joined(
        key=welcome.key,
        name=welcome.name,
        unit=welcome.unit,
        first_number=welcome.first_number,
        url=url,
        token=sealed,
    )
