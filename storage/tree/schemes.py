"""Turns an order into the rows it changes, or says why it cannot be followed."""

from datetime import date
from typing import Any, assert_never

from sqlalchemy import Connection

from storage.tree import closing, footing
from storage.tree.diffs import Diff
from storage.tree.orders import Amend, Create, Dissolve, Merge, Move, Order, Refused, Rename, Split


def draw(connection: Connection, order: Order, effective: date) -> Diff | Refused:
    """What the order changes, were it carried out on that day."""
    match order:
        case Create():
            return _create(connection, order, effective)
        case Rename():
            return _rename(connection, order)
        case Move():
            return _move(connection, order)
        case Amend():
            return _amend(connection, order)
        case Merge(unit=unit, into=into):
            return closing.end(connection, unit, into, into, effective)
        case Dissolve(unit=unit, people_to=people_to, units_to=units_to):
            return closing.end(connection, unit, people_to, units_to or people_to, effective)
        case Split():
            return _split(connection, order, effective)
        case _:
            assert_never(order)


def _create(connection: Connection, order: Create, effective: date) -> Diff | Refused:
    code = footing.new_code(connection, order.code)
    if isinstance(code, Refused):
        return code
    name = footing.new_name(order.name)
    if isinstance(name, Refused):
        return name
    kind = footing.new_kind(connection, order.sort)
    if isinstance(kind, Refused):
        return kind
    tongue = footing.new_tongue(order.employer_language)
    if isinstance(tongue, Refused):
        return tongue
    diff = Diff()
    since = effective if order.dated else None
    parent_id = None
    if order.parent is not None:
        parent = footing.find(connection, order.parent)
        if isinstance(parent, Refused):
            return parent
        parent_id = parent.id
        # It cannot have stood below something before there was any.
        since = effective if order.dated else parent.since
        if order.dated:
            diff.leans.add(parent.id)
    else:
        roots = footing.roots(connection)
        if roots and not order.over:
            return Refused("two_roots", {"code": roots[0].code, "name": roots[0].name})
        diff.sets = {root.id: {"parent_id": -1} for root in roots}
        since = effective if roots else since
    known = order.model_dump(include={"members", "workers", "fdi", "employer", "employer_language"})
    diff.makes = [{"code": code, "name": name, "kind": kind, "parent_id": parent_id, "since": since, **known}]
    return diff


def _rename(connection: Connection, order: Rename) -> Diff | Refused:
    unit = footing.find(connection, order.unit)
    if isinstance(unit, Refused):
        return unit
    new: dict[str, Any] = {}
    if order.name is not None:
        name = footing.new_name(order.name)
        if isinstance(name, Refused):
            return name
        new["name"] = name
    if order.code is not None:
        code = footing.new_code(connection, order.code, own=unit.id)
        if isinstance(code, Refused):
            return code
        new["code"] = code
    return _changed(unit, new)


def _move(connection: Connection, order: Move) -> Diff | Refused:
    unit = footing.find(connection, order.unit)
    if isinstance(unit, Refused):
        return unit
    parent = footing.find(connection, order.parent)
    if isinstance(parent, Refused):
        return parent
    diff = _changed(unit, {"parent_id": parent.id})
    if isinstance(diff, Diff):
        diff.leans, diff.other_id = {parent.id}, parent.id
    return diff


def _amend(connection: Connection, order: Amend) -> Diff | Refused:
    unit = footing.find(connection, order.unit)
    if isinstance(unit, Refused):
        return unit
    names = ("members", "workers", "fdi", "employer", "employer_language", "enterprise", "cluster")
    new = {name: getattr(order, name) for name in names if getattr(order, name) is not None}
    if order.sort is not None:
        kind = footing.new_kind(connection, order.sort)
        if isinstance(kind, Refused):
            return kind
        new["kind"] = kind
    if order.employer_language is not None:
        tongue = footing.new_tongue(order.employer_language)
        if isinstance(tongue, Refused):
            return tongue
    return _changed(unit, new)


def _changed(unit: Any, new: dict[str, Any]) -> Diff | Refused:
    other = {name: value for name, value in new.items() if getattr(unit, name) != value}
    if not other:
        return Refused("same", {"code": unit.code, "name": unit.name})
    return Diff(unit_id=unit.id, sets={unit.id: other})


def _split(connection: Connection, order: Split, effective: date) -> Diff | Refused:
    unit = footing.find(connection, order.unit)
    if isinstance(unit, Refused):
        return unit
    # A root has nothing above it: what comes of it stands below.
    parent = unit if unit.parent_id is None else None
    if order.parent is not None:
        found = footing.find(connection, order.parent)
        if isinstance(found, Refused):
            return found
        parent = found
    parent_id = unit.parent_id if parent is None else parent.id
    kind = footing.new_kind(connection, order.sort or unit.kind)
    if isinstance(kind, Refused):
        return kind
    diff = Diff(unit_id=unit.id, leans={unit.id, parent_id})
    for place, part in enumerate(order.parts, 1):
        code = footing.new_code(connection, part.code)
        if isinstance(code, Refused):
            return code
        name = footing.new_name(part.name)
        if isinstance(name, Refused):
            return name
        if any(one["code"] == code for one in diff.makes):
            return Refused("twice", {"code": code})
        row = {"code": code, "name": name, "kind": kind, "parent_id": parent_id, "since": effective}
        diff.makes.append(row)
        for child in part.children:
            below = footing.find(connection, child)
            if isinstance(below, Refused):
                return below
            if below.id == unit.id or not below.path.startswith(unit.path):
                return Refused("not_below", {"code": below.code, "above": unit.code})
            if below.id in diff.sets:
                return Refused("twice", {"code": below.code})
            diff.sets[below.id] = {"parent_id": -place}
    return diff if diff.makes else Refused("no_part", {"code": unit.code})
