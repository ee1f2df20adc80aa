"""Officers see their campaigns in the chat and open one: which, where, from when, and a yes."""

from handlers.campaigns import campaign_screens as screens
from handlers.campaigns.campaign_facts import CampaignFacts
from handlers.campaigns.effects import OpenCampaign
from handlers.effects import Effects, MoveTo, Reply
from handlers.events import Event
from handlers.message import Message
from handlers.officers import review
from handlers.speaker import Home, Opening
from handlers.units import Unit
from messages.campaigns.reading import Campaign as Preset
from messages.campaigns.reading import load_campaigns
from messages.catalog import say


def answer(event: Event, facts: CampaignFacts) -> Effects:
    """The screen that was asked for, or the campaign that was agreed to."""
    speaker, wanted = facts.speaker, facts.wanted
    if not speaker.person.is_officer:
        return (Reply(review.no_post(speaker.language)),)
    if wanted.act == "open":
        return _open(event, facts)
    leave = review.leave(speaker)
    chosen = next((one for one in facts.listed if one.campaign.id == wanted.campaign_id), None)
    if wanted.act == "plan" and chosen is not None:
        return (*leave, Reply(screens.plan(facts, chosen)))
    return (*leave, Reply(screens.overview(facts, event.at)))


def _open(event: Event, facts: CampaignFacts) -> Effects:
    language, wanted, leave = facts.speaker.language, facts.wanted, review.leave(facts.speaker)
    if not facts.units:
        refused = say(language, "campaign.chat.refused")
        return (*leave, Reply(screens.overview(facts, event.at, refused)))
    fitting = screens.fitting(load_campaigns().values(), event.at.date())
    preset = next((one for one in fitting if one.key == wanted.key), None)
    if preset is None:
        return (*leave, Reply(screens.which(facts, fitting)))
    unit = facts.unit
    if unit is None:
        return (*leave, Reply(screens.whose(facts, preset)))
    if facts.drawn is None:
        # Where the day was typed and is no day to come, the question says so.
        note = say(language, "campaign.chat.unclear") if wanted.typed is not None else ""
        return (MoveTo(Opening(preset.key, unit.id)), Reply(screens.first_day(facts, preset, unit, note)))
    if wanted.starts is None:
        shown = screens.preview(facts, preset, unit, facts.drawn, event.at)
        return (MoveTo(Home()), Reply(shown))
    return _opened(facts, preset, unit)


def _opened(facts: CampaignFacts, preset: Preset, unit: Unit) -> Effects:
    """The yes. A second one finds the campaign there and opens no other."""
    language, drawn = facts.speaker.language, facts.drawn
    if drawn is None:
        raise ValueError("a campaign is opened from its first day on")
    campaign = drawn.campaign
    values = {"name": campaign.name, "unit": unit.name, "starts": f"{campaign.starts:%d/%m/%Y}"}
    known = any(
        (one.campaign.name, one.campaign.starts) == (campaign.name, campaign.starts)
        and unit.id in one.campaign.unit_ids
        for one in facts.listed
    )
    if known:
        return (MoveTo(Home()), Reply(_told(language, "already", values)))
    return (
        OpenCampaign(preset.key, (unit.id,), campaign.starts),
        MoveTo(Home()),
        Reply(_told(language, "opened", values)),
    )


def _told(language: str, key: str, values: dict[str, str]) -> Message:
    return Message(text=say(language, f"campaign.chat.{key}", **values))
