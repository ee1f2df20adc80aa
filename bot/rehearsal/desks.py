"""Made officers at work: in their hours, the oldest first, and no more than they get through."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.rehearsal.worker import Worker
from handlers.initiative import Action, Level, Review, Status, moved
from handlers.promises.workdays import DaysOff, between, works
from storage.apply.initiatives import FIRST_ANSWERS
from storage.rehearsal import acts, desk, reports
from storage.rehearsal.acts import Act
from storage.rehearsal.desk import Case
from storage.rehearsal.reports import Move
from storage.review import promises

#: The hours at which officers look, local time: a working day with an hour off at noon.
HOURS: Final = (8, 9, 10, 11, 13, 14, 15, 16)
#: Given a day at a time by the real promise.
PAGE: Final = 500


@dataclass(slots=True)
class Desks:
    """`late` counts first answers given after the promised day, `slowest` is the longest wait for one in
    working days."""

    worker: Worker
    review: Review
    zone: ZoneInfo
    free: DaysOff
    late: int = 0
    slowest: int = 0

    def work(self, connection: Connection, now: datetime) -> int:
        """One hour's decisions at both levels; how many there were."""
        while len(promises.set_due(connection, self.zone, self.free, PAGE)) == PAGE:
            continue
        local = now.astimezone(self.zone)
        if local.hour not in HOURS or not works(local.date(), self.free):
            return 0
        rates = self.worker.rates
        done = self._level(connection, Level.GRASSROOTS, _share(rates.a_day, local.hour), now)
        return done + self._level(connection, Level.UPPER, _share(rates.a_day_above, local.hour), now)

    def waiting(self, connection: Connection) -> int:
        """What lies before officers of both levels."""
        levels = (Level.GRASSROOTS, Level.UPPER)
        statuses = [one for level in levels for one in desk.waiting(self.review, level)]
        return desk.left(connection, statuses)

    def _level(self, connection: Connection, level: Level, each: int, now: datetime) -> int:
        moves: list[Move] = []
        follows: list[Act] = []
        for case in desk.cases(connection, self.review, level, each, now):
            move = self._decide(case, level, now)
            if move is None:
                continue
            moves.append(move)
            follows += self._after(case, move, now)
            if move.answers and not case.answered:
                self._answered(case, now.astimezone(self.zone).date())
        reports.move(connection, moves)
        acts.add(connection, follows)
        return len(moves)

    def _decide(self, case: Case, level: Level, now: datetime) -> Move | None:
        for action in self._actions(case, level):
            to = moved(self.review, case.status, action, level, recognised=case.has_decision)
            if to is not None:
                return Move(
                    initiative_id=case.id,
                    action=action,
                    to=to,
                    by_id=case.officer_id,
                    at=now,
                    answers=action in FIRST_ANSWERS,
                    returned=action is Action.RETURN,
                )
        return None

    def _actions(self, case: Case, level: Level) -> tuple[Action, ...]:
        """What the officer would do, the first that is possible."""
        if level is Level.UPPER:
            dice = self.worker.dice(case.author_id, 30 + case.returns)
            no = dice.random() < self.worker.rates.unconfirmed
            return (Action.REJECT, Action.SEND_BACK) if no else (Action.APPROVE,)
        if case.status is Status.SUBMITTED and self.worker.is_faulty(case.author_id, case.returns):
            # Whoever could not mend it the second time hears no, where this level may say so.
            return (Action.RETURN,) if case.returns == 0 else (Action.REJECT, Action.RETURN)
        if case.status is Status.REFUSED:
            return (Action.REJECT, Action.RETURN)
        return (Action.APPROVE, Action.ASK, Action.ENDORSE)

    def _after(self, case: Case, move: Move, now: datetime) -> list[Act]:
        if move.to is Status.RETURNED:
            mended = self.worker.mends(case.author_id, case.returns, now)
            return [mended] if mended is not None else []
        if move.to is Status.ASKED:
            dice = self.worker.dice(case.author_id, 40)
            days = dice.expovariate(1 / max(self.worker.rates.employer_days, 0.01))
            return [Act(now + timedelta(days=days), "employer", case.id, dice.random())]
        return []

    def _answered(self, case: Case, today: date) -> None:
        self.late += case.due is not None and today > case.due
        came = case.submitted_at.astimezone(self.zone).date()
        self.slowest = max(self.slowest, between(came, today, self.free))


def _share(a_day: float, hour: int) -> int:
    """An officer's decisions in that hour; the hours of a day add up to what is done in one."""
    place = HOURS.index(hour)
    return int(a_day * (place + 1) / len(HOURS)) - int(a_day * place / len(HOURS))
