"""Which initiatives a campaign counts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, or_, select

from handlers.campaigns.campaign import Campaign
from handlers.initiative import Status
from storage.tables import initiatives, units

_GONE: Final = (Status.WITHDRAWN.value, Status.MERGED.value)
VALID: Final = initiatives.c.status == Status.VALID.value


def inside(campaign: Campaign, paths: Iterable[str]) -> ColumnElement[bool]:
    below = select(units.c.id).where(or_(units.c.id.is_(None), *(units.c.path.startswith(p) for p in paths)))
    inside = initiatives.c.unit_id.in_(below) & initiatives.c.status.not_in(_GONE)
    return inside if campaign.programme_id is None else inside & of_programme(campaign.programme_id)


def of_programme(programme_id: int) -> ColumnElement[bool]:
    return initiatives.c.programme_id == programme_id


def between(begins: datetime, ends: datetime) -> ColumnElement[bool]:
    return (initiatives.c.counted_at >= begins) & (initiatives.c.counted_at < ends)
