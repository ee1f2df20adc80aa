"""Rules that were broken while a campaign was played."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from bot.rehearsal.plan_rules import shown
from bot.rehearsal.results import Finding, Fired, Run
from handlers.broadcasts.broadcasting import needs_second
from handlers.campaigns.campaign import Campaign
from storage.rehearsal.copying import Ground

#: States of what went to nobody at all.
_SENT_TO_NOBODY = ("missed", "holiday")


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a rule begins to be broken: so many percent of a broadcast's people hit the cap."""

    capped: float = 20.0


def broken(run: Run, campaign: Campaign, ground: Ground, bar: Bar, zone: ZoneInfo) -> list[Finding]:
    """Everything the run showed, in the order of the catalogue."""
    found = _together([one for fired in run.fired for one in _of_fired(fired, bar, zone)])
    found += _of_lanes(run)
    if run.crowded:
        days = ", ".join(f"{day:%d/%m}" for day in run.crowded)
        most = max(people for _, people in run.crowded.values())
        values = {"count": str(len(run.crowded)), "days": days, "people": number(most)}
        found.append(Finding(rule="same_day", values=values, count=most))
    found += _of_people(run, campaign)
    largest = max((one.expected for one in run.fired), default=0)
    if needs_second(largest, campaign.approve_above) and ground.agreeing < 2:
        values = {"people": number(largest), "most": number(campaign.approve_above)}
        found.append(Finding(rule="second_officer", values={**values, "count": str(ground.agreeing)}))
    found += _of_target(run, ground)
    owed = max((day.overdue for day in run.days), default=0)
    if run.late or owed:
        values = {"late": number(run.late), "owed": number(owed), "slowest": str(run.slowest)}
        found.append(Finding(rule="answers_late", values=values, count=run.late + owed))
    if run.talks_sent < run.talks:
        values = {"count": str(run.talks - run.talks_sent), "tried": str(run.talks)}
        found.append(Finding(rule="talks", values=values, count=run.talks - run.talks_sent))
    return found


def _together(found: Iterable[Finding]) -> list[Finding]:
    """What happened again and again to an entry once, at its worst, with how often."""
    worst: dict[tuple[str, str], Finding] = {}
    times: dict[tuple[str, str], int] = {}
    for one in found:
        times[one.key] = times.get(one.key, 0) + 1
        if one.key not in worst or worst[one.key].count < one.count:
            worst[one.key] = one
    return [replace(one, values={**one.values, "times": str(times[key])}) for key, one in worst.items()]


def _of_fired(fired: Fired, bar: Bar, zone: ZoneInfo) -> Iterator[Finding]:
    name = {"entry": fired.name, "at": shown(fired.begins_at, zone)}
    if fired.state in _SENT_TO_NOBODY:
        if fired.state == "missed":
            yield Finding(rule="missed", values=name)
        return
    if fired.expected == 0:
        yield Finding(rule="nobody", values=name)
    if fired.total != fired.expected:
        counted = {"expected": str(fired.expected), "found": str(fired.total)}
        yield Finding(rule="sum", values={**name, **counted}, count=abs(fired.total - fired.expected))
    capped = fired.skipped.get("cap", 0)
    if fired.expected and capped * 100 > bar.capped * fired.expected:
        share = f"{100 * capped / fired.expected:.0f}"
        yield Finding(rule="capped", values={**name, "people": number(capped), "share": share}, count=capped)
    wordless = fired.skipped.get("no_words", 0)
    if wordless:
        yield Finding(rule="no_words", values={**name, "people": number(wordless)}, count=wordless)
    for rule, left in (("quiet_left", fired.left_at_quiet), ("close_left", fired.left_at_close)):
        if left:
            yield Finding(rule=rule, values={**name, "people": number(left)}, count=left)


def _of_lanes(run: Run) -> Iterator[Finding]:
    for lane in run.lanes:
        name = {"lane": lane.lane.partition(":")[0]}
        stale = lane.stale + lane.closed
        if stale:
            values = {**name, "people": number(stale), "all": number(lane.people)}
            yield Finding(rule="window", values=values, count=stale)
        highest = max(lane.months.values(), default=0)
        if lane.allowance is not None and (lane.over_quota or highest > lane.allowance):
            values = {**name, "refused": number(lane.over_quota), "used": number(highest)}
            values["most"] = number(lane.allowance)
            yield Finding(rule="budget", values=values, count=lane.over_quota + highest)
        if lane.users is not None and lane.people > lane.users:
            values = {**name, "people": number(lane.people), "most": number(lane.users)}
            yield Finding(rule="users", values=values, count=lane.people)


def _of_people(run: Run, campaign: Campaign) -> Iterator[Finding]:
    """Messages are counted against the cap when they are queued: what a night held up may come on top."""
    spared = campaign.courtesy
    allowed = (
        ("a_day", run.per_person.days, spared.per_day),
        ("a_week", run.per_person.weeks, spared.per_week),
    )
    for name, spread, most in allowed:
        over = sum(people for many, people in spread.items() if many > most)
        if over:
            values = {"people": number(over), "highest": str(max(spread)), "most": str(most)}
            yield Finding(rule=f"over_{name}", values=values, count=over)


def _of_target(run: Run, ground: Ground) -> Sequence[Finding]:
    if ground.target is None:
        return (Finding(rule="no_target", values={}),)
    reached = ground.already + run.closing.valid
    if reached >= ground.target:
        return ()
    values = {
        "valid": number(reached),
        "later": number(ground.already + run.after.valid),
        "target": number(ground.target),
    }
    return (Finding(rule="target", values=values, count=ground.target - reached),)


def number(value: int) -> str:
    """As it is written in Vietnam: 12.500."""
    return str(format_decimal(value, locale="vi"))
