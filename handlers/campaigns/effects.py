"""What officers want done about campaigns."""

from datetime import date

from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class SetTargets:
    """These units' targets of one `kind` (assigned, own) in a phase from now on, together as one act that is
    taken back as one; `None` for none. When one of them is no longer what it was (`before`), the event is
    handled again."""

    phase_id: int
    kind: str
    numbers: tuple[tuple[int, int | None], ...]
    before: tuple[tuple[int, int | None], ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class OpenCampaign:
    """A campaign of the preset `key` begins for these units on its first day."""

    key: str
    unit_ids: tuple[int, ...]
    starts: date


CampaignEffect = SetTargets | OpenCampaign
