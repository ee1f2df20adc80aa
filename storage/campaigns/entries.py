"""The entries of campaigns' plans."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import Content
from handlers.campaigns.schedule import Rule
from storage.campaigns import written
from storage.tables import entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing a campaign says; its audience's units are the campaign's."""

    id: int
    campaign_id: int
    name: str
    rule: Rule
    audience: Audience
    content: Content
    off: bool = False


def add(
    connection: Connection,
    campaign_id: int,
    rule: Rule,
    audience: Audience,
    content: Content,
    *,
    name: str = "",
) -> int:
    """The id of a new entry at the end of the plan."""
    kept = written.write_audience(audience)
    kept.pop("unit_ids")
    made = connection.execute(
        insert(entries)
        .values(
            campaign_id=campaign_id,
            name=name,
            rule=written.write_rule(rule),
            audience=kept,
            content=written.write_content(content),
        )
        .returning(entries.c.id)
    )
    return int(made.scalar_one())


def of_campaigns(connection: Connection, campaign_ids: Iterable[int]) -> dict[int, list[Entry]]:
    """The plans of these campaigns, in their order, with what was turned off."""
    plans: dict[int, list[Entry]] = {one: [] for one in campaign_ids}
    if not plans:
        return plans
    rows = connection.execute(
        select(entries).where(entries.c.campaign_id.in_(list(plans))).order_by(entries.c.id)
    )
    for row in rows:
        plans[row.campaign_id].append(
            Entry(
                id=row.id,
                campaign_id=row.campaign_id,
                name=row.name,
                rule=written.read_rule(row.rule),
                audience=written.read_audience(row.audience),
                content=written.read_content(row.content),
                off=row.off,
            )
        )
    return plans


def turn(connection: Connection, entry_id: int, *, off: bool) -> bool:
    """Let an entry go off no more, or again; false for an unknown one."""
    return connection.execute(update(entries).where(entries.c.id == entry_id).values(off=off)).rowcount == 1
