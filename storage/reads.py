"""What each screen needs to know, loaded for a whole batch of events at once."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers import taps
from handlers.events import Began, Commanded, Event, Said, Tapped
from handlers.form.forms import SUMMARY
from handlers.home import HomeFacts
from handlers.initiative import Initiative
from handlers.officers.review import Reference
from handlers.report import ReportFacts
from handlers.speaker import Asked, Speaker
from handlers.understanding.folding import fold
from handlers.units import Unit
from handlers.welcome import JoinFacts, is_code_like
from storage import counters, initiatives, programmes, units
from storage.posts import levels, officers
from storage.review import alike, cards, promises

#: How many units a search by words offers, a page at a time.
FOUND = 30
#: The payload of a unit's deep link: ``u_<code>``.
UNIT_LINK = "u_"


def load_speakers(connection: Connection, asked: Sequence[Asked]) -> list[Speaker]:
    """Nothing but the first look."""
    return [one.speaker for one in asked]


def load_home(connection: Connection, asked: Sequence[Asked]) -> list[HomeFacts]:
    """The running programme, and the unit that a deep link or a button names."""
    programme = programmes.running(connection)
    named = _named(connection, asked)
    return [
        HomeFacts(speaker=one.speaker, programme=programme, named=unit)
        for one, unit in zip(asked, named, strict=True)
    ]


def load_own(connection: Connection, asked: Sequence[Asked]) -> list[HomeFacts]:
    """The speakers' own initiatives."""
    programme = programmes.running(connection)
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
        for one in asked
    ]


def load_join(connection: Connection, asked: Sequence[Asked]) -> list[JoinFacts]:
    """Units that the events name by code, by a button or by words."""
    programme = programmes.running(connection)
    named = _named(connection, asked)
    facts = []
    for one, unit in zip(asked, named, strict=True):
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
    programme = programmes.running(connection)
    sending = [one for one in asked if _sends(one)]
    earlier = alike.earlier(connection, asked)
    if not sending:
        return [
            ReportFacts(speaker=one.speaker, programme=programme, earlier=own)
            for one, own in zip(asked, earlier, strict=True)
        ]
    mended = {
        one.speaker.person.id: Reference(id=one.speaker.draft.initiative_id)
        for one in sending
        if one.speaker.draft and one.speaker.draft.initiative_id
    }
    found = initiatives.find(connection, mended.values(), lock=True)
    fresh = [one for one in sending if one.speaker.person.id not in mended]
    numbers = iter(counters.reserve(connection, "initiative", len(fresh)) if fresh else ())
    free = promises.days_off(connection)
    days = programme.answer_days if programme else promises.USUAL
    mending = {
        person: found[reference].initiative for person, reference in mended.items() if reference in found
    }
    senders = {(_comes_from(one, mending), one.speaker.person.id) for one in sending}
    told = levels.others(connection, senders, sending[0].event.at)
    facts = []
    for one, own in zip(asked, earlier, strict=True):
        person = one.speaker.person
        facts.append(
            ReportFacts(
                speaker=one.speaker,
                programme=programme,
                number=next(numbers) if one in fresh else None,
                officers=told.get((_comes_from(one, mending), person.id), ()),
                initiative=mending.get(person.id),
                promised=promises.promised(one.event.at, zone, days, free) if one in sending else None,
                earlier=own,
                like=alike.likeliest(connection, one, _comes_from(one, mending)) if one in sending else None,
            )
        )
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
