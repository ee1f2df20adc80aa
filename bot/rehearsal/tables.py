"""Shows what rehearsals came to, as tables for an administrator."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.rehearsal.results import Day, Finding, Fired, PerPerson, Report, Run
from bot.rehearsal.run_rules import number
from handlers.broadcasts.words import closing
from messages.catalog import DEFAULT, say, texts

#: From so many messages on people are counted together.
MANY: Final = 5
#: Reasons for which people are left out that stand together in a column.
_WINDOW: Final = ("out_of_window",)
_UNWILLING: Final = ("no_consent", "opted_out", "unreachable")


def show(report: Report, into: Console, zone: ZoneInfo) -> None:
    """Everything, the rules it would break before the assumptions it stands on."""
    run = report.shown
    _head(report, into, zone)
    into.print(_figures(report, zone))
    _target(report, into)
    into.print(_say("shown_run", seed=run.seed))
    for table in (_days(report, run, zone), _fired(run, zone), _lanes(run), _people(run.per_person)):
        into.print(table)
    most = {name: max(one, default=0) for name, one in _spreads(run.per_person).items()}
    into.print(_say("person.most", day=most["days"], week=most["weeks"], whole=most["whole"]))
    into.print(_say("figure.answers", late=number(run.late), slowest=run.slowest))
    _findings(report.findings, into)
    into.print(_assumptions(report.assumptions))
    for text_id in ("assumption.known", "assumption.desk"):
        into.print(_say(text_id))


def console(width: int) -> Console:
    """The window, or so wide where there is none."""
    window = Console(highlight=False)
    return window if window.is_terminal else Console(width=width, highlight=False)


def told(finding: Finding) -> tuple[str, str]:
    """What was found, and what to do about it."""
    values = dict(finding.values)
    if "lane" in values:
        values["lane"] = channel(values["lane"])
    if "channels" in values:
        values["channels"] = ", ".join(channel(one) for one in values["channels"].split(", "))
    base = f"rule.{finding.rule}"
    return _say(f"{base}.told", **values), _say(f"{base}.advice")


def channel(lane: str) -> str:
    """A lane's channel as people call it."""
    name = lane.partition(":")[0]
    return texts(DEFAULT).get(f"rehearsal.channel.{name}", name)


def _say(text_id: str, **values: object) -> str:
    return say(DEFAULT, f"rehearsal.{text_id}", **values)


def _table(name: str, columns: Iterable[str], right: int = 1) -> Table:
    """With the catalogue's headings; those from the place `right` on hold numbers."""
    title = Text(_say(f"{name}.title"), style="bold")
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for place, one in enumerate(columns):
        table.add_column(
            _say(f"{name}.{one}"),
            justify="right" if place >= right else "left",
            overflow="fold",
        )
    return table


def _head(report: Report, into: Console, zone: ZoneInfo) -> None:
    into.print(Text(_say("title", campaign=report.campaign), style="bold"))
    days = {"starts": f"{report.starts:%d/%m/%Y}", "ends": f"{report.ends:%d/%m/%Y}"}
    into.print(_say("days", **days, closes=closing(report.closes_at.astimezone(zone), DEFAULT)))
    counted = {"people": number(report.people), "officers": number(report.officers)}
    first = report.runs[0].seed
    into.print(_say("people", **counted, units=number(report.units), runs=len(report.runs), seed=first))
    into.print(_say("honest"))
    run = report.shown
    into.print(_say("sampled", sent=run.talks_sent, tried=run.talks))
    if run.replies:
        lanes = ", ".join(
            _say("replies_line", channel=channel(lane), count=many) for lane, many in run.replies.items()
        )
        into.print(_say("replies", lanes=lanes))


def _figures(report: Report, zone: ZoneInfo) -> Table:
    table = _table("figure", ("what", "low", "middle", "high"))
    later = (report.shown.days[-1].on - _last_day(report, zone)).days if report.shown.days else 0
    for name, counted in report.figures.items():
        table.add_row(
            _say(f"figure.{name}", **({"days": later} if name == "valid_later" else {})),
            *(number(one) for one in (counted.low, counted.middle, counted.high)),
        )
    return table


def _target(report: Report, into: Console) -> None:
    if report.target is None:
        into.print(_say("figure.no_target"))
        return
    valid = report.figures["valid"]
    low, high = (f"{100 * (report.already + one) / report.target:.0f}" for one in (valid.low, valid.high))
    into.print(_say("figure.target", target=number(report.target), low=low, high=high))
    if report.people < report.workers:
        into.print(_say("figure.fewer", workers=number(report.workers), people=number(report.people)))
    if report.already:
        into.print(_say("figure.already", already=number(report.already)))


def _days(report: Report, run: Run, zone: ZoneInfo) -> Table:
    lanes = [lane.lane for lane in run.lanes]
    rest = ("replies", "minute", "hour", "waiting", "overdue", "submitted", "valid")
    table = _table("day", ("on",))
    for lane in lanes:
        table.add_column(channel(lane), justify="right", overflow="fold")
    for name in rest:
        table.add_column(_say(f"day.{name}"), justify="right", overflow="fold")
    last = _last_day(report, zone)
    for day in _told_days(run, last):
        peak = day.load.peak
        table.add_row(
            f"{day.on:%d/%m}" + (f" ({_say('day.closed')})" if day.on == last else ""),
            *(number(day.load.sent.get(lane, 0)) for lane in lanes),
            number(sum(day.load.replies.values())),
            _say("day.peak", count=number(peak.minute), at=peak.minute_at) if peak.minute else "",
            _say("day.peak", count=number(peak.hour), at=peak.hour_at) if peak.hour else "",
            number(day.waiting),
            number(day.overdue),
            number(day.reached.submitted),
            number(day.reached.valid),
        )
    return table


def _last_day(report: Report, zone: ZoneInfo) -> date:
    """The day whose end, or an hour of which, is the closing minute."""
    return (report.closes_at.astimezone(zone) - timedelta(minutes=1)).date()


def _told_days(run: Run, last: date) -> list[Day]:
    """Without the days after the last one on which nothing happens any more."""
    days = list(run.days)
    while len(days) > 1 and days[-1].on > last and days[-1].reached == days[-2].reached:
        days.pop()
    return days


def _fired(run: Run, zone: ZoneInfo) -> Table:
    names = ("at", "name", "expected", "sent", "cap", "window", "unwilling", "other", "failed", "took")
    table = _table("fired", names, right=2)
    for one in run.fired:
        state = _say(f"state.{one.state}") if one.state in ("missed", "holiday") else ""
        other = sum(many for why, many in one.skipped.items() if why not in ("cap", *_WINDOW, *_UNWILLING))
        table.add_row(
            f"{one.begins_at.astimezone(zone):%H:%M %d/%m}",
            Text(one.name),
            state or number(one.expected),
            number(one.sent),
            number(one.skipped.get("cap", 0)),
            number(sum(one.skipped.get(why, 0) for why in _WINDOW)),
            number(sum(one.skipped.get(why, 0) for why in _UNWILLING)),
            number(other + one.struck + one.open),
            number(sum(one.failed.values()) + one.unknown),
            _took(one),
        )
    return table


def _took(fired: Fired) -> str:
    """How long the slowest lane needed."""
    slowest = max(fired.sendings, key=lambda one: one.seconds, default=None)
    if slowest is None:
        return ""
    return _say("fired.lane", channel=channel(slowest.lane), time=lasting(slowest.seconds))


def lasting(seconds: int) -> str:
    """A length of time in words."""
    if seconds < 60:
        return _say("fired.seconds", seconds=seconds)
    minutes = -(-seconds // 60)
    if minutes < 60:
        return _say("fired.minutes", minutes=minutes)
    return _say("fired.hours", hours=minutes // 60, minutes=minutes % 60)


def _lanes(run: Run) -> Table:
    table = _table("lane", ("channel", "people", "sent", "replies", "pace", "cost", "allowance"))
    for lane in run.lanes:
        used = max(lane.months.values(), default=0)
        allowance = _say("lane.no_allowance")
        if lane.allowance:
            share = f"{100 * used / lane.allowance:.0f}"
            most = number(lane.allowance)
            allowance = _say("lane.share", used=number(used), allowance=most, share=share)
        table.add_row(
            channel(lane.lane),
            number(lane.people),
            number(lane.sent),
            number(lane.replies),
            _say("lane.per_second", pace=str(format_decimal(lane.pace, locale="vi"))),
            _say("lane.dong", amount=number(lane.cost)),
            allowance,
        )
    return table


def _spreads(spread: PerPerson) -> dict[str, Mapping[int, int]]:
    return {"days": spread.days, "weeks": spread.weeks, "whole": spread.whole}


def _people(spread: PerPerson) -> Table:
    table = _table("person", ("many", "days", "weeks", "whole"))
    counted = _spreads(spread)
    highest = min(MANY, max((one for each in counted.values() for one in each), default=0))
    for many in range(highest + 1):
        fits: Callable[[int], bool] = (lambda one: one >= MANY) if many == MANY else many.__eq__
        table.add_row(
            f"{many}+" if many == MANY else str(many),
            *(_share(each, fits) for each in counted.values()),
        )
    return table


def _share(counted: Mapping[int, int], fits: Callable[[int], bool]) -> str:
    whole = sum(counted.values())
    part = sum(people for many, people in counted.items() if fits(many))
    return _say("person.share", share=f"{100 * part / whole:.1f}".replace(".", ",")) if whole else ""


def _findings(findings: tuple[Finding, ...], into: Console) -> None:
    if not findings:
        into.print(Text(_say("findings.nothing"), style="bold green"))
        return
    into.print(Text(_say("findings.title", count=len(findings)), style="bold red"))
    for place, finding in enumerate(findings, start=1):
        what, advice = told(finding)
        # As it is: an entry's own name may hold what Rich would take for a colour.
        into.print(Text(f"{place}. {what}"))
        into.print(Text(_say("findings.advice", advice=advice)))


def _assumptions(rates: Mapping[str, float]) -> Table:
    table = _table("assumption", ("name", "what", "value"), right=2)
    for name, value in rates.items():
        table.add_row(name, _say(f"assumption.{name}"), f"{value:g}")
    return table
