"""Lets everybody fill in the same form in turn, and times each."""

import gc
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.contestants import Contestant
from bench.script import Crowd


@dataclass(slots=True)
class Result:
    """One contestant's runs, in their order: turns per second, and processor time per turn in µs."""

    contestant: Contestant
    speeds: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    @property
    def speed(self) -> float:
        return median(self.speeds)

    @property
    def cost(self) -> float:
        return median(self.costs)

    def ratio(self, other: "Result") -> float:
        """The median of how the two compared in each round, so that a slow minute hits both."""
        return median(mine / theirs for mine, theirs in zip(self.speeds, other.speeds, strict=True))


async def run(contestants: Sequence[Contestant], runs: int, tick: Callable[[str], None]) -> list[Result]:
    """A warm-up of each, then `runs` rounds, A B C A B C; `tick` hears of each run that is done."""
    results = [Result(contestant) for contestant in contestants]
    crowd = Crowd()
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        for place, contestant in enumerate(contestants):
            own = Path(folder) / str(place)
            own.mkdir()
            await contestant.open(own, crowd.people)
        try:
            for turn in range(runs + 1):
                for result in results:
                    await _one(result, crowd, counts=turn > 0)
                    tick(result.contestant.name)
        finally:
            for contestant in contestants:
                await contestant.close()
    return results


async def _one(result: Result, crowd: Crowd, *, counts: bool) -> None:
    batches = crowd.batches()
    turns = sum(len(batch.events) for batch in batches)
    gc.collect()
    wall, processor = time.perf_counter(), time.process_time()
    await result.contestant.take(batches)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    await result.contestant.check(crowd.people)
    await result.contestant.reset()
    if counts:
        result.speeds.append(turns / wall)
        result.costs.append(processor / turns * 1e6)
