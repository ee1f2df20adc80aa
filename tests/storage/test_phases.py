"""Programmes run where they are told to, in phases that stay when they are run again."""

from datetime import date
from typing import Any

import pytest
from fakes.federation import PROVINCE, SEWING, SHOES, found
from sqlalchemy import Connection, Engine, select

from handlers.campaigns import phase as rules
from handlers.campaigns.phase import Phase
from messages.programmes.reading import load_programmes
from storage import programmes
from storage.campaigns import phases
from storage.tables import programme_units
from storage.tables import programmes as programme_rows


def fields(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": key.title(), "slogan": "Proud", "prefix": "NT"} | more


def use(connection: Connection, key: str, *units: int) -> int:
    preset = next(one for one in load_programmes() if one.key == key)
    told = fields(key, opens=preset.phases[0].opens, closes=preset.phases[-1].closes)
    return programmes.run(connection, told, [one.model_dump() for one in preset.phases], units)


def test_all_phases_of_a_preset_are_written_and_kept_by_their_keys(engine: Engine) -> None:
    with engine.begin() as connection:
        made = use(connection, "million")
        first = phases.of_programmes(connection, [made])[made]
        assert [one.key for one in first] == ["gd1", "gd2"]
        use(connection, "emulation_2026")
        assert use(connection, "million") == made
        assert phases.of_programmes(connection, [made])[made] == first
        assert phases.named(connection, "million", "gd2") == first[1]
        assert phases.by_key(connection, made, " GD1") == first[0]


@pytest.mark.parametrize(
    ("day", "key", "near"),
    [
        (date(2022, 1, 7), None, "gd1"),
        (date(2022, 1, 8), "gd1", "gd1"),
        (date(2022, 5, 31), "gd1", "gd1"),
        (date(2022, 6, 1), "gd2", "gd2"),
        (date(2024, 2, 29), None, "gd2"),
    ],
)
def test_a_day_has_its_phase(engine: Engine, day: date, key: str | None, near: str) -> None:
    with engine.begin() as connection:
        made = use(connection, "million")
        running, nearest = phases.on(connection, made, day), phases.nearest(connection, made, day)
    assert (running.key if running else None) == key
    assert nearest is not None
    assert nearest.key == near


def test_the_shorter_phase_holds_where_two_do() -> None:
    long = Phase(id=1, programme_id=1, key="a", name="", opens=date(2026, 1, 1), closes=date(2026, 12, 31))
    short = Phase(id=2, programme_id=1, key="b", name="", opens=date(2026, 5, 1), closes=date(2026, 5, 31))
    assert rules.on((long, short), date(2026, 5, 31)) is short
    assert rules.on((long, short), date(2026, 6, 1)) is long


def test_a_programme_without_phases_gets_the_one_it_has_days_for(engine: Engine) -> None:
    days = {"opens": date(2026, 1, 1), "closes": date(2026, 6, 30)}
    with engine.begin() as connection:
        made = programmes.run(connection, fields("own", **days))
        (only,) = phases.of_programmes(connection, [made])[made]
        assert only.key == phases.ONLY
        named = {"key": "dot1", "name": "First", **days}
        programmes.run(connection, fields("own", **days), [named])
        (kept,) = phases.of_programmes(connection, [made])[made]
        assert (kept.id, kept.key) == (only.id, "dot1")
        programmes.run(connection, fields("own", **days))
        assert phases.of_programmes(connection, [made])[made] == [kept]


def test_the_nearest_unit_with_a_programme_wins(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        use(connection, "emulation_2026")
        use(connection, "million", SEWING)
        by_unit = programmes.of_units(connection, [PROVINCE, SEWING, SHOES, None])
        assert {unit: one.name for unit, one in by_unit.items()} == {
            PROVINCE: "Emulation_2026",
            SEWING: "Million",
            SHOES: "Emulation_2026",
            None: "Emulation_2026",
        }
        running = programmes.running(connection)
        assert running is not None
        assert running.name == "Emulation_2026"


def test_a_programme_that_loses_its_last_unit_ends_instead_of_running_everywhere(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        use(connection, "emulation_2026")
        use(connection, "million", SEWING)
        programmes.run(connection, fields("third"), (), [SEWING])
        active = select(programme_rows.c.key).where(programme_rows.c.active).order_by(programme_rows.c.key)
        assert list(connection.scalars(active)) == ["emulation_2026", "third"]
        assert programmes.of_unit(connection, SHOES).name == "Emulation_2026"  # type: ignore[union-attr]


def test_without_units_the_others_end_everywhere(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        use(connection, "million", SEWING)
        use(connection, "emulation_2026")
        assert connection.scalars(select(programme_units.c.unit_id)).all() == []
        assert programmes.of_unit(connection, SEWING).name == "Emulation_2026"  # type: ignore[union-attr]


def test_papers_and_the_form_come_from_the_preset(engine: Engine) -> None:
    with engine.begin() as connection:
        programmes.run(connection, fields("own", papers=["decision_photo"], form_version=1))
        running = programmes.running(connection)
    assert running is not None
    assert (running.papers, running.form_version) == (("decision_photo",), 1)
    assert next(one for one in load_programmes() if one.key == "million").papers == ("decision_photo",)
