"""The review workbook that comes back: weighed for many rows at once, done row by row."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection

from handlers.effects import MoveTo, Reply
from handlers.events import Commanded
from handlers.initiative import Initiative
from handlers.intakes import review, review_rows
from handlers.intakes.plan import Line, Plan, Planned
from handlers.officers.review_card import number_of
from handlers.officers.rulings import Ruled
from handlers.record import benefit
from handlers.registers import review_columns as written
from handlers.speaker import Asked
from messages.catalog import say
from storage import rulings
from storage.apply import Conflict, Turn, apply
from storage.intakes.kinds import Desk
from storage.people import Look
from storage.review import cards

#: How many initiatives are weighed in one go.
_PAGE: Final = 300


class ReviewIntake:
    """Decisions and values, each by the rules of the chat and told to whoever the chat would tell."""

    kind = written.KIND
    columns = (*written.HIDDEN, *written.BESIDE, *written.INPUT, review_rows.VALUED)
    required = (written.NUMBER, written.REVISION, written.DECISION)

    def headings(self, language: str) -> Mapping[str, Sequence[str]]:
        return {key: (written.title(language, key),) for key in self.columns}

    def check(self, connection: Connection, lines: Sequence[Line], desk: Desk) -> Plan:
        if desk.sender is None:
            return Plan(self.kind, (), say(desk.language, "intake.review.nobody"))
        if not desk.sender.is_officer:
            return Plan(self.kind, (), say(desk.language, "intake.review.no_post"))
        wanted, rows = review_rows.wishes(lines, desk.language)
        for start in range(0, len(wanted), _PAGE):
            rows += self._weighed(connection, wanted[start : start + _PAGE], desk, desk.sender.id)
        return Plan(self.kind, tuple(sorted(rows, key=lambda one: one.row)))

    def _weighed(
        self, connection: Connection, wanted: Sequence[tuple[int, review_rows.Wish]], desk: Desk, person: int
    ) -> list[Planned]:
        numbers = [wish.number for _, wish in wanted]
        known = rulings.look(connection, person, "workbook", numbers, desk.now, desk.zone)
        return [
            review.weigh(facts, row, wish, desk.now) for facts, (row, wish) in zip(known, wanted, strict=True)
        ]

    def do(self, connection: Connection, planned: Planned, desk: Desk) -> Planned:
        if desk.sender is None:
            raise ValueError("decisions are somebody's")
        wish, person = review_rows.unpacked(planned.what), desk.sender.id
        (facts,) = rulings.look(connection, person, "workbook", [wish.number], desk.now, desk.zone, lock=True)
        weighed = review.weigh(facts, planned.row, wish, desk.now)
        if weighed.state != "change" or facts.item is None:
            return weighed
        if wish.corrected is not None:
            _price(connection, facts.item, wish.corrected, desk, facts.speaker.conversation)
        if wish.ruling is not None and not review.is_decided(facts, wish, desk.now):
            outcome = rulings.rule(
                connection, person, "workbook", wish.ruling, desk.now, desk.render, desk.can_edit, desk.zone
            )
            if not isinstance(outcome, Ruled):
                # It was weighed on the same locked row a moment ago.
                raise Conflict(outcome.text)
        return weighed


def _price(connection: Connection, item: Initiative, value: int, desk: Desk, conversation: str) -> None:
    """As when the officer types it in the chat, without the answer on their screen."""
    speaker = rulings.speaker(connection, desk.sender.id if desk.sender else 0, "workbook", desk.now)
    typed = Commanded(
        conversation=conversation, at=desk.now, name="benefit", argument=f"{number_of(item)} {value}"
    )
    (facts,) = cards.load_cards(connection, [Asked(typed, speaker)], zone=desk.zone)
    effects = tuple(one for one in benefit.correct(typed, facts) if not isinstance(one, Reply | MoveTo))
    look = Look(speaker=speaker, burst_at=desk.now, told_in=None, reachable=False, chosen=True)
    apply(connection, [Turn(f"{desk.key}:{item.id}", typed, look, effects)], desk.render, desk.can_edit)


REVIEW: Final = ReviewIntake()
