"""What an officer may press on an initiative's card."""

from datetime import datetime

from handlers import taps
from handlers.initiative import Action, Initiative, Status
from handlers.message import Button
from handlers.officers import claims, steps
from handlers.officers.review_card import number_of
from handlers.record.facts import CardFacts, Record
from messages.catalog import say


def rows(facts: CardFacts, record: Record, now: datetime) -> tuple[tuple[Button, ...], ...]:
    """Decisions first, then what leads to one, then what is only looked at or added."""
    item, me = record.item, facts.about.speaker.person.id
    language, levels = facts.about.speaker.language, facts.about.levels
    decisions = () if facts.own else steps.offered(item, levels, me)
    decided = [
        (Button(say(language, f"review.act.{action}"), _decision(item, action)),) for action in decisions
    ]
    if item.unit is None and levels and not facts.own:
        label = say(language, "review.card.choose_unit")
        decided.append((Button(label, taps.pack(taps.Call("unit", str(number_of(item))))),))
    if any(action is not Action.REOPEN for action in decisions):
        decided.append((claims.button(language, item, now, me),))
    looked = (call(language, item, "full"), call(language, item, "history"))
    return (*decided, *facts.ways, looked, *_adding(facts, item))


def call(language: str, item: Initiative, command: str) -> Button:
    """A command on this initiative as a button, labelled ``trail.button.<command>``."""
    return Button(
        say(language, f"trail.button.{command}"), taps.pack(taps.Call(command, str(number_of(item))))
    )


def back(language: str, item: Initiative) -> Button:
    """To the card again."""
    label = say(language, "trail.button.card", code=item.code)
    return Button(label, taps.pack(taps.Call("open", str(number_of(item)))))


def _decision(item: Initiative, action: Action) -> str:
    return taps.pack(taps.Decision(item.id, item.revision, action))


def _adding(facts: CardFacts, item: Initiative) -> tuple[tuple[Button, ...], ...]:
    if facts.own or not facts.writes:
        return ()
    language = facts.about.speaker.language
    written = (call(language, item, "note"), call(language, item, "message"))
    if not facts.about.levels:
        return (written,)
    worth = (written, (call(language, item, "benefit"),))
    open_story = item.status is Status.VALID and item.answers.get("confidential") != "yes"
    return (*worth, (_tell(language, item),)) if open_story else worth


def _tell(language: str, item: Initiative) -> Button:
    """To the story of the initiative, which its author still may refuse."""
    return Button(
        say(language, "propaganda.story.button"), taps.pack(taps.Call("tell", str(number_of(item))))
    )
