"""Everything the bot can do, one line each: when, what to load, what to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers import channels, home, linking, outskirts, report, welcome, withdrawal
from handlers.effects import Effects
from handlers.events import Began, Blocked, Commanded, Event, InGroup, Opened, Said, Stumbled, Unblocked
from handlers.officers import invites, review, review_queue, unit_names, verdicts
from handlers.promises import times
from handlers.speaker import Asked, Speaker
from storage import initiatives, links, medians, officers, queue, reads

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Route(Generic[F]):
    """`load` gets all events of a batch that took this route and answers in their order; `hears`
    are the only kinds of event that `when` need be asked about."""

    name: str
    hears: tuple[type, ...]
    when: Callable[[Event, Speaker], bool]
    load: Callable[[Connection, Sequence[Asked]], Sequence[F]]
    handle: Callable[[Event, F], Effects]


def line(
    name: str,
    hears: tuple[type, ...],
    when: Callable[[Event, Speaker], bool],
    load: Callable[[Connection, Sequence[Asked]], Sequence[F]],
    handle: Callable[[Event, F], Effects],
) -> Route[Any]:
    """A line of the table; mypy refuses a loader that does not fit its handler."""
    return Route(name, hears, when, load, handle)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The line an event was meant for after all, with its facts, and what is done besides."""

    route: Route[Any]
    facts: Any
    also: Effects


def unless(
    taken: Route[F],
    passes: Callable[[Event, F], bool],
    also: Callable[[F], Effects],
    table: Callable[[], tuple[Route[Any], ...]],
) -> Route[Any]:
    """A line that only its facts can tell whether an event is for it: one that `passes` goes on to the
    next line of the table that matches."""

    def load(connection: Connection, asked: Sequence[Asked]) -> Sequence[F | Elsewhere]:
        found: list[F | Elsewhere] = list(taken.load(connection, asked))
        rest = by_kind(table()[[one.name for one in table()].index(taken.name) + 1 :])
        for place, one in enumerate(asked):
            mine = found[place]
            if isinstance(mine, Elsewhere) or not passes(one.event, mine):
                continue
            route = next(line for line in rest[type(one.event)] if line.when(one.event, one.speaker))
            found[place] = Elsewhere(route, route.load(connection, [one])[0], also(mine))
        return found

    def handle(event: Event, facts: F | Elsewhere) -> Effects:
        if isinstance(facts, Elsewhere):
            return (*facts.also, *facts.route.handle(event, facts.facts))
        return taken.handle(event, facts)

    return Route(taken.name, taken.hears, taken.when, load, handle)


#: Kinds of event, for the table's second column.
COMMAND: tuple[type, ...] = (Commanded,)
WORDS: tuple[type, ...] = (Commanded, Said)
ANYTHING: tuple[type, ...] = get_args(Event)


def by_kind(table: Sequence[Route[Any]]) -> dict[type, tuple[Route[Any], ...]]:
    """The lines that may take each kind of event, in their order."""
    return {kind: tuple(one for one in table if kind in one.hears) for kind in ANYTHING}


def command(name: str) -> Callable[[Event, Speaker], bool]:
    """Matches one command, typed or pressed."""

    def matches(event: Event, speaker: Speaker) -> bool:
        return isinstance(event, Commanded) and event.name == name

    return matches


def begins(event: Event, speaker: Speaker) -> bool:
    """`/start`, an opened page, a deep link."""
    return isinstance(event, Began)


def always(event: Event, speaker: Speaker) -> bool:
    return True


def no_doors() -> tuple[str, ...]:
    return ()


def routes(
    zone: ZoneInfo = officers.VIETNAM, doors: Callable[[], tuple[str, ...]] = no_doors
) -> tuple[Route[Any], ...]:
    """The table. The first line that matches is taken; the last one always does.

    `zone` is whose time officers read; `doors` are the links an invite may be opened by, with
    "{payload}" where its code goes.
    """

    def load_inviting(connection: Connection, asked: Sequence[Asked]) -> list[invites.InvitingFacts]:
        return officers.load_inviting(connection, asked, doors=doors(), zone=zone)

    load_report = partial(reads.load_report, zone=zone)
    load_times = partial(medians.load_times, zone=zone)
    load_invites = partial(officers.load_invites, zone=zone)
    load_cards = partial(initiatives.load_cards, zone=zone)
    load_verdicts = partial(initiatives.load_verdicts, zone=zone)
    load_unit_names = partial(initiatives.load_unit_names, zone=zone)
    code = line("code", (Said,), linking.gives_code, links.load_codes, linking.ask)
    table: tuple[Route[Any], ...] = (
        # wherever a conversation stands
        line("block", (Blocked, Unblocked), outskirts.is_block, reads.load_speakers, outskirts.mark_block),
        line("group", (InGroup,), outskirts.is_group, reads.load_speakers, outskirts.refuse_group),
        line("stumble", (Stumbled,), outskirts.is_stumble, reads.load_speakers, outskirts.apologise),
        line("stop", COMMAND, outskirts.is_stop, reads.load_home, outskirts.stop),
        line("flood", ANYTHING, outskirts.is_flood, reads.load_speakers, outskirts.calm),
        line("allow", COMMAND, outskirts.is_allow, reads.load_home, outskirts.allow),
        line("language", COMMAND, command("language"), reads.load_home, home.language),
        # one person on several channels
        line("link", COMMAND, command("link"), links.load_making, linking.make_code),
        unless(code, linking.is_passed, linking.passed, lambda: table),
        line("join two", COMMAND, command("merge"), links.load_codes, linking.merge),
        line("channels", COMMAND, command("channels"), links.load_channels, channels.choose),
        line("unlink", COMMAND, command("unlink"), links.load_channels, channels.unlink),
        line("cut off", COMMAND, command("cut"), links.load_channels, channels.cut),
        line("use invite", (Began,), invites.opens_invite, load_invites, invites.use_invite),
        # officers
        line("queue", WORDS, review_queue.asks_queue, queue.load_queue, review_queue.show_queue),
        line("card", COMMAND, review.asks_card, load_cards, review.show_card),
        line("verdict", ANYTHING, verdicts.asks_verdict, load_verdicts, verdicts.decide),
        line("name unit", WORDS, unit_names.asks_unit, load_unit_names, unit_names.name_unit),
        line("make invite", WORDS, invites.asks_invite, load_inviting, invites.make_invite),
        # first contact
        line("begin", (Began,), begins, reads.load_home, home.began),
        line("open", (Opened,), always, reads.load_home, home.opened),
        line("go on here", ANYTHING, channels.went_on, reads.load_home, channels.catch_up),
        line("join", ANYTHING, welcome.when, reads.load_join, welcome.handle),
        # the report
        line("report", ANYTHING, report.when, load_report, report.handle),
        # at home
        line("start", COMMAND, command("start"), reads.load_home, home.start),
        line("resume", COMMAND, command("resume"), reads.load_home, home.resume),
        line("cancel", COMMAND, command("cancel"), reads.load_home, home.discard),
        line("restart", COMMAND, command("restart"), reads.load_home, home.discard),
        line("mine", COMMAND, command("mine"), reads.load_own, home.mine),
        line("fix", COMMAND, command("fix"), reads.load_own, home.fix),
        line("withdraw", COMMAND, command("withdraw"), reads.load_own, withdrawal.withdraw),
        line("move", COMMAND, command("move"), reads.load_home, home.move),
        line("data", COMMAND, command("data"), reads.load_home, home.data),
        line("times", COMMAND, command("times"), load_times, times.show_times),
        line("help", COMMAND, command("help"), reads.load_home, home.help_),
        line("anything", ANYTHING, always, reads.load_home, home.said),
    )
    return table


ROUTES = routes()
