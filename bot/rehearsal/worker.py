"""What a made worker does: when they begin, whether they finish, what they make of a message."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from bot.rehearsal.assumptions import Assumptions
from storage.rehearsal.acts import Act

#: Hours at which people act by themselves, each as often as it stands here: breaks and evenings.
_HOURS: Final = (6, 9, 11, 11, 12, 12, 12, 13, 15, 17, 18, 18, 19, 19, 20, 20, 21)
#: How long a report takes to tell, in minutes.
TELLING: Final = 12


@dataclass(frozen=True, slots=True)
class Worker:
    """Draws from the seed and the person alone, so that the order of things changes nothing.

    Between the first day and the closing minute people act the more the nearer the end: the share that has
    acted after the part x of the time is x**(1 + rise).
    """

    rates: Assumptions
    seed: int
    starts: datetime
    closes: datetime
    zone: ZoneInfo

    def dice(self, person_id: int, what: int) -> Random:
        return Random((self.seed * 1_000_003 + person_id) * 1_009 + what)  # noqa: S311 - no secret

    def begins_alone(self, person_id: int) -> Act | None:
        """When somebody begins whom nobody urged; None for most."""
        dice = self.dice(person_id, 1)
        if dice.random() >= self.rates.alone:
            return None
        return Act(self._moment(dice, self.starts), "begin", person_id)

    def answers(self, person_id: int, outbox_id: int, at: datetime) -> Act | None:
        """What comes of a message, decided by what they have done when they come to it."""
        dice = self.dice(person_id, 100 + outbox_id)
        draw = dice.random()
        if draw < self.rates.stops:
            return Act(at + self._wait(dice), "stop", person_id)
        draw = (draw - self.rates.stops) / (1 - self.rates.stops) if self.rates.stops < 1 else 1.0
        if draw >= max(2 * self.rates.begins, self.rates.finishes, self.rates.mends_after):
            return None
        return Act(at + self._wait(dice), "respond", person_id, draw)

    def goes_on(self, person_id: int, at: datetime) -> Act | None:
        """When somebody who began finishes: at once, some later day, or only if they are reminded."""
        dice = self.dice(person_id, 2)
        draw = dice.random()
        if draw < self.rates.at_once:
            return Act(at + timedelta(minutes=TELLING), "finish", person_id)
        if draw < self.rates.at_once + (1 - self.rates.at_once) * self.rates.later:
            return Act(self._moment(dice, at), "finish", person_id)
        return None

    def mends(self, person_id: int, returns: int, at: datetime) -> Act | None:
        """When somebody mends what came back to them, without being reminded."""
        dice = self.dice(person_id, 10 + returns)
        if dice.random() >= self.rates.mends:
            return None
        return Act(at + timedelta(hours=dice.expovariate(1 / 20)), "mend", person_id)

    def urge(self, at: datetime) -> float:
        """How many begin after a message, at this moment of the campaign."""
        return self.rates.begins * (1 + self._part(at))

    def is_faulty(self, person_id: int, returns: int) -> bool:
        share = self.rates.still_faulty if returns else self.rates.faulty
        return self.dice(person_id, 20 + returns).random() < share

    def is_decided(self, person_id: int) -> bool:
        """Whether their employer has decided before they tell us."""
        return self.dice(person_id, 3).random() < self.rates.decided

    def _part(self, at: datetime) -> float:
        whole = (self.closes - self.starts).total_seconds()
        return min(1.0, max(0.0, (at - self.starts).total_seconds() / whole)) if whole > 0 else 1.0

    def _moment(self, dice: Random, after: datetime) -> datetime:
        """Some time from then to the end, at an hour at which people have time."""
        power = 1 + self.rates.rise
        gone = self._part(after) ** power
        part = (gone + dice.random() * (1 - gone)) ** (1 / power)
        drawn = self.starts + (self.closes - self.starts) * part
        hour = time(dice.choice(_HOURS), dice.randrange(60), dice.randrange(60))
        moment = datetime.combine(drawn.astimezone(self.zone).date(), hour, self.zone)
        return moment if after < moment < self.closes else drawn

    def _wait(self, dice: Random) -> timedelta:
        return timedelta(minutes=1 + dice.expovariate(1 / max(self.rates.minutes, 0.1)))
