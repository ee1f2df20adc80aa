"""What an officer wants done with a connection to the outside."""

from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class ResumeSink:
    """Switch it on and try at once, whatever wait was set after its last failure."""

    sink_id: int


@dataclass(frozen=True, slots=True)
class PauseSink:
    """Bring nothing to it until it is switched on again."""

    sink_id: int


@dataclass(frozen=True, slots=True)
class TryOut:
    """Send something to it that holds no change; the speaker is told what came of it."""

    sink_id: int


@dataclass(frozen=True, slots=True)
class SendAside:
    """Send once more what was given up after some days."""

    sink_id: int


SinkEffect = ResumeSink | PauseSink | TryOut | SendAside
