"""What each screen needs to know, loaded for a whole batch of events at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers import taps
from handlers.campaigns.closing import Closing
from handlers.events import Began, Commanded, Event, Said, Tapped
from handlers.form import short_path
from handlers.form.forms import SUMMARY
from handlers.form.initiative_form import REPORT
from handlers.home import HomeFacts
from handlers.initiative import Initiative
from handlers.officers.review import Reference
from handlers.report import ReportFacts
from handlers.rules import Programme
from handlers.speaker import Asked, Speaker
from handlers.understanding.folding import fold
from handlers.units import Unit
from handlers.welcome import JoinFacts, is_code_like
from storage import initiatives, programmes, units
from storage.campaigns import closings, phases
from storage.nodes import numbering
from storage.posts import levels, officers
from storage.review import alike, cards, promises

#: How many units a search by words offers, a page at a time.
FOUND = 30
#: After which questions, of the long form and of the short one, the review screen may come.
_LAST = frozenset({SUMMARY, *(step.key for step in REPORT.steps[-2:]), "decision_photo"})
#: The payload of a unit's deep link: ``u_<code>``.
UNIT_LINK = "u_"


def load_speakers(connection: Connection, asked: Sequence[Asked]) -> list[Speaker]:
    """Nothing but the first look."""
    return [one.speaker for one in asked]


def load_home(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[HomeFacts]:
    """The speaker's programme, and the unit that a deep link or a button names."""
    belonging = _programmes(connection, asked)
    named = _named(connection, asked)
    return [
        HomeFacts(
            speaker=one.speaker,
            programme=programme,
            named=unit,
            closings=_closings(connection, one, programme, zone) if _reviews(one) else (),
        )
        for one, unit, programme in zip(asked, named, belonging, strict=True)
    ]


def _programmes(connection: Connection, asked: Sequence[Asked]) -> list[Programme | None]:
    """The programme of each speaker's unit, or of the worker for whom they write."""
    places = [_comes_from(one, {}) for one in asked]
    found = programmes.of_units(connection, places)
    return [found.get(place) for place in places]


def _reviews(one: Asked) -> bool:
    """Whether the review screen may be what comes next."""
    draft = one.speaker.draft
    return draft is not None and draft.form == "report" and (draft.editing or draft.step in _LAST)


def _closings(
    connection: Connection, one: Asked, programme: Programme | None, zone: ZoneInfo
) -> tuple[Closing, ...]:
    draft = one.speaker.draft
    return closings.near(
        connection,
        _comes_from(one, {}),
        draft.begun_at if draft is not None else None,
        one.event.at,
        programme_id=programme.id if programme is not None else None,
        zone=zone,
    )


def _as_of(connection: Connection, programme: Programme | None, one: Asked) -> Programme | None:
    """The programme with the days of the phase that is open now, whichever it was set up for."""
    if programme is None or not _reviews(one):
        return programme
    phase = phases.on(connection, programme.id, one.event.at.date())
    return replace(programme, opens=phase.opens, closes=phase.closes) if phase is not None else programme


def load_own(connection: Connection, asked: Sequence[Asked]) -> list[HomeFacts]:
    """The speakers' own initiatives."""
    belonging = _programmes(connection, asked)
    authors = [one.speaker.person.id for one in asked]
    own = initiatives.of_authors(connection, authors)
    kept = initiatives.kept_of(connection, authors)
    comments = cards.comments_of(connection, [one for written in own.values() for one in written])
    return [
        HomeFacts(
            speaker=one.speaker,
            programme=programme,
            own=tuple(own[one.speaker.person.id]),
            kept=kept[one.speaker.person.id],
            comments=comments,
        )
        for one, programme in zip(asked, belonging, strict=True)
    ]


def load_join(connection: Connection, asked: Sequence[Asked]) -> list[JoinFacts]:
    """Units that the events name by code, by a button or by words."""
    belonging = _programmes(connection, asked)
    named = _named(connection, asked)
    facts = []
    for one, unit, programme in zip(asked, named, belonging, strict=True):
        found: tuple[Unit, ...] = ()
        draft = one.speaker.draft
        if unit is None and draft and draft.step == "unit" and isinstance(one.event, Said):
            found = tuple(units.search(connection, one.event.text[:200], FOUND))
        facts.append(JoinFacts(speaker=one.speaker, programme=programme, named=unit, found=found))
    return facts


def load_report(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[ReportFacts]:
    """For a turn that sends: a number, whom to tell, the record being mended; else next to nothing."""
    plain = _unsent(connection, asked, zone)
    sending = [one for one in asked if _sends(one)]
    if not sending:
        return plain
    mended = {
        one.speaker.person.id: Reference(id=one.speaker.draft.initiative_id)
        for one in sending
        if one.speaker.draft and one.speaker.draft.initiative_id
    }
    found = initiatives.find(connection, mended.values(), lock=True)
    fresh = [one for one in sending if one.speaker.person.id not in mended]
    numbers, keepers = numbering.of_reports(connection, len(fresh))
    free = promises.days_off(connection)
    mending = {
        person: found[reference].initiative for person, reference in mended.items() if reference in found
    }
    senders = {(_comes_from(one, mending), one.speaker.person.id) for one in sending}
    told = levels.others(connection, senders, sending[0].event.at)
    facts = []
    for one, known in zip(asked, plain, strict=True):
        person = one.speaker.person
        days = known.programme.answer_days if known.programme else promises.USUAL
        facts.append(
            replace(
                known,
                number=next(numbers) if one in fresh and keepers is None else None,
                keepers=keepers if one in fresh else None,
                officers=told.get((_comes_from(one, mending), person.id), ()),
                initiative=mending.get(person.id),
                promised=promises.promised(one.event.at, zone, days, free) if one in sending else None,
                like=alike.likeliest(connection, one, _comes_from(one, mending)) if one in sending else None,
            )
        )
    return facts


def _unsent(connection: Connection, asked: Sequence[Asked], zone: ZoneInfo) -> list[ReportFacts]:
    """What every turn of a report needs: its programme, and near its end what its review screen shows."""
    facts = []
    earlier, belonging = alike.earlier(connection, asked), _programmes(connection, asked)
    for one, own, found in zip(asked, earlier, belonging, strict=True):
        programme = _as_of(connection, found, one)
        near = _closings(connection, one, programme, zone) if _reviews(one) else ()
        facts.append(ReportFacts(speaker=one.speaker, programme=programme, earlier=own, closings=near))
    return facts


def _comes_from(one: Asked, mending: Mapping[int, Initiative]) -> int | None:
    """The unit of a report on screen: its record's, or its author's, who may be somebody else."""
    draft, unit = one.speaker.draft, one.speaker.person.unit
    record = mending.get(one.speaker.person.id)
    if record is not None:
        unit = record.unit
    elif draft is not None and draft.behalf is not None:
        unit = draft.behalf.unit
    return unit.id if unit else None


def _sends(one: Asked) -> bool:
    draft = one.speaker.draft
    if draft is None or draft.step != SUMMARY or not isinstance(one.event, Tapped):
        return False
    return taps.unpack(one.event.data) == taps.Go(draft.revision, "send")


def _named(connection: Connection, asked: Sequence[Asked]) -> list[Unit | None]:
    codes = [_code(one) for one in asked]
    ids = [_unit_id(one.event) for one in asked]
    if not any(codes) and not any(ids):
        return [None] * len(asked)
    by_code = units.by_codes(connection, [code for code in codes if code])
    # A list on screen may be older than a merger: what was picked is what stands there today.
    by_id = units.standing_by_ids(connection, [one for one in ids if one])
    return [
        by_code.get(fold(code)) if code else by_id.get(one) if one else None
        for code, one in zip(codes, ids, strict=True)
    ]


def _code(one: Asked) -> str:
    """The unit code an event carries: in a deep link, a button, or typed by somebody not placed yet."""
    match one.event:
        case Began(payload=payload) if payload.startswith(UNIT_LINK):
            return payload.removeprefix(UNIT_LINK)
        case Began(payload=payload) if payload.startswith(short_path.LINK):
            return payload.removeprefix(short_path.LINK)
        case Commanded(name="move", argument=code):
            return code
        case Said(text=text) if one.speaker.person.unit is None and is_code_like(text):
            return text.strip()
        case _:
            return ""


def _unit_id(event: Event) -> int | None:
    """The unit chosen from a list of found ones."""
    if not isinstance(event, Tapped):
        return None
    tap = taps.unpack(event.data)
    if isinstance(tap, taps.Answer) and tap.step == "unit" and tap.value.isascii() and tap.value.isdigit():
        return int(tap.value[:15])
    return None
