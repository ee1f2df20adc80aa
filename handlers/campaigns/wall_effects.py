"""What an officer wants done with the page for a projector."""

from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class OpenWall:
    """A campaign's page opens by this secret from now on, and by none before it; only its hash is kept.
    `over` is the hash this ends, None for none; when it is another meanwhile, the event is handled again."""

    campaign_id: int
    secret_hash: str
    over: str | None = None


@dataclass(frozen=True, slots=True)
class CloseWall:
    """A campaign's page opens by no secret any more."""

    campaign_id: int


WallEffect = OpenWall | CloseWall
