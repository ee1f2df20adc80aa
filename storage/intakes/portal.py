"""The portal workbook that comes back with codes, days and refusals filled in."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection

from handlers.intakes import portal, portal_rows
from handlers.intakes.plan import Line, Plan, Planned
from handlers.officers import rights
from handlers.registers import portal_columns as written
from handlers.registers.columns import BY_KEY
from messages.catalog import say
from storage.apply.batch import Conflict
from storage.intakes.kinds import Desk
from storage.portal import doing

#: How many initiatives are looked at in one go.
_PAGE: Final = 300


class PortalIntake:
    """Codes and refusals, each by the rules of the chat and told to whoever the chat would tell."""

    kind = written.KIND
    columns = (written.NUMBER, *written.BESIDE, *written.INPUT)
    required = (written.NUMBER, written.PORTAL_CODE)

    def headings(self, language: str) -> Mapping[str, Sequence[str]]:
        told = {key: [written.title(language, key)] for key in self.columns}
        # As registers name it.
        told[written.PORTAL_CODE].append(BY_KEY["portal_code"].title(language))
        return told

    def check(self, connection: Connection, lines: Sequence[Line], desk: Desk) -> Plan:
        if desk.sender is not None and not rights.enters(desk.sender):
            return Plan(self.kind, (), say(desk.language, "portal.intake.may_not"))
        today = desk.now.astimezone(desk.zone).date()
        rows, planned = portal_rows.read(lines, desk.language, today, desk.zone)
        by = doing.by_of(desk.sender, desk.language)
        for start in range(0, len(rows), _PAGE):
            page = rows[start : start + _PAGE]
            codes = {row.code.text for row in page if row.code is not None}
            known = doing.look(connection, {row.number for row in page}, codes, desk.sender)
            planned += [portal.weigh(row, known.get(row.number), by, desk.now, desk.zone)[0] for row in page]
        return Plan(self.kind, tuple(sorted(planned, key=lambda one: one.row)))

    def do(self, connection: Connection, planned: Planned, desk: Desk) -> Planned:
        row = portal_rows.unpacked(planned.row, planned.what)
        by = doing.by_of(desk.sender, desk.language)
        doing.lock(connection, [row.number])
        codes = [row.code.text] if row.code is not None else []
        found = doing.look(connection, [row.number], codes, desk.sender).get(row.number)
        weighed, outcome = portal.weigh(row, found, by, desk.now, desk.zone)
        if outcome is not None and not doing.carry_out(connection, outcome, by, desk.now, desk.render):
            raise Conflict("an initiative was entered in the portal meanwhile")
        return weighed


PORTAL: Final = PortalIntake()
