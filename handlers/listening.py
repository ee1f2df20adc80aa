"""Understands typed words as the buttons and commands they stand for."""

import re
from dataclasses import replace
from datetime import tzinfo

from handlers import taps
from handlers.events import Began, Commanded, Event, Said, Tapped
from handlers.speaker import Composing, EnteringFor, Speaker, Telling
from handlers.understanding import choices, folding, page_words, people
from messages import words
from messages.catalog import LANGUAGES, say

#: Commands that only somebody with a post can give by words; for others the words are just words.
OFFICERS_ONLY = frozenset(
    {
        "queue",
        "pass_all",
        "back_all",
        "bulk",
        "digest",
        "sync",
        "bulletin",
        "bulletin_on",
        "bulletin_off",
        "progress_chart",
        "official_report",
        "open",
        "ask",
        "revoke_link",
        "decision",
        "refusal",
        "approve",
        "return",
        "reject",
        "invite",
        "invites",
        "posts",
        "officers",
        "leave",
        "handover",
        "standin",
        "wall",
        "wall_off",
        "sinks",
        "connect_group",
        "behalf",
        "find",
        "reopen",
        "claim",
        "takeover",
        "release",
        "full",
        "history",
        "note",
        "message",
        "benefit",
        "alike",
        "part",
        "results",
        "points",
        "last_week",
        "targets",
        "campaigns",
        "portal",
        "portal_code",
        "portal_refused",
        "portal_withdraw",
        "propaganda",
        "tell",
        "compose",
        "broadcasts",
        "broadcast",
        "hold_broadcast",
        "resume_broadcast",
        "stop_broadcast",
        "agree_broadcast",
        "refuse_broadcast",
        "export_broadcast",
        "apply_workbook",
        "drop_workbook",
    }
)
#: Commands that are nobody's name, however they are typed.
_NOBODY = frozenset({"link", "unlink", "channels"})
#: No command or choice is longer than this many letters; a story need not be looked at twice.
_LONGEST = 200
#: What a deep link of ours carries: an invite's secret, a unit's code, or what an update day is for.
_PAYLOAD = re.compile(r"[iIuU]_[\w-]{1,64}|[rR]_[\w-]{0,64}", re.ASCII)
#: No label and no way to say yes has more words than this.
_MOST_WORDS = 16
#: Fewer blanks than this may be a command, also where a letter to many is written.
_LETTER = 4
#: The labels that turn a list's page each way, in all languages. Before the first page of the list of
#: changes comes the review screen it was opened from.
_TURNS = {
    way: [say(language, one) for one in ids for language in LANGUAGES]
    for way, ids in (("more", ["form.page.more"]), ("less", ["form.page.less", "form.way.again"]))
}
_TURNING = frozenset(label for labels in _TURNS.values() for label in labels)
#: An officer's command may carry the reason for a decision.
_LONGEST_WITH_REASON = 2_000
#: How an answer to the union begins.
_REPLIES = words.spoken("officer")["reply"]


def interpret(event: Event, speaker: Speaker) -> Event:
    """The event as it is meant: "2" or "mot" on a screen with choices is that choice, "quay lai" is
    going back, a pressed command is the command. Everything else comes back as it was."""
    match event:
        case Tapped(data=data):
            tap = taps.unpack(data)
            if isinstance(tap, taps.Call):
                return Commanded(
                    conversation=event.conversation, at=event.at, name=tap.command, argument=tap.argument
                )
            return event
        case Said(text=text, forwarded=False) if len(text) <= _longest(text, speaker):
            return _said(event, text, speaker)
        case _:
            return event


def _longest(text: str, speaker: Speaker) -> int:
    return _LONGEST_WITH_REASON if speaker.person.is_officer or _answers(text) else _LONGEST


def _answers(text: str) -> bool:
    """Whether these may be an author's words to the union, which are as long as a story."""
    said = folding.fold(text[:40])
    return any(said.startswith(folding.fold(form)) for form in _REPLIES)


def _said(event: Said, text: str, speaker: Speaker) -> Event:
    word, _, rest = text.strip().partition(" ")
    if word.lower() == "/start":
        return Began(conversation=event.conversation, at=event.at, payload=rest.strip())
    if _PAYLOAD.fullmatch(word) and not rest:
        # Where a channel has no deep links its payload is typed; phones begin with a capital.
        return Began(conversation=event.conversation, at=event.at, payload=word[0].lower() + word[1:])
    if not text.lstrip().startswith("/"):
        if _is_name(text, speaker) or _is_letter(text, speaker):
            return event
        # A story is no button: labels and words for yes and no are short.
        short = text.count(" ") < _MOST_WORDS
        chosen = None
        if short:
            chosen = _numbered(text, speaker) or _yes_no(text, speaker)
            chosen = chosen or _turned(text, speaker) or _offered(text, speaker)
        if chosen is not None:
            return interpret(Tapped(conversation=event.conversation, at=event.at, data=chosen), speaker)
    command = choices.command(text) or _told(text, speaker)
    if command is None:
        return event
    name, argument = command
    if name in OFFICERS_ONLY and not speaker.person.is_officer and not text.lstrip().startswith("/"):
        return event
    return Commanded(conversation=event.conversation, at=event.at, name=name, argument=argument)


def _numbered(text: str, speaker: Speaker) -> str | None:
    """A bare number, the commonest answer of all, without looking for any words in it."""
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        return None
    numbered = [offer.data for offer in speaker.offered if offer.numbered]
    return numbered[int(text) - 1] if 1 <= int(text) <= len(numbered) else None


def _turned(text: str, speaker: Speaker) -> str | None:
    """The other page of the list on screen that words like "xem them" ask for, unless a button says
    just that; where no list goes on they are words like any other."""
    if not any(offer.label in _TURNING for offer in speaker.offered):
        return None  # nearly always: no list is on screen
    ways = {offer.label: offer.data for offer in speaker.offered if not offer.numbered}
    way = page_words.turn(text)
    if way is None or any(_same(text, label) for label in ways):
        return None
    return next((ways[label] for label in _TURNS[way] if label in ways), None)


def _told(text: str, speaker: Speaker) -> tuple[str, str] | None:
    """The words on the button of a notice, which came in between and is on no screen."""
    if speaker.person.is_officer and _same(text, say(speaker.language, "review.notice.open")):
        return "queue", ""
    if _same(text, say(speaker.language, "trail.button.reply")):
        return "reply", ""
    return ("fix", "") if _same(text, say(speaker.language, "review.author.fix")) else None


def _same(text: str, label: str) -> bool:
    return len(text) <= 2 * len(label) and folding.fold(text) == folding.fold(label)


def _is_name(text: str, speaker: Speaker) -> bool:
    """Where a name is asked for, "Huy" and "Dung" are people; with their marks they are commands. What
    is offered there ("quay lai") is nobody's name."""
    draft, place = speaker.draft, speaker.place
    asked = isinstance(place, EnteringFor) and place.asking == "name"
    asked = asked or (draft is not None and draft.step == "name")
    if not asked or not text.isascii():
        return False
    if (choices.command(text) or ("",))[0] in _NOBODY:
        return False
    return people.name(text) is not None and not any(_same(text, offer.label) for offer in speaker.offered)


def _is_letter(text: str, speaker: Speaker) -> bool:
    """Whether this is what an officer writes to many: "Xem 3 sang kien hay..." opens nothing then."""
    place = speaker.place
    asked = isinstance(place, Telling) or (isinstance(place, Composing) and place.step == "words")
    asked = asked and text.count(" ") >= _LETTER
    return asked and any(offer.data.startswith(("c:compose:", "c:tell:")) for offer in speaker.offered)


def _yes_no(text: str, speaker: Speaker) -> str | None:
    """The offered yes or no that is meant; "tu choi" refuses what was asked before it refuses mail."""
    said = choices.yes_or_no(text)
    if said is None:
        return None
    for offer in speaker.offered:
        match taps.unpack(offer.data):
            case taps.Answer(value="yes") | taps.Go(way="yes" | "drop") if said:
                return offer.data
            case taps.Answer(value="no") | taps.Go(way="no") if not said:
                return offer.data
            case taps.Go(way="keep") if not said and offer.numbered:
                return offer.data
            case taps.Call(command="allow" | "move", argument=about) if said and about:
                return offer.data
            case taps.Call(command="keep") if not said:
                return offer.data
            case taps.Call(command="merge" | "cut", argument=about) if said is (about != "no"):
                return offer.data
            case taps.Call(command="leave" | "handover" | "revoke", argument=about) if said:
                if about.endswith(":yes"):
                    return offer.data
            case taps.Call(command="standin", argument=about) if said is (about != "stop"):
                if about == "stop" or about.count(":") == 3:
                    return offer.data
            case taps.Call(command="invites", argument="") if not said and offer.numbered:
                return offer.data
    return None


def _offered(text: str, speaker: Speaker) -> str | None:
    """The data of the offered button that is meant. Only choices have numbers; ways out have words."""
    numbered = [offer for offer in speaker.offered if offer.numbered]
    place = choices.pick(text, [offer.label for offer in numbered])
    if place is not None:
        return numbered[place].data
    wanted = folding.fold(text)
    for offer in speaker.offered:
        if not offer.numbered and folding.fold(offer.label) == wanted:
            return offer.data
    return None


def localised(event: Event, zone: tzinfo) -> Event:
    """The event with its moment told in the union's own time zone, whose days the forms speak of."""
    return replace(event, at=event.at.astimezone(zone))
