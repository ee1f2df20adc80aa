"""One kind of workbook that comes in, in the hands of a test: checked as it is, done as it was agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kit.house import ZONE, House, Phone

from handlers.intakes.plan import Line, Plan, Planned
from storage import rulings
from storage.intakes.kinds import Desk, Intake


@dataclass(frozen=True)
class Sheet:
    """Rows are given as cells by column; the first one stands in row 2 of the sheet."""

    intake: Intake

    def check(self, house: House, phone: Phone | None, *cells: Mapping[str, Any]) -> Plan:
        here = desk(house, phone)
        lines = [Line(row, one) for row, one in enumerate(cells, 2)]
        with house.engine.connect().execution_options(reading=True) as connection:
            return self.intake.check(connection, lines, here)

    def do(
        self,
        house: House,
        phone: Phone | None,
        plan: Plan,
        key: str = "intake:1",
        doors: tuple[str, ...] = (),
    ) -> list[Planned]:
        here = desk(house, phone, key, doors)
        with house.engine.begin() as connection:
            return [self.intake.do(connection, one, here) for one in plan.doable]


def desk(house: House, phone: Phone | None, key: str = "intake:1", doors: tuple[str, ...] = ()) -> Desk:
    """Nobody is the machine."""
    tools = house.tools()
    sender = None
    if phone is not None:
        person = phone.row().id
        with house.engine.connect().execution_options(reading=True) as connection:
            sender = rulings.officer(connection, person, house.now)
    return Desk(
        sender=sender,
        language="vi",
        now=house.now,
        zone=ZONE,
        render=tools.render,
        can_edit=tools.can_edit,
        key=key,
        doors=doors,
    )


def states(plan: Plan) -> list[str]:
    return [one.state for one in plan.rows]


def notes(plan: Plan) -> str:
    """What is said of every cell, each on a line of its own: row, column, words."""
    return "\n".join(f"{one.row} {note.column}: {note.text}" for one in plan.rows for note in one.notes)
