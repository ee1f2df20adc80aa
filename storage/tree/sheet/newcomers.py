"""Since when units that a file brings have stood: never for longer than what is above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from storage.tree.sheet.reading import Line

if TYPE_CHECKING:
    from storage.tree.sheet.comparing import Comparison


def begin(
    standing: Mapping[int, Row[Any]], comparison: Comparison, fresh: Sequence[Line], on: date | None
) -> None:
    """Fill `since` of the new units from above: their cell, `on`, or the day of the unit above."""
    makes = comparison.diff.makes
    settled: set[int] = set()
    for place in range(len(makes)):
        chain = [place]
        while (above := makes[chain[-1]]["parent_id"]) is not None and above < 0:
            if -above - 1 in chain:
                comparison.refuse(fresh[place], "parent", "circle")
                makes[place]["parent_id"] = None
                break
            if -above - 1 in settled:
                break
            chain.append(-above - 1)
        for one in reversed(chain):
            if one not in settled:
                _settle(standing, comparison, fresh[one], makes[one], on)
                settled.add(one)


def _settle(
    standing: Mapping[int, Row[Any]],
    comparison: Comparison,
    line: Line,
    new: dict[str, Any],
    on: date | None,
) -> None:
    parent_id = new["parent_id"]
    if parent_id is None:
        above = None
    elif parent_id < 0:
        above = comparison.diff.makes[-parent_id - 1]["since"]
    else:
        above = standing[parent_id].since
    new["since"] = line.since or on
    if above is None or (new["since"] is not None and new["since"] >= above):
        return
    if line.since is not None:
        comparison.refuse(line, "since", "before_parent", day=above)
    new["since"] = above
