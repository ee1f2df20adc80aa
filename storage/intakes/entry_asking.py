"""For which units an officer may ask for a workbook to fill in."""

from collections.abc import Sequence

from sqlalchemy import Connection

from handlers.intakes import entry_templates
from handlers.intakes.entry_templates import MAY, TemplateFacts
from handlers.officers import review
from handlers.person import Role
from handlers.speaker import Asked
from handlers.units import Unit
from storage import units as unit_rows
from storage.intakes import entry_units
from storage.posts.officers import paths_of, reaches


def load_templates(connection: Connection, asked: Sequence[Asked]) -> list[TemplateFacts]:
    """The unit that each names, if it is within reach, and those of their posts."""
    return [_load(connection, one) for one in asked]


def _load(connection: Connection, one: Asked) -> TemplateFacts:
    person = one.speaker.person
    known = entry_templates.offered(person)
    form = entry_templates.form_of(one.event) or (known[0] if len(known) == 1 else None)
    if form is None or form not in known:
        return TemplateFacts(speaker=one.speaker)
    held = dict.fromkeys(post.unit_id for post in person.posts if post.role in MAY[form])
    standing = unit_rows.standing_by_ids(connection, held)
    units = tuple(dict.fromkeys(standing[unit] for unit in held if unit in standing))
    return TemplateFacts(speaker=one.speaker, units=units, unit=_named(connection, one, MAY[form]))


def _named(connection: Connection, one: Asked, roles: frozenset[Role]) -> Unit | None:
    code = review.argument_of(one.event)
    unit = next(iter(unit_rows.by_codes(connection, [code]).values()), None) if code else None
    if unit is None:
        return None
    scope = entry_units.scope(connection, one.speaker.person, roles)
    return unit if reaches(scope, paths_of(connection, [unit.id])[unit.id]) else None
