"""Who has to hear of what in two instances, told from the one history they have in the end; and who did."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from kit.house import Phone
from kit.nodes import Place, Two
from sqlalchemy import select

from handlers.initiative import Action, Level, Status, waits_for
from handlers.officers.review import Reference
from storage import initiatives as items
from storage import tables as t

Heard = Counter[tuple[str, str]]
_CODE = re.compile(r"NT-\d+")
#: Of an author's own step officers hear, and of an officer's the author.
_AUTHORS = {Action.RESUBMIT, Action.WITHDRAW}


def heard(two: Two) -> Heard:
    """How many notices each conversation has of each initiative, in both instances together. Answers to what
    somebody did themselves are no notices, and the parts of a long one are one."""
    told: set[tuple[str, str, str]] = set()
    for place in (two.province, two.node):
        for row in place.house.rows(t.outbox):
            if row.kind != "say" or row.dedupe_key is None or row.state == "cancelled":
                continue
            found = _CODE.search(json.loads(row.body).get("text", ""))
            if found is not None:
                told.add((row.conversation, found[0], row.dedupe_key.partition("#")[0]))
    return Counter((conversation, code) for conversation, code, _ in told)


def _name(place: Place, person: int) -> str:
    """People have one name in both instances, and each another."""
    with place.house.engine.connect() as connection:
        name = connection.scalar(select(t.people.c.name).where(t.people.c.id == person))
    assert name
    return str(name)


class Ledger:
    """Told by `watch` after everything that happens, so that it knows how an initiative of the province's
    stood when it first came to the node: what was before is no news there."""

    def __init__(self, two: Two, phones: dict[str, Phone]) -> None:
        self.two = two
        self.places = {phone.row().name: phone.conversation for phone in phones.values()}
        self.above, self.below = phones["upper"].conversation, phones["officer"].conversation
        self.at_node = {phone.conversation for phone in phones.values() if phone.house is two.node.house}
        self._came: dict[int, tuple[int, Status]] = {}
        self._above_alone: dict[int, bool] = {}

    def watch(self) -> None:
        known = {self.places.get(one.name) for one in self.two.province.house.rows(t.people)}
        for row in self.two.province.house.rows(t.initiatives):
            self._above_alone.setdefault(row.number, self.below not in known)
        for row in self.two.node.house.rows(t.initiatives):
            if row.number not in self.two.known.numbers and row.number not in self._came:
                steps = [one for one in self.two.node.history(row.number) if one[0] == "step"]
                self._came[row.number] = (len(steps), Status(row.status))

    def check(self) -> None:
        """Everybody who has to hear of a step did, once, in one of the two instances."""
        due: Heard = Counter()
        for row in self.two.province.house.rows(t.initiatives):
            due += self._due(row)
        told = heard(self.two)
        assert told == due, f"too often: {told - due}; not: {due - told}"

    def _due(self, row: Any) -> Heard:
        author = self.places[_name(self.two.province, row.author_id)]
        hearers = [
            *self._of_report(row, author),
            *self._of_steps(row, author),
            *self._of_clashes(row, author),
            *self._of_remarks(row, author),
        ]
        return Counter((one, row.code) for one in hearers)

    def _of_report(self, row: Any, author: str) -> Iterator[str]:
        """Officers of the grassroots; while the province knows of none there, the ones above."""
        if author in self.at_node:
            yield self.below
        elif self._above_alone.get(row.number, False):
            yield self.above

    def _of_steps(self, row: Any, author: str) -> Iterator[str]:
        """The author hears of each step of others, officers of what comes to their level."""
        with self.two.province.house.engine.connect() as connection:
            reference = Reference(id=row.id)
            review = items.find(connection, [reference])[reference].initiative.review
        officer_of = {Level.UPPER: self.above, Level.GRASSROOTS: self.below}
        known, came = self._came.get(row.number, (0, None))
        if came is not None and waits_for(review, came) is Level.GRASSROOTS:
            yield self.below
        before = Status.SUBMITTED
        for place, step in enumerate(self._rows(t.decisions, row)):
            by, to = self.places[_name(self.two.province, step.by_id)], Status(step.status)
            if Action(step.action) not in _AUTHORS and by != author:
                yield author
            level = waits_for(review, to)
            hearer = officer_of.get(level) if level is not None else None
            comes = level is not waits_for(review, before) or step.action == Action.RESUBMIT
            news = hearer != self.below or place >= known
            if hearer not in (None, by, author) and comes and news:
                yield str(hearer)
            before = to

    def _of_clashes(self, row: Any, author: str) -> Iterator[str]:
        """At the node the author heard of the step, and hears with whoever took it that it does not count."""
        for clash in self._rows(t.clashes, row):
            by = self.places[_name(self.two.node, clash.wanted["by"]["own"])]
            if author in self.at_node and by != author:
                yield from (author, author)
            if clash.wanted["action"] == Action.RESUBMIT and by != self.below:
                yield self.below
            yield by

    def _of_remarks(self, row: Any, author: str) -> Iterator[str]:
        """The author hears what officers say, and whoever asked last what the author answers; where the node
        cannot reach them, its own officers hear it at once."""
        asker = ""
        for remark in sorted(self._rows(t.remarks, row), key=lambda one: one.at):
            by = self.places[_name(self.two.province, remark.by_id)]
            if not remark.internal:
                yield asker if by == author else author
                if by == author and author in self.at_node and asker not in self.at_node:
                    yield self.below
                asker = asker if by == author else by

    def _rows(self, table: Any, row: Any) -> list[Any]:
        query = select(table).where(table.c.initiative_id == row.id).order_by(table.c.id)
        with self.two.province.house.engine.connect() as connection:
            return list(connection.execute(query))
