"""Every kind of workbook that can come in."""

from typing import Final

from storage.intakes.entry import ENTRY
from storage.intakes.kinds import Intake
from storage.intakes.officers import OFFICERS
from storage.intakes.portal import PORTAL
from storage.intakes.review import REVIEW
from storage.intakes.targets import TARGETS
from storage.intakes.units import UNITS

INTAKES: Final[tuple[Intake, ...]] = (REVIEW, PORTAL, ENTRY, UNITS, TARGETS, OFFICERS)


def named(kind: str) -> Intake:
    """Raises `KeyError` for one that nobody knows any more."""
    return next((one for one in INTAKES if one.kind == kind), None) or _unknown(kind)


def _unknown(kind: str) -> Intake:
    raise KeyError(kind)
