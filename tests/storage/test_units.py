"""Finding a unit by what people type of its name."""

import pytest
from sqlalchemy import Engine

from storage import units


@pytest.fixture
def tree(engine: Engine) -> Engine:
    with engine.begin() as connection:
        units.add(connection, code="TINH", name="Liên đoàn Lao động tỉnh Nam Thuận", kind="province")
        units.add(connection, code="MAYTL", name="Công ty May Tân Lam", kind="grassroots", parent="TINH")
        units.add(
            connection, code="MAYTL2", name="Bộ phận 2, Công ty May Tân Lam", kind="section", parent="MAYTL"
        )
        units.add(connection, code="TANSA", name="Công đoàn xã Tân Sa", kind="commune", parent="TINH")
        units.add(connection, code="DIEN", name="Công ty Điện Đông Đô", kind="grassroots", parent="TINH")
    return engine


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("may tan lam", ["MAYTL", "MAYTL2"]),
        ("May Tân Lam", ["MAYTL", "MAYTL2"]),
        ("dien dong do", ["DIEN", "TINH"]),
        ("Điện Đông Đô", ["DIEN", "TINH"]),
        ("cty may tan lam", ["MAYTL", "MAYTL2"]),
        ("maytl2", ["MAYTL2"]),
        ("nha may thep", ["MAYTL", "MAYTL2"]),
        ("xyz", []),
        ("%", []),
        ("", []),
    ],
)
def test_a_unit_is_found_by_words_of_its_name_the_best_and_the_company_first(
    tree: Engine, typed: str, codes: list[str]
) -> None:
    with tree.connect() as connection:
        assert [unit.code for unit in units.search(connection, typed, 5)] == codes


def test_a_code_is_known_however_it_is_written(tree: Engine) -> None:
    with tree.connect() as connection:
        assert units.by_codes(connection, ["maytl"])["maytl"].name == "Công ty May Tân Lam"
        assert units.by_codes(connection, ["nobody"]) == {}


def test_a_unit_below_nothing_known_is_refused(tree: Engine) -> None:
    with tree.begin() as connection, pytest.raises(ValueError, match="NONE"):
        units.add(connection, code="X", name="X", kind="grassroots", parent="NONE")
