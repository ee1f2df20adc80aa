"""An officer finds the unit that an author described in words."""

from dataclasses import replace

from review_scene import (
    GARMENT,
    HANH,
    ITEM,
    WORKER,
    answer,
    buttons,
    facts,
    kinds,
    one,
    pressed,
    speaker,
    typed,
)

from handlers.effects import NameUnit, Tell
from handlers.officers import unit_names
from handlers.officers.officer import Officer
from handlers.officers.unit_names import UnitFacts

LOST = replace(ITEM, unit=None, unit_words="may tân lam")


def test_units_like_the_words_are_offered():
    message = answer(
        unit_names.name_unit(typed("unit", "123"), UnitFacts(about=facts(LOST), alike=(GARMENT,)))
    )
    assert "“may tân lam”" in message.text
    assert message.choices[0][0].label == f"{GARMENT.name} (MAYTL)"
    assert message.choices[0][0].data == "c:unit:123:4"


def test_nothing_alike_is_said_plainly():
    message = answer(unit_names.name_unit(typed("unit", "123"), UnitFacts(about=facts(LOST))))
    assert "Chưa tìm thấy" in message.text
    assert [button.data for button in buttons(message)] == ["c:open:123"]


def test_the_picked_unit_is_written_down_and_its_officers_are_told():
    told = (Officer(21, "en"), Officer(HANH.id, "vi"), Officer(WORKER.id, "vi"))
    effects = unit_names.name_unit(
        pressed("c:unit:123:4"), UnitFacts(about=facts(LOST), picked=GARMENT, officers=told)
    )
    assert kinds(effects) == ["NameUnit", "Tell", "Reply"]
    assert one(effects, NameUnit) == NameUnit(WORKER.id, GARMENT.id)
    assert one(effects, Tell).person_id == 21
    assert "waiting for review" in one(effects, Tell).message.text
    assert GARMENT.name in answer(effects).text


def test_a_unit_found_meanwhile_is_not_changed():
    effects = unit_names.name_unit(pressed("c:unit:123:9"), UnitFacts(about=facts(ITEM), picked=GARMENT))
    assert kinds(effects) == ["Reply"]
    assert "đã có đơn vị" in answer(effects).text


def test_a_worker_names_no_units():
    about = facts(LOST, who=speaker(WORKER))
    effects = unit_names.name_unit(pressed("c:unit:123:4"), UnitFacts(about=about, picked=GARMENT))
    assert kinds(effects) == ["Reply"]


def test_the_unit_in_a_button_is_read_and_a_forged_one_is_not():
    assert unit_names.picked_id(typed("unit", "123:4")) == 4
    assert unit_names.picked_id(pressed("c:unit:123:4")) == 4
    assert unit_names.picked_id(typed("unit", "123")) is None
    assert unit_names.picked_id(typed("unit", "123:" + "9" * 40)) is None
    assert unit_names.asks_unit(typed("unit", "123"), speaker())


def test_more_units_than_fit_a_screen_are_paged_and_numbers_mean_what_is_shown():
    many = tuple(replace(GARMENT, id=100 + place, code=f"MAY{place}") for place in range(14))
    known = UnitFacts(about=facts(LOST), alike=many)
    first = answer(unit_names.name_unit(typed("unit", "123"), known))
    assert [row[0].data for row in first.choices] == [f"c:unit:123:{100 + place}" for place in range(6)]
    assert [button.data for button in first.nav] == ["c:unit:123:from6", "c:open:123"]
    last = answer(unit_names.name_unit(pressed("c:unit:123:from12"), known))
    assert [row[0].data for row in last.choices] == ["c:unit:123:112", "c:unit:123:113"]
    assert [button.data for button in last.nav] == ["c:unit:123:from6", "c:open:123"]
    assert unit_names.picked_id(pressed("c:unit:123:from6")) is None


def test_a_forged_page_shows_the_first():
    many = tuple(replace(GARMENT, id=100 + place) for place in range(14))
    shown = answer(
        unit_names.name_unit(pressed("c:unit:123:from999"), UnitFacts(about=facts(LOST), alike=many))
    )
    assert shown.choices[0][0].data == "c:unit:123:100"
