"""Carries out what made people do: they begin, finish, mend and send reports, and ask for no more mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sqlalchemy import Connection

from bot.rehearsal.journal import Journal
from bot.rehearsal.lanes import Lane
from bot.rehearsal.talks import Talks, answers_of, stories
from bot.rehearsal.worker import TELLING, Worker
from handlers.form.initiative_form import REPORT
from handlers.initiative import Action, Level, Review, Status, moved
from storage.rehearsal import acts, crowd, desk, reports
from storage.rehearsal.acts import Act
from storage.rehearsal.crowd import State
from storage.rehearsal.reports import Move, Written
from storage.traffic.outbox import lane_of

#: Messages of ours while a report is mended, and where nobody of a lane could be asked, in a whole report.
MENDING: Final = 6
USUAL: Final = 20


@dataclass(slots=True)
class Round:
    """What a handful of people want written, one act of each."""

    begun: list[Written] = field(default_factory=list)
    sent: list[Written] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    stopped: list[int] = field(default_factory=list)
    acted: list[tuple[str, datetime]] = field(default_factory=list)
    later: list[Act] = field(default_factory=list)


@dataclass(slots=True)
class Reporting:
    """`replies` is how many messages of ours a report takes in each lane. The first `sample` who begin are
    heard by the real handlers; of the others only the rows are written. What was begun before the closing
    minute may be sent until `ends`."""

    worker: Worker
    review: Review
    talks: Talks
    journal: Journal
    lanes: Mapping[str, Lane]
    replies: Mapping[str, int]
    ends: datetime
    sample: int

    def perform(self, connection: Connection, now: datetime) -> int:
        """Do everything that was to be done by now; how much that was."""
        done = 0
        while due := acts.take(connection, now):
            done += len(due)
            while due:
                first, due = _one_each(due)
                self._round(connection, first)
        return done

    def _round(self, connection: Connection, due: list[Act]) -> None:
        wanted = Round()
        self._employers(connection, [one for one in due if one.kind == "employer"], wanted)
        people = [one for one in due if one.kind != "employer"]
        states = crowd.states(connection, [one.subject for one in people])
        for act in people:
            self._act(connection, act, states[act.subject], wanted)
        reports.begin(connection, wanted.begun)
        reports.send(connection, wanted.sent)
        reports.move(connection, wanted.moves)
        crowd.stop(connection, wanted.stopped)
        crowd.acted(connection, wanted.acted)
        acts.add(connection, wanted.later)

    def _act(self, connection: Connection, act: Act, state: State, wanted: Round) -> None:
        if act.kind == "stop":
            wanted.stopped.append(act.subject)
            self._heard(connection, act, state, 1, wanted)
            return
        match self._step(act, state):
            case "begin":
                self._begin(connection, act, state, wanted)
            case "finish":
                self._finish(connection, act, state, wanted)
            case "mend":
                self._mend(connection, act, state, wanted)
            case _:
                pass

    def _step(self, act: Act, state: State) -> str:
        """What the act comes to, as they stand now; "" for nothing."""
        rates, answers = self.worker.rates, act.kind == "respond"
        if state.status is not None:
            returned = state.status is Status.RETURNED
            if not returned or (answers and act.draw >= rates.mends_after) or act.kind in ("begin", "finish"):
                return ""
            return "mend"
        if act.at >= self.ends or act.kind == "mend":
            return ""
        if state.drafting:
            return "" if answers and act.draw >= rates.finishes else "finish"
        begins = act.kind == "begin" or (answers and act.draw < self.worker.urge(act.at))
        return "begin" if begins and act.at < self.worker.closes else ""

    def _begin(self, connection: Connection, act: Act, state: State, wanted: Round) -> None:
        follows = self.worker.goes_on(act.subject, act.at)
        at_once = follows is not None and follows.at == act.at + timedelta(minutes=TELLING)
        step = "" if at_once else self._stays_at(act.subject)
        if self.sample > 0 and state.language == "vi":
            self.sample -= 1
            self.talks.tell(connection, act.subject, state.conversation, act.at, step)
            self._heard(connection, act, state, 0, wanted)
            if not at_once and follows is not None:
                wanted.later.append(follows)
            return
        wanted.begun.append(self._written(act, state, step or self._stays_at(act.subject)))
        self._heard(connection, act, state, self._most(state) // 2, wanted)
        if follows is not None:
            wanted.later.append(follows)

    def _finish(self, connection: Connection, act: Act, state: State, wanted: Round) -> None:
        wanted.sent.append(self._written(act, state, ""))
        most = self._most(state)
        self._heard(connection, act, state, most - most // 2, wanted)

    def _mend(self, connection: Connection, act: Act, state: State, wanted: Round) -> None:
        to = moved(self.review, Status.RETURNED, Action.RESUBMIT, Level.AUTHOR)
        if to is None or state.initiative_id is None:
            return
        wanted.moves.append(
            Move(
                initiative_id=state.initiative_id,
                action=Action.RESUBMIT,
                to=to,
                by_id=act.subject,
                at=act.at,
            )
        )
        self._heard(connection, act, state, MENDING, wanted)

    def _employers(self, connection: Connection, due: list[Act], wanted: Round) -> None:
        asked = desk.asked(connection, [one.subject for one in due])
        for act in due:
            if act.subject not in asked:
                continue
            yes = act.draw < self.worker.rates.employer_yes
            action = Action.RECOGNISE if yes else Action.REFUSE
            to = moved(self.review, Status.ASKED, action, Level.EMPLOYER)
            if to is not None:
                by = asked[act.subject]
                move = Move(initiative_id=act.subject, action=action, to=to, by_id=by, at=act.at)
                wanted.moves.append(move)

    def _written(self, act: Act, state: State, step: str) -> Written:
        told = stories()
        decided = self.worker.is_decided(act.subject)
        kept = answers_of(told[act.subject % len(told)], decided=decided, until=step)
        return Written(person_id=act.subject, unit_id=state.unit_id, at=act.at, answers=kept, step=step)

    def _stays_at(self, person_id: int) -> str:
        """The question at which somebody puts the report aside."""
        dice: Random = self.worker.dice(person_id, 4)
        return dice.choice([step.key for step in REPORT.steps if step.relevant({"recognition": ""})][1:])

    def _most(self, state: State) -> int:
        return self.replies.get(lane_of(state.conversation), USUAL)

    def _heard(self, connection: Connection, act: Act, state: State, messages: int, wanted: Round) -> None:
        """They did something, and were answered so many times, a few in each minute of the talk."""
        wanted.acted.append((state.conversation, act.at))
        name = lane_of(state.conversation)
        for place in range(messages):
            self.journal.say(name, act.at + timedelta(minutes=TELLING / 2 * place / messages))
        self.lanes[name].talk(connection, act.at, messages)


def _one_each(due: Iterable[Act]) -> tuple[list[Act], list[Act]]:
    """The first act of each, and the rest in their order."""
    seen: set[tuple[bool, int]] = set()
    first: list[Act] = []
    rest: list[Act] = []
    for act in due:
        who = (act.kind == "employer", act.subject)
        (rest if who in seen else first).append(act)
        seen.add(who)
    return first, rest
