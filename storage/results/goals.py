"""The targets of units, for a phase and for the whole of its programme."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from handlers.campaigns.phase import Phase
from storage.campaigns import phases
from storage.results.forest import Node
from storage.targets import targets


@dataclass(frozen=True, slots=True)
class Goal:
    """How many valid initiatives are to be reached; None where nothing was set."""

    phase: int | None = None
    whole: int | None = None


def load(connection: Connection, phase: Phase, nodes: Sequence[Node]) -> dict[int, Goal]:
    """Of each node; the whole programme's is the sum of its phases'."""
    found = {one.unit.id: Goal() for one in nodes}
    for each in phases.of_programmes(connection, [phase.programme_id])[phase.programme_id]:
        for unit_id, target in targets.of_phase(connection, each.id).items():
            known, counts = found.get(unit_id), target.counts
            if known is not None and counts is not None:
                own = counts if each.id == phase.id else known.phase
                found[unit_id] = Goal(own, (known.whole or 0) + counts)
    return found
