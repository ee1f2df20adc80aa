"""The part of a batch that changes targets and opens campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.campaigns import effects as c
from handlers.targets.targets import Kind
from messages.campaigns.reading import load_campaigns
from storage.campaigns import presets
from storage.posts.officers import VIETNAM
from storage.targets import target_changes
from storage.targets.target_changes import By

if TYPE_CHECKING:
    from storage.apply.batch import Batch, Turn


def write(connection: Connection, batch: Batch) -> bool:
    """Everything in its order; false when a target is no longer what was seen."""
    for turn, effect in batch.campaigns:
        match effect:
            case c.SetTargets():
                if not _set(connection, turn, effect):
                    return False
            case c.OpenCampaign():
                _open(connection, turn, effect)
            case _:
                assert_never(effect)
    return True


def _open(connection: Connection, turn: Turn, effect: c.OpenCampaign) -> None:
    # The pump tells moments in the federation's own time zone, whose days a campaign has.
    zone = turn.event.at.tzinfo
    presets.load(
        connection,
        load_campaigns()[effect.key],
        unit_ids=effect.unit_ids,
        starts=effect.starts,
        now=turn.event.at,
        zone=zone if isinstance(zone, ZoneInfo) else VIETNAM,
    )


def _set(connection: Connection, turn: Turn, effect: c.SetTargets) -> bool:
    target_changes.lock(connection, effect.phase_id)
    kind = Kind(effect.kind)
    if not target_changes.stand(connection, effect.phase_id, kind, effect.before):
        return False
    by = By(turn.event.at, turn.look.speaker.person.id, effect.words)
    target_changes.put(connection, effect.phase_id, kind, effect.numbers, by)
    return True
