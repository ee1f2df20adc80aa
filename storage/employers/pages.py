"""What a manager's page shows."""

from collections.abc import Sequence

from sqlalchemy import Connection

from handlers.employer.requests import Request
from handlers.initiative import Initiative
from handlers.officers.review import Reference
from handlers.values import dataclass
from storage import initiatives
from storage.employers import items, links


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An asking with its initiative; `union` is who asks. `pictures` are keys of files, in their order."""

    request: Request
    item: Initiative
    union: str
    pictures: tuple[str, ...]


def look(connection: Connection, token: str) -> Desk | None:
    """What a link belongs to; None for one that was never made."""
    request = links.find(connection, token)
    if request is None:
        return None
    reference = Reference(id=request.initiative_id)
    item = initiatives.find(connection, [reference])[reference].initiative
    unit = item.establishment_id or (item.unit.id if item.unit else None)
    union, _ = items.employer_of(connection, unit)
    return Desk(request=request, item=item, union=union or item.unit_words, pictures=_pictures(item))


def _pictures(item: Initiative) -> tuple[str, ...]:
    """Of a trade secret nothing but the name and the effect is shown to anybody."""
    if item.answers.get("confidential") == "yes":
        return ()
    kept: Sequence[dict[str, str]] = item.answers.get("evidence") or []
    return tuple(one["key"] for one in kept if one.get("kind") == "photo")
