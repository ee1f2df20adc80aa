"""Everything the bot can do, one line each: when, what to load, what to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers import channels, home, linking, outskirts, recognised, report, welcome, withdrawal
from handlers.broadcasts import groups, opting_out
from handlers.broadcasts.composing import composing, walking
from handlers.broadcasts.estimate import LaneLimits
from handlers.broadcasts.sending import orders
from handlers.bulletins import bulletin_chat
from handlers.campaigns import campaign_facts, opening, walls
from handlers.effects import Effects
from handlers.employer import asking, recording, refusing
from handlers.events import Began, Blocked, Commanded, Event, InGroup, Opened, Said, Stumbled, Unblocked
from handlers.intakes import chat as workbooks
from handlers.intakes import entry_templates as templates
from handlers.likeness import alike, parting, uniting
from handlers.nodes import chat as node_chat
from handlers.officers import claims, unit_names, verdicts
from handlers.officers.posts import handing_over, invite_codes, leaving, open_invites, standing_in
from handlers.officers.posts import invites as inviting
from handlers.officers.posts import on_behalf as entering
from handlers.officers.posts import posts as held
from handlers.officers.queue import digest, picking, review_queue
from handlers.portal import bridge
from handlers.portal.wishes import asks_portal
from handlers.promises import times
from handlers.propaganda import propaganda, stories
from handlers.record import benefit, card, history, remarks, replies
from handlers.registers import exporting
from handlers.results import asking as figures_asked
from handlers.results import direct
from handlers.sinks import sink_chat
from handlers.speaker import Asked, Speaker
from handlers.targets import target_facts, targeting
from storage import initiatives, links, reads
from storage.broadcasts import answering, watching
from storage.broadcasts import composing as composing_rows
from storage.campaigns import groups as group_rows
from storage.campaigns import opening as campaign_rows
from storage.employers import asking as employers
from storage.intakes.answering import load_intakes as intakes_of
from storage.intakes.entry_asking import load_templates
from storage.nodes import telling as node_rows
from storage.portal import loading as portal_rows
from storage.posts import invites, officers, posts
from storage.posts.on_behalf import load_entering
from storage.propaganda import library as library_rows
from storage.propaganda import stories as story_rows
from storage.registers import asking as export_rows
from storage.results import asking as figures
from storage.results import bulletins
from storage.results import direct as direct_rows
from storage.review import alike as alike_rows
from storage.review import cards, digests, dressing, medians, queue
from storage.review import picking as picking_rows
from storage.review import replies as replies_rows
from storage.sinks import showing
from storage.targets import targeting as target_rows
from storage.walls import wall_doors

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


def no_page() -> str:
    return ""


def any_limits(lane: str) -> LaneLimits:
    return LaneLimits()


def routes(
    zone: ZoneInfo = officers.VIETNAM,
    doors: Callable[[], tuple[str, ...]] = no_doors,
    page: Callable[[], str] = no_page,
    wall: Callable[[], str] = no_page,
    limits: Callable[[str], LaneLimits] = any_limits,
) -> tuple[Route[Any], ...]:
    """The table. The first line that matches is taken; the last one always does.

    `zone` is whose time officers read; `doors` are the links an invite may be opened by, with
    "{payload}" where its code goes; `page` is where employers answer and `wall` where a hall
    sees a campaign's figures, with "{token}" in them. `limits` are what each lane allows of broadcasts.
    """

    def load_inviting(connection: Connection, asked: Sequence[Asked]) -> list[inviting.InvitingFacts]:
        return invites.load_inviting(connection, asked, doors=doors(), zone=zone)

    def load_library(connection: Connection, asked: Sequence[Asked]) -> list[propaganda.LibraryFacts]:
        return library_rows.load_library(connection, asked, doors=doors())

    def load_bulletins(connection: Connection, asked: Sequence[Asked]) -> list[bulletin_chat.BulletinFacts]:
        return bulletins.load_bulletins(connection, asked, doors=doors(), zone=zone)

    load_stories = partial(story_rows.load_stories, zone=zone)
    load_targets = partial(target_rows.load_targets, zone=zone)
    load_campaigns = partial(campaign_rows.load_campaigns, zone=zone)
    load_walls = partial(wall_doors.load_walls, door=wall)
    load_intakes = partial(intakes_of, zone=zone)
    load_asking = partial(employers.load_asking, door=page, zone=zone)
    load_refusing = partial(employers.load_refusing, zone=zone)
    load_recording = partial(employers.load_recording, zone=zone)
    load_group_codes = partial(group_rows.load_making, doors=doors)
    load_report = partial(reads.load_report, zone=zone)
    load_times = partial(medians.load_times, zone=zone)
    load_results = partial(figures.load_results, zone=zone)
    load_invites = partial(invites.load_invites, zone=zone)
    load_open = partial(invites.load_open, zone=zone)
    load_posts = partial(posts.load_posts, zone=zone)
    load_cards = partial(cards.load_cards, zone=zone)
    load_dressed = partial(dressing.load_dressed, zone=zone)
    load_picking = partial(picking_rows.load_picking, zone=zone)
    load_verdicts = partial(initiatives.load_verdicts, zone=zone)
    load_alike = partial(alike_rows.load_alike, zone=zone)
    load_uniting = partial(alike_rows.load_uniting, zone=zone)
    load_parting = partial(alike_rows.load_parting, zone=zone)
    load_unit_names = partial(initiatives.load_unit_names, zone=zone)
    load_composing = partial(composing_rows.load_composing, zone=zone, limits=limits)
    load_sending = partial(watching.load_sending, zone=zone, limits=limits)
    load_exports = partial(export_rows.load_exports, zone=zone)
    load_sinks = partial(showing.load_sinks, zone=zone)
    load_portal = partial(portal_rows.load_portal, zone=zone)
    load_sync = partial(node_rows.load_sync, zone=zone)
    reply = line("reply", ANYTHING, replies.asks_reply, replies_rows.load_replies, replies.reply)
    code = line("code", (Said,), linking.gives_code, links.load_codes, linking.ask)
    code_facts = partial(invites.load_codes, zone=zone)
    invite_code = line("invite code", (Said,), invite_codes.gives_code, code_facts, invite_codes.use_code)
    opts_out = line("opts out", WORDS, opting_out.may_answer, answering.load_answering, opting_out.ask)
    table: tuple[Route[Any], ...] = (
        # wherever a conversation stands
        line("block", (Blocked, Unblocked), outskirts.is_block, reads.load_speakers, outskirts.mark_block),
        line("connect group", (InGroup,), groups.brings_code, group_rows.load_codes, groups.connect),
        line("group", (InGroup,), outskirts.is_group, reads.load_speakers, outskirts.refuse_group),
        line("stumble", (Stumbled,), outskirts.is_stumble, reads.load_speakers, outskirts.apologise),
        line("stop", COMMAND, outskirts.is_stop, reads.load_home, outskirts.stop),
        line("flood", ANYTHING, outskirts.is_flood, reads.load_speakers, outskirts.calm),
        line("allow", COMMAND, outskirts.is_allow, reads.load_home, outskirts.allow),
        unless(opts_out, opting_out.is_passed, lambda facts: (), lambda: table),
        line("keep mail", COMMAND, command("keep_mail"), reads.load_home, opting_out.keep),
        line("language", COMMAND, command("language"), reads.load_home, home.language),
        # before what may be a code of ours: the portal's may be eight digits as well
        line("portal", ANYTHING, asks_portal, load_portal, bridge.answer),
        # one person on several channels
        line("link", COMMAND, command("link"), links.load_making, linking.make_code),
        unless(code, linking.is_passed, linking.passed, lambda: table),
        line("join two", COMMAND, command("merge"), links.load_codes, linking.merge),
        line("channels", COMMAND, command("channels"), links.load_channels, channels.choose),
        line("unlink", COMMAND, command("unlink"), links.load_channels, channels.unlink),
        line("cut off", COMMAND, command("cut"), links.load_channels, channels.cut),
        line("use invite", (Began,), inviting.opens_invite, load_invites, inviting.use_invite),
        unless(invite_code, invite_codes.is_passed, invite_codes.passed, lambda: table),
        # employers
        line("ask employer", COMMAND, asking.asks_employer, load_asking, asking.ask),
        line("revoke link", COMMAND, asking.revokes, load_asking, asking.revoke),
        line("refusal", WORDS, refusing.refuses, load_refusing, refusing.refuse),
        line("decision", ANYTHING, recording.records, load_recording, recording.record),
        # officers
        line("story", ANYTHING, stories.asks_story, load_stories, stories.tell),
        line("library", WORDS, propaganda.asks_library, load_library, propaganda.show),
        line("untell", COMMAND, stories.asks_untelling, story_rows.load_untelling, stories.untell),
        line("broadcasts", WORDS, orders.asks_sending, load_sending, orders.answer),
        line("compose", ANYTHING, walking.asks_composing, load_composing, composing.compose),
        line("queue", WORDS, review_queue.asks_queue, queue.load_queue, review_queue.show_queue),
        line("several", ANYTHING, picking.asks_picking, load_picking, picking.pick),
        line("sync", COMMAND, node_chat.asks_sync, load_sync, node_chat.show),
        line("digest", WORDS, digest.asks_digest, digests.load_digests, digest.choose),
        line("results", COMMAND, figures_asked.asks_results, load_results, figures_asked.show_results),
        line("bulletin", WORDS, bulletin_chat.asks_figures, load_bulletins, bulletin_chat.answer),
        unless(reply, replies.is_passed, lambda facts: (), lambda: table),
        line("card", COMMAND, card.asks_card, load_dressed, card.show),
        line("history", COMMAND, history.asks_history, load_cards, history.show),
        line("remark", ANYTHING, remarks.asks_remark, load_cards, remarks.remark),
        line("benefit", ANYTHING, benefit.asks_benefit, load_cards, benefit.correct),
        line("claim", COMMAND, claims.asks_claim, load_verdicts, claims.answer_claim),
        line("alike", COMMAND, alike.asks_alike, load_alike, alike.show_alike),
        line("unite", COMMAND, uniting.asks_uniting, load_uniting, uniting.answer_uniting),
        line("part", COMMAND, parting.asks_parting, load_parting, parting.answer_parting),
        line("verdict", ANYTHING, verdicts.asks_verdict, load_verdicts, verdicts.decide),
        line("name unit", WORDS, unit_names.asks_unit, load_unit_names, unit_names.name_unit),
        # posts
        line("make invite", WORDS, inviting.asks_invite, load_inviting, inviting.make_invite),
        line("invites", COMMAND, open_invites.asks_list, load_open, open_invites.show_list),
        line("revoke", COMMAND, open_invites.asks_revoking, load_open, open_invites.revoke),
        line("posts", COMMAND, held.asks_posts, load_posts, held.show_posts),
        line("officers", WORDS, held.asks_officers, load_posts, held.show_officers),
        line("leave post", COMMAND, leaving.asks_leaving, load_posts, leaving.end_post),
        line("hand over", COMMAND, handing_over.asks_handing_over, load_posts, handing_over.hand_over),
        line("stand in", WORDS, standing_in.asks_stand_in, load_posts, standing_in.stand_in),
        line("end stand-in", COMMAND, standing_in.asks_ending, load_posts, standing_in.end_stand_in),
        line("enter for", ANYTHING, entering.asks_entering, load_entering, entering.enter),
        line("targets", ANYTHING, target_facts.asks_targets, load_targets, targeting.answer),
        line("campaigns", ANYTHING, campaign_facts.asks_campaigns, load_campaigns, opening.answer),
        line("workbook", ANYTHING, workbooks.brings, reads.load_speakers, workbooks.receive),
        line("workbook answer", COMMAND, workbooks.asks, load_intakes, workbooks.answer),
        line("group code", COMMAND, groups.asks_code, load_group_codes, groups.make_code),
        line("wall", COMMAND, walls.asks_wall, load_walls, walls.answer_wall),
        line("template", COMMAND, templates.asks_template, load_templates, templates.answer),
        line("export", COMMAND, exporting.asks_export, load_exports, exporting.answer),
        line("sinks", COMMAND, sink_chat.asks_sinks, load_sinks, sink_chat.answer),
        # first contact
        line("scan", (Began,), recognised.scans, reads.load_home, recognised.scanned),
        line("begin", (Began,), begins, reads.load_home, home.began),
        line("open", (Opened,), always, reads.load_home, home.opened),
        line("go on here", ANYTHING, channels.went_on, reads.load_home, channels.catch_up),
        line("join", ANYTHING, welcome.when, reads.load_join, welcome.handle),
        # the report
        line("report", ANYTHING, report.when, load_report, report.handle),
        # at home
        line("start", COMMAND, command("start"), reads.load_home, home.start),
        line("recognised", COMMAND, command("recognised"), reads.load_home, recognised.start),
        line("resume", COMMAND, command("resume"), partial(reads.load_home, zone=zone), home.resume),
        line("cancel", COMMAND, command("cancel"), reads.load_home, home.discard),
        line("restart", COMMAND, command("restart"), reads.load_home, home.discard),
        line("mine", COMMAND, command("mine"), direct_rows.load_mine, direct.mine),
        line("direct", COMMAND, direct.answers_direct, reads.load_speakers, direct.keep),
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
