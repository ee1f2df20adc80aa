"""The screens of campaigns: those that run, a plan, and the questions before one is opened."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from handlers.campaigns import days
from handlers.campaigns import plan_words as words
from handlers.campaigns.campaign import Campaign
from handlers.campaigns.campaign_facts import CampaignFacts, Listed, Sending, data
from handlers.campaigns.closing import minute
from handlers.form import wording
from handlers.message import Button, Message
from handlers.units import Unit
from messages.campaigns.reading import Campaign as Preset
from messages.catalog import say

#: How many sendings of a plan are told at once, and how many campaigns.
SENDINGS, CAMPAIGNS = 16, 6


def overview(facts: CampaignFacts, at: datetime, note: str = "") -> Message:
    """The campaigns of the speaker's units, with the server's time."""
    language = facts.speaker.language
    shown = facts.listed[:CAMPAIGNS]
    told = [_one(facts, one, at) for one in shown]
    if not told:
        told = [_say(language, "none")]
    head = _say(language, "title", now=minute(language, at))
    ways = [
        Button(_say(language, "plan", name=_short(one.campaign.name)), data("plan", one.campaign.id))
        for one in shown
    ]
    if facts.units:
        ways.insert(0, Button(_say(language, "open"), data("open")))
    text = "\n\n".join([*([note] if note else []), head, *told])
    return wording.choose(text, ways, (wording.call(language, "help"),))


def _one(facts: CampaignFacts, one: Listed, at: datetime) -> str:
    language, campaign = facts.speaker.language, one.campaign
    day, total = days.day_of(campaign.starts, campaign.ends, at.date())
    if at >= campaign.window.closes_at:
        lines = [_say(language, "closed", name=campaign.name)]
    elif day < 1:
        starts = f"{campaign.starts:%d/%m/%Y}"
        lines = [_say(language, "coming", name=campaign.name, days=1 - day, starts=starts)]
    else:
        lines = [_say(language, "running", name=campaign.name, day=min(day, total), total=total)]
    lines.append(_say(language, "closes", closes=_closes(facts, campaign)))
    following = next((sending for sending in one.ahead if sending.begins_at is not None), None)
    if following is None or following.begins_at is None:
        lines.append(_say(language, "no_next"))
    else:
        when = minute(language, following.begins_at.astimezone(facts.zone))
        lines.append(_say(language, "next", when=when, what=following.name or campaign.name))
    return "\n".join(lines)


def plan(facts: CampaignFacts, one: Listed) -> Message:
    """What a campaign still says, in order."""
    language = facts.speaker.language
    title = _form("plan_title", one.campaign)
    lines = [_say(language, title, name=one.campaign.name, **_days(facts, one.campaign))]
    lines += _plan(facts, one)
    back = Button(_say(language, "back"), data("back"))
    return Message(text="\n".join(lines), nav=(back,))


def which(facts: CampaignFacts, presets: Sequence[Preset]) -> Message:
    """A preset to choose."""
    language = facts.speaker.language
    buttons = [
        Button(_say(language, "preset", name=one.name, about=one.about), data("open", one.key))
        for one in presets
    ]
    return wording.choose(_say(language, "which"), buttons, (_stop(language),))


def whose(facts: CampaignFacts, preset: Preset) -> Message:
    """A unit to choose, for whoever may open one for several."""
    language = facts.speaker.language
    buttons = [Button(one.name, data("open", preset.key, one.id)) for one in facts.units]
    return wording.choose(_say(language, "unit"), buttons, (_stop(language),))


def first_day(facts: CampaignFacts, preset: Preset, unit: Unit, note: str = "") -> Message:
    language = facts.speaker.language
    asked = _say(language, "day", name=preset.name, unit=unit.name)
    return Message(text=f"{note}\n\n{asked}" if note else asked, nav=(_stop(language),))


def preview(facts: CampaignFacts, preset: Preset, unit: Unit, drawn: Listed, at: datetime) -> Message:
    """The whole plan as it would be, for a yes."""
    language, campaign = facts.speaker.language, drawn.campaign
    lines = [
        _say(
            language, _form("preview", campaign), name=campaign.name, unit=unit.name, **_days(facts, campaign)
        )
    ]
    if campaign.grace:
        minutes = int(campaign.grace.total_seconds() // 60)
        lines.append(_say(language, "grace", minutes=minutes))
    courtesy = campaign.courtesy
    lines.append(
        _say(
            language,
            "quiet",
            quiet_from=f"{courtesy.quiet_from:%H:%M}",
            quiet_until=f"{courtesy.quiet_until:%H:%M}",
            per_day=courtesy.per_day,
            per_week=courtesy.per_week,
        )
    )
    lines += ["", *_plan(facts, drawn)]
    lines += ["", _say(language, "sure")]
    yes = Button(_say(language, "yes"), data("open", preset.key, unit.id, _packed(campaign.starts)))
    return wording.choose("\n".join(lines), (yes,), (_stop(language),))


def _plan(facts: CampaignFacts, one: Listed) -> list[str]:
    language = facts.speaker.language
    lines = [_sending(facts, sending) for sending in one.ahead[:SENDINGS]]
    if len(one.ahead) > SENDINGS:
        lines.append(_say(language, "and_more", count=len(one.ahead) - SENDINGS))
    return lines or [_say(language, "no_next")]


def _sending(facts: CampaignFacts, one: Sending) -> str:
    language = facts.speaker.language
    if one.begins_at is None:
        return _say(language, "line_off", what=one.name)
    when = minute(language, one.begins_at.astimezone(facts.zone))
    return _say(language, "line", when=when, what=one.name, whom=words.whom(language, one.audience))


def fitting(presets: Iterable[Preset], today: date) -> list[Preset]:
    """The presets that can still be opened: those of days gone by cannot."""
    return [one for one in presets if one.ends is None or one.ends >= today]


def _form(text: str, campaign: Campaign) -> str:
    """Of a single day it is not said from when to when."""
    return f"{text}_one_day" if campaign.starts == campaign.ends else text


def _days(facts: CampaignFacts, campaign: Campaign) -> dict[str, str]:
    return {
        "starts": f"{campaign.starts:%d/%m/%Y}",
        "ends": f"{campaign.ends:%d/%m/%Y}",
        "closes": _closes(facts, campaign),
    }


def _closes(facts: CampaignFacts, campaign: Campaign) -> str:
    return minute(facts.speaker.language, campaign.window.closes_at.astimezone(facts.zone))


def _packed(day: date) -> str:
    return f"{day:%Y%m%d}"


def _stop(language: str) -> Button:
    return Button(_say(language, "stop"), data("stop"))


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39].rstrip()}…"


def _say(language: str, text: str, **values: object) -> str:
    return say(language, f"campaign.chat.{text}", **values)
