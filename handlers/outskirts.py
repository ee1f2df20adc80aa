"""What is answered the same wherever a conversation stands: groups, floods, blocks, opt-outs."""

from handlers import home, taps
from handlers.effects import Effects, MarkReachable, RecordConsent, Reply, StopCampaigns
from handlers.events import Blocked, Commanded, Event, InGroup, Stumbled, Unblocked
from handlers.form import wording
from handlers.home import HomeFacts
from handlers.message import Button, Message
from handlers.person import Purpose
from handlers.speaker import Joining, Reporting, Speaker
from handlers.welcome import consent_version
from messages.catalog import say

#: More events than this within ten seconds are no person answering questions.
FLOOD = 60


def is_flood(event: Event, speaker: Speaker) -> bool:
    return speaker.burst > FLOOD


def calm(event: Event, speaker: Speaker) -> Effects:
    """Said once per flood; what came in the flood changes nothing."""
    if speaker.burst != FLOOD + 1:
        return ()
    return (Reply(Message(text=say(speaker.language, "flood.slow_down"))),)


def is_group(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, InGroup)


def refuse_group(event: Event, speaker: Speaker) -> Effects:
    """Nothing personal is answered where others read; once a day it is said where to write instead."""
    if not (isinstance(event, InGroup) and event.addressed):
        return ()
    once = f"group:{event.conversation}:{event.at.date().isoformat()}"
    return (Reply(Message(text=say(speaker.language, "home.group")), once=once),)


def is_block(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Blocked | Unblocked)


def mark_block(event: Event, speaker: Speaker) -> Effects:
    return (MarkReachable(isinstance(event, Unblocked)),)


def is_stumble(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Stumbled)


def apologise(event: Event, speaker: Speaker) -> Effects:
    return (Reply(Message(text=say(speaker.language, "home.stumbled"))),)


def is_stop(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Commanded) and event.name == "stop"


def stop(event: Event, facts: HomeFacts) -> Effects:
    """Opt-out, at once and wherever the conversation stands; what is being filled in stays on screen."""
    language = facts.speaker.language
    if facts.speaker.person.campaigns is False:
        return (Reply(_answered(facts, event, say(language, "outreach.already_stopped"))),)
    stopped = StopCampaigns(consent_version(language, Purpose.CAMPAIGNS))
    return (stopped, Reply(_answered(facts, event, say(language, "outreach.stopped"))))


def _answered(facts: HomeFacts, event: Event, text: str) -> Message:
    """With what was being asked, or a number typed next would mean the buttons of another question."""
    asked = isinstance(facts.speaker.place, Joining | Reporting)
    return home.here(facts, event, text) if asked else Message(text=text)


def is_allow(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Commanded) and event.name == "allow"


def allow(event: Event, facts: HomeFacts) -> Effects:
    """Opt in again: the question is shown in full first, and only a yes to it counts."""
    language = facts.speaker.language
    version = consent_version(language, Purpose.CAMPAIGNS)
    if isinstance(event, Commanded) and event.argument == version:
        given = RecordConsent(Purpose.CAMPAIGNS, True, version)
        return (given, Reply(home.here(facts, event, say(language, "outreach.allowed_again"))))
    yes = Button(say(language, "welcome.campaigns.choice.yes"), taps.pack(taps.Call("allow", version)))
    no = Button(say(language, "welcome.campaigns.choice.no"), taps.pack(taps.Call("stop")))
    return (Reply(wording.choose(say(language, "welcome.campaigns.question"), (yes, no))),)
