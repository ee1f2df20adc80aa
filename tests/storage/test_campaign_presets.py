"""Presets of campaigns: what they say, to whom, and what is written down when one is loaded."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from fakes.federation import PROVINCE, SEWING, SHOES, found
from sqlalchemy import Engine

from handlers.broadcasts.audience import Did
from handlers.broadcasts.content import Piece, Text
from handlers.broadcasts.letter import Letter
from handlers.broadcasts.words import compose
from handlers.campaigns.schedule import Once, moments
from messages.campaigns.reading import Campaign, load_campaigns
from messages.programmes.reading import load_programmes
from messages.propaganda.reading import load_pieces
from storage import programmes
from storage.campaigns import amending, campaigns, closings, entries, phases, presets

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
PRESETS = list(load_campaigns().values())
MONDAY = date(2026, 5, 4)


def test_the_presets_are_those_that_a_federation_asks_for() -> None:
    keys = {"peak_week", "peak_month", "forty_days", "update_day", "emulation_2026_1", "emulation_2026_2"}
    assert set(load_campaigns()) == keys
    assert next(iter(load_campaigns())) == "peak_week"


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.key)
def test_whoever_sent_one_in_is_thanked_and_never_urged(preset: Campaign) -> None:
    thanked = 0
    for line in presets.plan(preset, preset.starts or MONDAY):
        if {Did.SENT, Did.ASKED} & set(line.audience.did):
            assert set(line.audience.did) == {Did.SENT, Did.ASKED}
            assert isinstance(line.content, Text)
            assert not line.content.begin
            thanked += 1
    assert thanked >= 1


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.key)
def test_every_entry_goes_off_and_has_words_for_all_it_is_meant_for(preset: Campaign) -> None:
    window = presets.window(preset, None if preset.starts else MONDAY, ZONE)
    themes = {piece.theme for piece in load_pieces().values()}
    for line in presets.plan(preset, window.starts):
        assert list(moments(line.rule, window, ZONE)), line.name
        if isinstance(line.content, Piece):
            assert set(line.content.themes) <= themes, line.name
            continue
        for did in line.audience.did:
            letter = Letter(
                broadcast_id=1,
                content=line.content,
                did=did,
                lane="web:chat",
                language="vi",
                campaign=preset.name,
                slogan=preset.slogan,
                closes_at=window.closes_at,
                days_left=3,
            )
            message = compose(letter)
            assert message is not None, (line.name, did)
            assert "{" not in message.text
            assert "DỪNG" in message.text
            assert len(message.text) <= 900


def test_the_forty_days_are_those_of_2022_with_ninh_thuans_thousand(engine: Engine) -> None:
    million = next(one for one in load_programmes() if one.key == "million")
    with engine.begin() as connection:
        found(connection)
        fields = {"key": "million", "name": million.name, "slogan": "", "prefix": "NT"}
        programmes.run(connection, fields, [one.model_dump() for one in million.phases])
        made = presets.load(connection, load_campaigns()["forty_days"], unit_ids=[PROVINCE], now=NOW)
        campaign = campaigns.find(connection, made)
        phase = phases.named(connection, "million", "gd1")
    assert campaign is not None
    assert phase is not None
    assert (campaign.starts, campaign.ends) == (date(2022, 4, 21), date(2022, 5, 31))
    assert (campaign.ends - campaign.starts).days == 40
    assert campaign.window.closes_at.astimezone(ZONE) == datetime(2022, 6, 1, tzinfo=ZONE)
    assert (campaign.target, campaign.phase_id, campaign.kind) == (1000, phase.id, "forty_days")
    assert campaign.grace == timedelta(hours=1)


def test_a_peak_week_is_written_down_with_its_plan_and_its_units(engine: Engine) -> None:
    preset = load_campaigns()["peak_week"]
    with engine.begin() as connection:
        found(connection)
        made = presets.load(
            connection,
            preset,
            unit_ids=[SEWING],
            now=NOW,
            starts=MONDAY,
            name="Tuần cao điểm may mặc",
            target=50,
            closes_at=datetime(2026, 5, 10, 17, 0, tzinfo=ZONE),
            grace_minutes=30,
        )
        campaign = campaigns.find(connection, made)
        plan = entries.of_campaigns(connection, [made])[made]
    assert campaign is not None
    assert (campaign.name, campaign.target, campaign.unit_ids) == ("Tuần cao điểm may mặc", 50, (SEWING,))
    assert (campaign.ends, campaign.grace) == (date(2026, 5, 10), timedelta(minutes=30))
    assert campaign.courtesy.per_week == 5
    assert len(plan) == len(presets.plan(preset, MONDAY))
    when = {
        one.name: [f"{at:%d/%m %H:%M}" for at in moments(one.rule, campaign.window, ZONE)]
        for one in plan
        if one.audience.languages != ("en",)
    }
    assert when == {
        "Báo trước 7 ngày": ["27/04 11:45"],
        "Một ngày trước": ["03/05 19:00"],
        "Ngày đầu": ["04/05 11:45"],
        "Ngày thứ ba, trước giờ đổi ca chiều": ["06/05 13:45"],
        "Thứ Hai: việc còn dở": ["04/05 11:45"],
        "72 giờ cuối": ["07/05 17:00"],
        "Ngày cuối": ["10/05 08:00"],
        "Cảm ơn người đã gửi": ["10/05 13:00"],
    }
    assert [one.audience.languages for one in plan if one.name == "Ngày đầu"] == [("vi",), ("en",)]


def test_days_that_a_preset_names_move_with_its_first_day() -> None:
    preset = load_campaigns()["emulation_2026_1"]
    later = date(2027, 1, 1)
    first = presets.plan(preset, later)[0].rule
    assert isinstance(first, Once)
    assert first.on == date(2027, 1, 8)
    assert presets.window(preset, later).ends == date(2027, 6, 30)


def test_a_template_needs_a_first_day() -> None:
    with pytest.raises(ValueError, match="first day"):
        presets.window(load_campaigns()["peak_week"], None)


def test_settings_are_changed_one_by_one_and_the_words_follow_the_new_close(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        preset = load_campaigns()["peak_week"]
        made = presets.load(connection, preset, unit_ids=[SEWING], now=NOW, starts=MONDAY)
        closes = datetime(2026, 5, 9, 16, 30, tzinfo=ZONE)
        assert amending.amend(
            connection,
            made,
            closes_at=closes,
            grace_minutes=0,
            quiet=(time(20), time(8)),
            shifts=[time(18), time(6)],
        )
        assert not amending.amend(connection, made + 1, per_day=2)
        campaign = campaigns.find(connection, made)
        (first, *_) = entries.of_campaigns(connection, [made])[made]
    assert campaign is not None
    assert campaign.window.closes_at == closes
    assert campaign.grace == timedelta(0)
    assert (campaign.courtesy.quiet_from, campaign.courtesy.per_week) == (time(20), 5)
    assert campaign.window.shifts == (time(6), time(18))
    letter = Letter(
        broadcast_id=1,
        content=Text((("*", "Until {closes}, {unknown}"),)),
        did=Did.NOTHING,
        lane="web:chat",
        language="vi",
        closes_at=campaign.window.closes_at.astimezone(ZONE),
        days_left=2,
    )
    message = compose(letter)
    assert message is not None
    assert message.text.startswith("Until 16:30 ngày 9/5/2026, {unknown}")
    assert first.name == "Báo trước 7 ngày"


def test_only_what_was_begun_before_the_close_of_its_own_campaign_has_its_grace(engine: Engine) -> None:
    closes = datetime(2026, 5, 10, 17, 0, tzinfo=ZONE)
    with engine.begin() as connection:
        found(connection)
        preset = load_campaigns()["peak_week"]
        presets.load(connection, preset, unit_ids=[SEWING], now=NOW, starts=MONDAY, closes_at=closes)
        begun, sent = closes - timedelta(minutes=5), closes + timedelta(minutes=59)
        assert closings.counted_at(connection, SEWING, begun, sent) == closes - timedelta(microseconds=1)
        assert closings.counted_at(connection, SEWING, closes, sent) == sent
        assert closings.counted_at(connection, SEWING, begun, sent + timedelta(minutes=1)) > closes
        assert closings.counted_at(connection, SHOES, begun, sent) == sent
        assert closings.counted_at(connection, None, begun, sent) == sent
        (near,) = closings.near(connection, SEWING, begun, sent)
        assert (near.name, near.closes_at, near.grace) == (preset.name, closes, timedelta(hours=1))
        assert closings.near(connection, SHOES, begun, sent) == ()
        # Weeks later only whoever began before it has to hear of it.
        weeks = sent + timedelta(days=30)
        assert len(closings.near(connection, SEWING, begun, weeks)) == 1
        assert closings.near(connection, SEWING, weeks, weeks) == ()
