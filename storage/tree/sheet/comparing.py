"""Compares a file with the tree: what it would change, row by row, and what is wrong with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from handlers.understanding.folding import fold
from storage.tables import unit_aliases, units
from storage.tree import kinds
from storage.tree.diffs import Diff
from storage.tree.footing import NEVER_STOOD, well_formed
from storage.tree.sheet.columns import Finding
from storage.tree.sheet.newcomers import begin
from storage.tree.sheet.reading import Line
from storage.tree.sheet.watching import Progress, silent

#: Columns whose change is told as "changed numbers".
_NUMBERS = ("members", "workers")
#: What a new unit is when its row does not say.
_USUAL = "grassroots"
_DETAILS = ("fdi", "employer", "employer_language")


@dataclass(slots=True)
class Known:
    """The tree as it is, for looking up by code; `former` are codes that a standing unit had."""

    standing: dict[str, Row[Any]]
    by_id: dict[int, Row[Any]]
    ended: dict[str, Row[Any]]
    former: dict[str, int]
    kinds: dict[str, str]
    kind_names: dict[str, str]


@dataclass(slots=True)
class Comparison:
    """What the file would change, as rows of the tree and as told to a person."""

    diff: Diff = field(default_factory=Diff)
    findings: list[Finding] = field(default_factory=list)

    @property
    def has_trouble(self) -> bool:
        return any(one.trouble for one in self.findings)

    @property
    def changes(self) -> bool:
        """Whether applying it would do anything."""
        return bool(self.diff.makes or self.diff.sets or self.diff.aliases)

    def tell(self, line: Line, column: str, what: str, /, **values: Any) -> None:
        self.findings.append(Finding(what, line.place(column), {"code": line.code, **values}))

    def refuse(self, line: Line, column: str, what: str, /, **values: Any) -> None:
        told = {"code": line.code, **values}
        self.findings.append(Finding(what, line.place(column), told, trouble=True))


def compare(
    connection: Connection, lines: Sequence[Line], on: date | None, progress: Progress = silent
) -> Comparison:
    """`on` is the day from which new units stand when their row does not say."""
    known, comparison = _known(connection), Comparison()
    matched, fresh = _match(known, comparison, lines)
    # A new unit has no id yet: -1 for the first, as in a diff.
    refs = {one.code: place for one, place in zip(fresh, range(-1, -len(fresh) - 1, -1), strict=True)}
    refs |= {line.code: unit.id for line, unit in matched}
    for line in fresh:
        comparison.diff.makes.append(_made(known, comparison, line, refs))
    begin(known.by_id, comparison, fresh, on)
    for done, (line, unit) in enumerate(matched, 1):
        _set(known, comparison, line, unit, refs)
        progress(done, len(matched))
    for line, ref in [(one, refs[one.code]) for one in (*fresh, *(line for line, _ in matched))]:
        _alias(known, comparison, line, ref, refs)
    _roots(known, comparison, fresh)
    seen = {unit.id for _, unit in matched}
    absent = [row for row in known.by_id.values() if row.id not in seen]
    for row in sorted(absent, key=lambda row: str(row.code)):
        comparison.findings.append(Finding("absent", "", {"code": row.code, "name": row.name}))
    return comparison


def _known(connection: Connection) -> Known:
    rows = connection.execute(select(units).where(~NEVER_STOOD)).all()
    by_id = {row.id: row for row in rows if row.until is None}
    aliases = connection.execute(select(unit_aliases.c.code, unit_aliases.c.unit_id))
    spelt: dict[str, str] = {}
    named = kinds.read(connection)
    for kind in named.values():
        spelt |= {fold(kind.name): kind.key, fold(kind.key): kind.key}
    return Known(
        standing={row.code: row for row in by_id.values()},
        by_id=by_id,
        ended={row.code: row for row in rows if row.until is not None},
        former={row.code: row.unit_id for row in aliases},
        kinds=spelt,
        kind_names={key: kind.name for key, kind in named.items()},
    )


def _match(
    known: Known, comparison: Comparison, lines: Sequence[Line]
) -> tuple[list[tuple[Line, Row[Any]]], list[Line]]:
    """Which unit each row is about, and the rows about units that are new."""
    matched: list[tuple[Line, Row[Any]]] = []
    fresh: list[Line] = []
    listed = Counter(line.code for line in lines)
    told: set[str] = set()
    for line in lines:
        unit = known.standing.get(line.code)
        if line.code in told:
            comparison.refuse(line, "code", "repeated")
        elif unit is not None:
            matched.append((line, unit))
        elif line.code in known.ended:
            if line.until is None:
                comparison.refuse(line, "code", "ended")
        elif not well_formed(line.code):
            comparison.refuse(line, "code", "bad_code")
        elif line.code in known.former:
            owner = known.by_id.get(known.former[line.code])
            given_back = owner is not None and owner.code in line.aliases and not listed[owner.code]
            if owner is not None and given_back:
                matched.append((line, owner))
            else:
                comparison.refuse(line, "code", "former", now=owner.code if owner is not None else "?")
        else:
            before = [one for one in line.aliases if one in known.standing and not listed[one]]
            if before:
                matched.append((line, known.standing[before[0]]))
            else:
                fresh.append(line)
        told.add(line.code)
    return matched, fresh


def _parent(known: Known, comparison: Comparison, line: Line, refs: Mapping[str, int]) -> int | None:
    """The unit above, by any code it has or had; None when the cell is empty or wrong."""
    if line.parent is None:
        return None
    code = line.parent.upper()
    if code in refs:
        return refs[code]
    if code in known.standing:
        return int(known.standing[code].id)
    owner = known.by_id.get(known.former.get(code, 0))
    if owner is not None:
        return int(owner.id)
    comparison.refuse(line, "parent", "missing_parent", parent=line.parent)
    return None


def _kind(known: Known, comparison: Comparison, line: Line) -> str | None:
    if line.kind is None:
        return None
    found = known.kinds.get(fold(line.kind))
    if found is None:
        comparison.refuse(line, "kind", "unknown_kind", kind=line.kind)
    return found


def _made(known: Known, comparison: Comparison, line: Line, refs: Mapping[str, int]) -> dict[str, Any]:
    if line.name is None:
        comparison.refuse(line, "name", "bad_name")
    if line.until is not None:
        comparison.refuse(line, "until", "ends_here")
    if line.kind is None and _USUAL not in known.kinds.values():
        comparison.refuse(line, "kind", "unknown_kind", kind="")
    comparison.tell(line, "code", "new", name=line.name or "", parent=line.parent or "–")
    return {
        "code": line.code,
        "name": line.name or "",
        "kind": _kind(known, comparison, line) or _USUAL,
        "parent_id": _parent(known, comparison, line, refs),
        "members": line.members,
        "workers": line.workers,
        "fdi": bool(line.fdi),
        "employer": line.employer or "",
        "employer_language": line.employer_language or "vi",
        "since": line.since,
    }


def _set(known: Known, comparison: Comparison, line: Line, unit: Row[Any], refs: Mapping[str, int]) -> None:
    new: dict[str, Any] = {}
    if line.code != unit.code:
        new["code"] = line.code
        comparison.tell(line, "code", "recoded", before=unit.code)
    if line.name is not None and line.name != unit.name:
        new["name"] = line.name
        comparison.tell(line, "name", "renamed", before=unit.name, after=line.name)
    kind = _kind(known, comparison, line)
    if kind is not None and kind != unit.kind:
        new["kind"] = kind
        comparison.tell(
            line,
            "kind",
            "kind",
            before=known.kind_names.get(unit.kind, unit.kind),
            after=known.kind_names[kind],
        )
    parent = _parent(known, comparison, line, refs)
    if parent is not None and parent != unit.parent_id:
        new["parent_id"] = parent
        above = known.by_id.get(unit.parent_id or 0)
        before = above.code if above is not None else "–"
        comparison.tell(line, "parent", "moved", before=before, after=line.parent)
        comparison.diff.leans |= {parent} if parent > 0 else set()
    for column in (*_NUMBERS, *_DETAILS):
        value = getattr(line, column)
        if value is not None and value != getattr(unit, column):
            new[column] = value
            before = getattr(unit, column)
            shown = {"before": "–" if before in (None, "") else before, "after": value, "column": column}
            comparison.tell(line, column, "numbers" if column in _NUMBERS else "details", **shown)
    if line.since is not None and line.since != unit.since:
        comparison.refuse(line, "since", "since_fixed")
    if line.until is not None:
        comparison.refuse(line, "until", "ends_here")
    if new:
        comparison.diff.sets[unit.id] = new


def _alias(known: Known, comparison: Comparison, line: Line, ref: int, refs: Mapping[str, int]) -> None:
    given = {code for code, _ in comparison.diff.aliases}
    unit = known.by_id.get(ref)
    for code in line.aliases:
        own = unit is not None and (code == unit.code or known.former.get(code) == unit.id)
        if own or code == line.code:
            continue
        taken = (known.standing, known.ended, known.former, refs, given)
        if not well_formed(code):
            comparison.refuse(line, "aliases", "bad_alias", alias=code)
        elif any(code in one for one in taken):
            comparison.refuse(line, "aliases", "taken", alias=code)
        else:
            given.add(code)
            comparison.diff.aliases.append((code, ref))
            comparison.tell(line, "aliases", "alias", alias=code)


def _roots(known: Known, comparison: Comparison, fresh: Sequence[Line]) -> None:
    """A tree has one root: the one it has, unless the file puts a new one over it."""
    sets, makes = comparison.diff.sets, comparison.diff.makes
    kept = [
        one
        for one, row in known.by_id.items()
        if row.parent_id is None and "parent_id" not in sets.get(one, {})
    ]
    tops = [
        line
        for line, new in zip(fresh, makes, strict=True)
        if new["parent_id"] is None and line.parent is None
    ]
    for line in tops[0 if kept else 1 :]:
        comparison.refuse(line, "parent", "two_roots")
