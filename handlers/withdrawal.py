"""An author takes an initiative back, after being asked."""

from handlers import home, taps
from handlers.effects import CloseButtons, Decide, DropDraft, Effects, Reply
from handlers.events import Commanded, Event
from handlers.form import wording
from handlers.home import HomeFacts
from handlers.initiative import Action, Level, moved
from handlers.message import Button
from handlers.officers.review_card import about
from messages.catalog import say

#: Follows the code in the button that means it.
SURE = ":yes"


def withdraw(event: Event, facts: HomeFacts) -> Effects:
    """Asked first; then the record stays, with its history, and nobody decides on it any more."""
    language = facts.speaker.language
    argument = event.argument if isinstance(event, Commanded) else ""
    one = home.find_own(facts, argument)
    back = wording.call(language, "mine")
    status = moved(one.review, one.status, Action.WITHDRAW, Level.AUTHOR) if one is not None else None
    if one is None or status is None:
        return (Reply(wording.choose(say(language, "home.withdrawal.impossible"), (back,))),)
    if one.is_shared:
        return (Reply(wording.choose(say(language, "home.withdrawal.shared", code=one.code), (back,))),)
    if not argument.endswith(SURE):
        sure = Button(
            say(language, "home.withdrawal.sure"), taps.pack(taps.Call("withdraw", f"{one.code}{SURE}"))
        )
        keep = Button(say(language, "home.withdrawal.keep"), taps.pack(taps.Call("mine", one.code)))
        return (
            Reply(wording.choose(say(language, "home.withdrawal.question", code=one.code), (keep, sure))),
        )
    draft = facts.speaker.draft
    open_here = draft is not None and draft.initiative_id == one.id
    return (
        Decide(one.id, one.revision, Action.WITHDRAW, status),
        *((DropDraft(),) if open_here else ()),
        CloseButtons(about(one)),
        Reply(wording.choose(say(language, "home.withdrawal.done", code=one.code), (back,))),
    )
