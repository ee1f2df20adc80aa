"""Everything the bot can do, one line each: when, what to load, what to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from handlers import (
    home,
    invites,
    outskirts,
    report,
    review,
    review_queue,
    unit_names,
    verdicts,
    welcome,
)
from handlers.effects import Effects
from handlers.events import Began, Commanded, Event
from handlers.speaker import Asked, Speaker
from storage import initiatives, officers, queue, reads

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Route(Generic[F]):
    """`load` gets all events of a batch that took this route and answers in their order."""

    name: str
    when: Callable[[Event, Speaker], bool]
    load: Callable[[Connection, Sequence[Asked]], Sequence[F]]
    handle: Callable[[Event, F], Effects]


def line(
    name: str,
    when: Callable[[Event, Speaker], bool],
    load: Callable[[Connection, Sequence[Asked]], Sequence[F]],
    handle: Callable[[Event, F], Effects],
) -> Route[Any]:
    """A line of the table; mypy refuses a loader that does not fit its handler."""
    return Route(name, when, load, handle)


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


#: The first line that matches is taken; the last one always does.
ROUTES: tuple[Route[Any], ...] = (
    # wherever a conversation stands
    line("block", outskirts.is_block, reads.load_speakers, outskirts.mark_block),
    line("group", outskirts.is_group, reads.load_speakers, outskirts.refuse_group),
    line("flood", outskirts.is_flood, reads.load_speakers, outskirts.calm),
    line("stumble", outskirts.is_stumble, reads.load_speakers, outskirts.apologise),
    line("stop", outskirts.is_stop, reads.load_speakers, outskirts.stop),
    line("allow", outskirts.is_allow, reads.load_speakers, outskirts.allow),
    line("language", command("language"), reads.load_home, home.language),
    line("use invite", invites.opens_invite, officers.load_invites, invites.use_invite),
    # officers
    line("queue", review_queue.asks_queue, queue.load_queue, review_queue.show_queue),
    line("card", review.asks_card, initiatives.load_cards, review.show_card),
    line("verdict", verdicts.asks_verdict, initiatives.load_verdicts, verdicts.decide),
    line("name unit", unit_names.asks_unit, initiatives.load_unit_names, unit_names.name_unit),
    line("make invite", invites.asks_invite, officers.load_inviting, invites.make_invite),
    # first contact
    line("begin", begins, reads.load_home, home.began),
    line("join", welcome.when, reads.load_join, welcome.handle),
    # the report
    line("report", report.when, reads.load_report, report.handle),
    # at home
    line("start", command("start"), reads.load_home, home.start),
    line("resume", command("resume"), reads.load_home, home.resume),
    line("cancel", command("cancel"), reads.load_home, home.discard),
    line("restart", command("restart"), reads.load_home, home.discard),
    line("mine", command("mine"), reads.load_own, home.mine),
    line("fix", command("fix"), reads.load_own, home.fix),
    line("move", command("move"), reads.load_home, home.move),
    line("data", command("data"), reads.load_home, home.data),
    line("help", command("help"), reads.load_home, home.help_),
    line("anything", always, reads.load_home, home.said),
)
