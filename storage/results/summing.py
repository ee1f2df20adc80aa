"""Rolls up what units have themselves to what each has with all below it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from handlers.results.figures import Figures
from storage.results.counting import PEOPLE, SUMS, Own, Wrote
from storage.results.forest import Node
from storage.tree.rolling import Parents, repeats, rolled

#: The columns of one unit in the sum: the sums, the people, where they work, who registered.
_WIDTH = len(SUMS) + len(PEOPLE) + 3
_PEOPLE = slice(len(SUMS), len(SUMS) + len(PEOPLE))
_ENTERPRISES, _FDI, _REGISTERED = _WIDTH - 3, _WIDTH - 2, _WIDTH - 1


def figures(nodes: Sequence[Node], own: Own, promised: int) -> dict[int, Figures]:
    """Of every node with all below it; an author who wrote from two units below one counts there once.

    First answers are promised within so many working hours.
    """
    parents: Parents = {one.unit.id: one.parent_id for one in nodes}
    downward = [one.unit.id for one in nodes]
    alone = {one.unit.id: _alone(one, own) for one in nodes}
    totals = rolled(downward, parents, alone)
    known = {one.unit.id: one for one in nodes}
    most = _most(downward, parents, own)
    for author in own.several:
        _count_once(totals, parents, known, author)
        for unit_id, sent in _gathered(parents, author.counts).items():
            most[unit_id] = max(most[unit_id], sent)
    answers = _answers(downward, parents, own)
    return {one: _figures(totals[one], most[one], answers[one], promised) for one in downward}


def _alone(node: Node, own: Own) -> list[int]:
    told = own.people.get(node.unit.id) or [0] * len(PEOPLE)
    return [
        *(own.sums.get(node.unit.id) or [0] * len(SUMS)),
        *told,
        told[0] if node.enterprise else 0,
        told[0] if node.fdi else 0,
        own.registered.get(node.unit.id, 0),
    ]


def _count_once(
    totals: Mapping[int, list[int]], parents: Parents, known: Mapping[int, Node], author: Wrote
) -> None:
    """Takes away what this author was counted too often, of each kind by itself."""
    everywhere = list(author.counts)
    first = len(SUMS)
    kinds: list[tuple[int, list[int]]] = [(first, everywhere)]
    if author.direct is not None:
        kinds.append((first + PEOPLE.index("told"), everywhere))
    if author.direct:
        kinds.append((first + PEOPLE.index("direct"), everywhere))
    kinds.append((_ENTERPRISES, [one for one in everywhere if one in known and known[one].enterprise]))
    kinds.append((_FDI, [one for one in everywhere if one in known and known[one].fdi]))
    for column, places in kinds:
        for unit_id, too_many in repeats(parents, places).items():
            totals[unit_id][column] -= too_many


def _most(downward: Sequence[int], parents: Parents, own: Own) -> dict[int, int]:
    most = {one: own.most.get(one, 0) for one in downward}
    for one in reversed(downward):
        above = parents.get(one)
        if above in most:
            most[above] = max(most[above], most[one])
    return most


def _gathered(parents: Parents, counts: Mapping[int, int]) -> dict[int, int]:
    """How many one author has in each unit with all below it."""
    found: dict[int, int] = {}
    for place, sent in counts.items():
        one: int | None = place
        while one is not None and one in parents:
            found[one] = found.get(one, 0) + sent
            one = parents[one]
    return found


def _answers(downward: Sequence[int], parents: Parents, own: Own) -> dict[int, Counter[int]]:
    found = {one: Counter(own.answers.get(one) or {}) for one in downward}
    for one in reversed(downward):
        above = parents.get(one)
        if above in found:
            found[above].update(found[one])
    return found


def _median(times: Mapping[int, int]) -> float | None:
    """Of values that are each told with how often they came."""
    every = sum(times.values())
    if not every:
        return None
    return (_nth(times, (every - 1) // 2) + _nth(times, every // 2)) / 2


def _nth(times: Mapping[int, int], place: int) -> int:
    for value in sorted(times):
        place -= times[value]
        if place < 0:
            return value
    raise ValueError("there are not so many")


def _figures(counted: Sequence[int], most: int, answers: Mapping[int, int], promised: int) -> Figures:
    submissions, endorsed, recognised, valid, on_portal, value, decided, first_pass = counted[: len(SUMS)]
    submitters, direct, told = counted[_PEOPLE]
    return Figures(
        registered=counted[_REGISTERED],
        submitters=submitters,
        submissions=submissions,
        endorsed=endorsed,
        recognised=recognised,
        valid=valid,
        on_portal=on_portal,
        value=value,
        direct=direct,
        enterprises=counted[_ENTERPRISES],
        fdi=counted[_FDI],
        decided=decided,
        first_pass=first_pass,
        answered_in=_median(answers),
        told=told,
        most=most,
        answers=sum(answers.values()),
        in_time=sum(count for hours, count in answers.items() if hours <= promised),
    )
