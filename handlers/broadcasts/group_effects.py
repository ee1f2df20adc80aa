"""What is wanted done about groups."""

from datetime import datetime

from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class MakeGroupCode:
    """Whoever brings this code into a group until then connects it to the unit."""

    code_hash: str
    unit_id: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ConnectGroup:
    """The code was brought here; the event is handled again when somebody else spent it meanwhile."""

    code_hash: str
    unit_id: int
    name: str


GroupEffect = MakeGroupCode | ConnectGroup
