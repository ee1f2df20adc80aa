"""Writes down what decisions want done, a whole batch at a time."""

from collections.abc import Callable, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from handlers import effects as e
from handlers.broadcasts import broadcast_effects as b
from handlers.broadcasts import group_effects as g
from handlers.bulletins.bulletin_effects import SetBulletin
from handlers.campaigns import effects as c
from handlers.campaigns import wall_effects as w
from handlers.events import Event, FileLost
from handlers.form.drafts import Draft
from handlers.intakes import effects as i
from handlers.message import is_link
from handlers.officers import effects as o
from handlers.person import Purpose
from handlers.portal.portal_effects import AddEntry, PortalEffect
from handlers.propaganda import story_effects as s
from handlers.registers.export_effects import MakeWorkbook
from handlers.results.direct_effects import AskedDirect, DirectEffect, SetDirect
from handlers.sinks import sink_effects as k
from handlers.speaker import Joining, Offer, Place, Reporting
from handlers.values import dataclass
from storage import people
from storage.apply import broadcasts as apply_broadcasts
from storage.apply import bulletins as apply_bulletins
from storage.apply import campaigns as apply_campaigns
from storage.apply import direct as apply_direct
from storage.apply import drafts as apply_drafts
from storage.apply import exports as apply_exports
from storage.apply import groups as apply_groups
from storage.apply import initiatives as apply_initiatives
from storage.apply import intakes as apply_intakes
from storage.apply import links as apply_links
from storage.apply import papers as apply_papers
from storage.apply import people as apply_people
from storage.apply import portal as apply_portal
from storage.apply import posts as apply_posts
from storage.apply import recognition as apply_recognition
from storage.apply import review as apply_review
from storage.apply import sinks as apply_sinks
from storage.apply import stories as apply_stories
from storage.apply import telling
from storage.apply import walls as apply_walls
from storage.apply.telling import Render
from storage.people import Look
from storage.traffic import outbox


class Conflict(Exception):
    """Something decided on was changed meanwhile: undo everything and decide again on fresh facts."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One handled event with what is to be done about it."""

    key: str
    event: Event
    look: Look
    effects: e.Effects


@dataclass(slots=True)
class Batch:
    """Effects of many turns, sorted by what they change; each list becomes one statement."""

    people: list[dict[str, Any]] = field(default_factory=list)
    consents: list[dict[str, Any]] = field(default_factory=list)
    strike: list[int] = field(default_factory=list)
    drop: list[int] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    replaced: list[tuple[int, int]] = field(default_factory=list)
    drafts: list[tuple[int, Any, datetime]] = field(default_factory=list)
    files: list[tuple[Turn, e.KeepFile]] = field(default_factory=list)
    submits: list[tuple[Turn, e.Submit]] = field(default_factory=list)
    resubmits: list[tuple[Turn, e.Resubmit]] = field(default_factory=list)
    decides: list[tuple[Turn, e.Decide]] = field(default_factory=list)
    appoints: list[tuple[Turn, e.Appoint]] = field(default_factory=list)
    invites: list[tuple[Turn, e.Invite]] = field(default_factory=list)
    replies: list[tuple[Turn, e.Reply]] = field(default_factory=list)
    tells: list[tuple[Turn, e.Tell]] = field(default_factory=list)
    closes: list[tuple[Turn, str]] = field(default_factory=list)
    placed: list[tuple[int, int]] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    reachable: dict[str, bool] = field(default_factory=dict)
    showing: list[Turn] = field(default_factory=list)
    told_there: list[tuple[Turn, e.TellThere]] = field(default_factory=list)
    codes: list[tuple[Turn, e.MakeLink]] = field(default_factory=list)
    missed: list[Turn] = field(default_factory=list)
    merges: list[tuple[Turn, e.Merge]] = field(default_factory=list)
    cuts: list[tuple[Turn, e.Cut]] = field(default_factory=list)
    channels: list[tuple[Turn, e.ChooseChannel]] = field(default_factory=list)
    review: list[tuple[Turn, o.ReviewEffect]] = field(default_factory=list)
    recognition: list[tuple[Turn, o.RecognitionEffect]] = field(default_factory=list)
    posts: list[tuple[Turn, o.PostEffect]] = field(default_factory=list)
    bulletins: list[tuple[Turn, SetBulletin]] = field(default_factory=list)
    direct: list[tuple[Turn, DirectEffect]] = field(default_factory=list)
    walls: list[tuple[Turn, w.WallEffect]] = field(default_factory=list)
    sinks: list[tuple[Turn, k.SinkEffect]] = field(default_factory=list)
    groups: list[tuple[Turn, g.GroupEffect]] = field(default_factory=list)
    broadcasts: list[tuple[Turn, b.BroadcastEffect]] = field(default_factory=list)
    stories: list[tuple[Turn, s.StoryEffect]] = field(default_factory=list)
    campaigns: list[tuple[Turn, c.CampaignEffect]] = field(default_factory=list)
    intakes: list[tuple[Turn, i.IntakeEffect]] = field(default_factory=list)
    portal: list[tuple[Turn, PortalEffect]] = field(default_factory=list)
    exports: list[tuple[Turn, MakeWorkbook]] = field(default_factory=list)
    unnamed: list[Turn] = field(default_factory=list)


def apply(
    connection: Connection, turns: Sequence[Turn], render: Render, can_edit: Callable[[str], bool]
) -> None:
    """All effects of these turns, each of another person. Raises `Conflict` when one came too late."""
    batch = Batch()
    for turn in turns:
        for effect in turn.effects:
            _sort(batch, turn, effect)
    apply_people.write(connection, batch)
    apply_links.write(connection, batch)
    if not apply_people.appoint(connection, batch):
        raise Conflict("an invite was used meanwhile")
    if not apply_initiatives.write(connection, batch):
        raise Conflict("an initiative was changed meanwhile")
    if not apply_review.write(connection, batch):
        raise Conflict("an initiative was taken up meanwhile")
    apply_recognition.write(connection, batch)
    apply_posts.write(connection, batch)
    apply_bulletins.write(connection, batch)
    apply_direct.write(connection, batch)
    if not apply_groups.write(connection, batch):
        raise Conflict("a group's code was used meanwhile")
    if not apply_walls.write(connection, batch):
        raise Conflict("a campaign's page was opened meanwhile")
    if not apply_campaigns.write(connection, batch):
        raise Conflict("a target was changed meanwhile")
    if not apply_broadcasts.write(connection, batch):
        raise Conflict("a broadcast was decided on meanwhile")
    if not apply_intakes.write(connection, batch):
        raise Conflict("a workbook was answered meanwhile")
    apply_stories.write(connection, batch)
    apply_sinks.write(connection, batch)
    if not apply_portal.write(connection, batch):
        raise Conflict("an initiative was entered in the portal meanwhile")
    _note_shown(batch)
    apply_drafts.write(connection, batch)
    rows = apply_initiatives.fetches(connection, batch)
    rows += _said(connection, batch, render)
    rows += apply_papers.paper_rows(connection, batch)
    rows += apply_broadcasts.listing_rows(batch)
    rows += apply_exports.export_rows(batch)
    rows += apply_initiatives.strips(connection, batch, can_edit)
    if batch.strike:
        outbox.strike(connection, batch.strike)
    outbox.add(connection, rows)
    apply_people.remember(connection, turns, batch, _offers(batch))
    # Last of all: whatever this batch did to either of two persons belongs to the one they become.
    if not apply_links.settle(connection, batch):
        raise Conflict("a code or a conversation was used meanwhile")


def _sort(batch: Batch, turn: Turn, effect: e.Effect) -> None:
    person, at = turn.look.speaker.person, turn.event.at
    match effect:
        case e.Reply():
            batch.replies.append((turn, effect))
        case e.Tell():
            batch.tells.append((turn, effect))
        case e.MoveTo(place):
            batch.places[turn.event.conversation] = place
            if isinstance(place, Joining | Reporting):
                batch.showing.append(turn)
        case e.SavePerson():
            batch.people.append({"row": person.id, **_named(effect)})
        case e.RecordConsent(purpose, given, version):
            batch.people.append({"row": person.id, purpose.value: given})
            batch.consents.append(_consent(turn, purpose, given, version))
            if purpose is Purpose.CAMPAIGNS and not given:
                batch.strike.append(person.id)
            if purpose is Purpose.PUBLIC and not given:
                batch.unnamed.append(turn)
        case e.StopCampaigns(version):
            batch.people.append({"row": person.id, "campaigns": False})
            batch.consents.append(_consent(turn, Purpose.CAMPAIGNS, False, version))
            batch.strike.append(person.id)
        case e.SaveDraft(draft):
            batch.drafts.append((person.id, _seen(draft, turn), at))
        case e.OpenDraft(draft):
            batch.aside.append(person.id)
            if draft.initiative_id is not None:
                batch.replaced.append((person.id, draft.initiative_id))
            batch.drafts.append((person.id, _seen(draft, turn), at))
        case e.DropDraft():
            batch.drop.append(person.id)
        case e.KeepFile():
            batch.files.append((turn, effect))
        case e.Submit():
            batch.submits.append((turn, effect))
            if effect.behalf is None:
                batch.strike.append(person.id)
        case e.Resubmit():
            batch.resubmits.append((turn, effect))
        case e.Decide():
            batch.decides.append((turn, effect))
        case e.CloseButtons(about):
            batch.closes.append((turn, about))
        case e.Appoint():
            batch.appoints.append((turn, effect))
        case e.Invite():
            batch.invites.append((turn, effect))
        case e.MarkReachable(reachable):
            batch.reachable[turn.event.conversation] = reachable
        case e.NameUnit(person_id, unit_id):
            batch.people.append({"row": person_id, "unit_id": unit_id})
            batch.placed.append((person_id, unit_id))
        case e.TellThere():
            batch.told_there.append((turn, effect))
        case e.MakeLink():
            batch.codes.append((turn, effect))
        case e.Missed():
            batch.missed.append(turn)
        case e.Merge():
            batch.merges.append((turn, effect))
        case e.Cut():
            batch.cuts.append((turn, effect))
        case e.ChooseChannel():
            batch.channels.append((turn, effect))
        case o.AskEmployer() | o.RevokeRequest() | o.KeepRecognition() | o.MakePapers():
            batch.recognition.append((turn, effect))
        case o.RevokeInvite() | o.EndPost() | o.HandOver() | o.Delegate() | o.EndDelegation():
            batch.posts.append((turn, effect))
        case s.TellStory() | s.UntellStories():
            batch.stories.append((turn, effect))
        case c.SetTargets() | c.OpenCampaign():
            batch.campaigns.append((turn, effect))
        case AddEntry():
            batch.portal.append((turn, effect))
        case MakeWorkbook():
            batch.exports.append((turn, effect))
        case SetBulletin():
            batch.bulletins.append((turn, effect))
        case AskedDirect() | SetDirect():
            batch.direct.append((turn, effect))
        case i.ReceiveWorkbook() | i.ApplyWorkbook() | i.DropWorkbook():
            batch.intakes.append((turn, effect))
        case g.MakeGroupCode() | g.ConnectGroup():
            batch.groups.append((turn, effect))
        case w.OpenWall() | w.CloseWall():
            batch.walls.append((turn, effect))
        case k.ResumeSink() | k.PauseSink() | k.TryOut() | k.SendAside():
            batch.sinks.append((turn, effect))
        case (
            b.MakeBroadcast()
            | b.AgreeToBroadcast()
            | b.RefuseBroadcast()
            | b.HoldBroadcast()
            | b.ResumeBroadcast()
            | b.StopBroadcast()
            | b.MakeListing()
        ):
            batch.broadcasts.append((turn, effect))
        case _:
            batch.review.append((turn, effect))


def _seen(draft: Draft, turn: Turn) -> Draft:
    """The draft knowing which conversation saw it last; a lost file is told of, but nobody looked."""
    unseen = isinstance(turn.event, FileLost) or draft.where == turn.event.conversation
    return draft if unseen else replace(draft, where=turn.event.conversation)


def _note_shown(batch: Batch) -> None:
    """A draft that was only shown is seen there too, so that what is typed next answers it."""
    touched = {person_id for person_id, _, _ in batch.drafts}
    touched.update(batch.drop)
    for turn in batch.showing:
        draft, person = turn.look.speaker.draft, turn.look.speaker.person.id
        if draft is not None and person not in touched and (seen := _seen(draft, turn)) is not draft:
            batch.drafts.append((person, seen, turn.event.at))


def _named(effect: e.SavePerson) -> dict[str, Any]:
    fields = ("name", "phone", "unit_id", "unit_words", "language")
    return {name: value for name in fields if (value := getattr(effect, name)) is not None}


def _consent(turn: Turn, purpose: Purpose, given: bool, version: str) -> dict[str, Any]:
    return {
        "person_id": turn.look.speaker.person.id,
        "purpose": purpose.value,
        "given": given,
        "text_version": version,
        "at": turn.event.at,
        "conversation": turn.event.conversation,
        "update_key": turn.key,
    }


def _said(connection: Connection, batch: Batch, render: Render) -> list[outbox.Row]:
    """Replies and notices as outbox rows in finished words."""
    rows: list[outbox.Row] = []
    for turn, reply in batch.replies:
        speaker = turn.look.speaker
        lane = outbox.lane_of(speaker.conversation)
        rows += telling.said(
            lane,
            speaker.conversation,
            speaker.person.id,
            reply.message,
            render(lane, reply.message, speaker.language),
            turn.event.at,
            reply.once,
            timedelta(seconds=reply.delay),
        )
    if batch.tells:
        reached = people.reach(connection, {tell.person_id for _, tell in batch.tells})
        for turn, tell in batch.tells:
            if tell.person_id not in reached:
                raise Conflict("a person who is to be told was joined to another meanwhile")
            rows += telling.notice(tell, reached[tell.person_id], render, turn.event.at)
    for turn, told in batch.told_there:
        lane = outbox.lane_of(told.conversation)
        bodies = render(lane, telling.unnumbered(told.message), told.language)
        rows += telling.said(lane, told.conversation, None, told.message, bodies, turn.event.at, told.once)
    return rows


def _offers(batch: Batch) -> dict[str, tuple[Offer, ...]]:
    """The buttons now on screen, by conversation; a message without any leaves the older ones."""
    offers: dict[str, tuple[Offer, ...]] = {}
    for turn, reply in batch.replies:
        shown = reply.message
        if shown.choices or shown.nav:
            choices = [one for row in shown.choices for one in row if not is_link(one)]
            numbered = tuple(Offer(one.label, one.data, True) for one in choices)
            ways = tuple(Offer(one.label, one.data, False) for one in shown.nav if not is_link(one))
            offers[turn.event.conversation] = numbered + ways
    return offers
