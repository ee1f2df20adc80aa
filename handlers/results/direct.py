"""Whether an author works hands-on: asked once beside their own list, and never required."""

from dataclasses import dataclass, replace

from handlers import home
from handlers.effects import Effects, Reply
from handlers.events import Commanded, Event
from handlers.form import wording
from handlers.home import HomeFacts
from handlers.results.direct_effects import AskedDirect, SetDirect
from handlers.speaker import Speaker
from handlers.welcome import menu
from messages.catalog import say

#: What is answered by each command.
ANSWERS = {"direct": True, "indirect": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class MineFacts:
    """`asks` when they sent something and nobody has asked them yet."""

    home: HomeFacts
    asks: bool = False


def mine(event: Event, facts: MineFacts) -> Effects:
    """One's own initiatives; the first time with the question under them, as two words more to press."""
    shown = home.mine(event, facts.home)
    if not facts.asks or not facts.home.own:
        return shown
    language = facts.home.speaker.language
    asked: list[Reply] = []
    for effect in shown:
        if not isinstance(effect, Reply):
            return shown
        text = f"{effect.message.text}\n\n{say(language, 'results.direct.ask')}"
        ways = tuple(wording.call(language, name) for name in ANSWERS)
        message = replace(effect.message, text=text, nav=(*effect.message.nav, *ways))
        asked.append(replace(effect, message=message))
    return (*asked, AskedDirect())


def answers_direct(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Commanded) and event.name in ANSWERS


def keep(event: Event, speaker: Speaker) -> Effects:
    """Whatever they say counts from now on, however often they say it."""
    direct = isinstance(event, Commanded) and ANSWERS[event.name]
    language = speaker.language
    answer = say(language, "results.direct.yes" if direct else "results.direct.no")
    told = say(language, "results.direct.thanks", answer=answer)
    shown = wording.choose(told, ()) if speaker.person.is_officer else menu(language, told)
    return (SetDirect(direct), Reply(shown))
