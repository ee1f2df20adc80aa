"""A person's conversations: which one hears of things, which one is cut off, where a form goes on."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from handlers import home, taps
from handlers.effects import ChooseChannel, Cut, Effects, MoveTo, Reply, TellThere
from handlers.events import Attached, Commanded, Event, Said, SentOther, SharedPhone, Tapped
from handlers.form import wording
from handlers.home import HomeFacts
from handlers.message import Button, Message
from handlers.rules import Programme
from handlers.speaker import Home, Joining, Reporting, Speaker
from handlers.values import dataclass
from messages.catalog import say, texts

#: Stands for the conversation used last, and for a question answered with no.
LAST: Final = "last"
NO: Final = "no"
#: The form that a conversation in this place shows.
_FORMS: Final = {Joining: "join", Reporting: "report"}
#: What changes a form, where it may not be the form this conversation last saw.
_WAYS: Final = ("back", "skip", "done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """One of a person's conversations. `joined_at` is when a code brought it, `None` for a first one."""

    conversation: str
    used_at: datetime
    joined_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts:
    """`wheres` are all conversations of the speaker, the one used last first; `told_in` is where they
    hear of things, `chosen` by themselves or not."""

    speaker: Speaker
    programme: Programme | None = None
    wheres: tuple[Where, ...] = ()
    told_in: str = ""
    chosen: bool = False


def name_of(language: str, conversation: str) -> str:
    """The channel in words a worker uses."""
    channel = conversation.partition(":")[0]
    known = f"linking.channel.{channel}"
    return say(language, known if known in texts(language) else "linking.channel.other")


def handle_of(conversation: str) -> str:
    """Short enough for a button, where an address is not."""
    return sha256(conversation.encode()).hexdigest()[:16]


def choose(event: Event, facts: ChannelFacts) -> Effects:
    """Where messages go: the conversations by name, and the choice among them."""
    language, here = facts.speaker.language, facts.speaker.conversation
    if len(facts.wheres) < 2:
        return _say(facts, event, say(language, "linking.only_here", channel=name_of(language, here)))
    argument = _argument(event)
    if argument == LAST:
        return (ChooseChannel(None), *_say(facts, event, say(language, "linking.chosen_last")))
    wanted = _named(facts, argument)
    if wanted is not None:
        text = say(language, "linking.chosen", channel=name_of(language, wanted.conversation))
        return (ChooseChannel(wanted.conversation), *_say(facts, event, text))
    buttons = [
        Button(label, taps.pack(taps.Call("channels", handle_of(one.conversation))))
        for one, label in zip(facts.wheres, _labels(language, facts, event), strict=True)
    ]
    buttons.append(Button(say(language, "linking.last_used"), taps.pack(taps.Call("channels", LAST))))
    now = name_of(language, facts.told_in) if facts.chosen else say(language, "linking.last_used_now")
    return (Reply(wording.choose(say(language, "linking.which", now=now), buttons)),)


def unlink(event: Event, facts: ChannelFacts) -> Effects:
    """Which conversation is to be cut off, and whether that is meant."""
    language = facts.speaker.language
    may = [one for one in facts.wheres if _may_cut(facts, one)]
    if len(facts.wheres) < 2:
        return _say(facts, event, say(language, "linking.nothing_to_cut"))
    wanted = _named(facts, _argument(event))
    if wanted is None and len(may) > 1:
        labels = _labels(language, facts, event)
        buttons = [
            Button(label, taps.pack(taps.Call("unlink", handle_of(one.conversation))))
            for one, label in zip(facts.wheres, labels, strict=True)
            if one in may
        ]
        buttons.append(Button(say(language, "linking.keep"), taps.pack(taps.Call("cut", NO))))
        return (Reply(wording.choose(say(language, "linking.which_to_cut"), buttons)),)
    wanted = wanted or may[0]
    if wanted not in may:
        return _say(facts, event, say(language, "linking.older"))
    here = wanted.conversation == facts.speaker.conversation
    channel = name_of(language, wanted.conversation)
    text = say(language, "linking.sure_here" if here else "linking.sure_there", channel=channel)
    yes = Button(say(language, "linking.cut"), taps.pack(taps.Call("cut", handle_of(wanted.conversation))))
    no = Button(say(language, "linking.keep"), taps.pack(taps.Call("cut", NO)))
    return (Reply(wording.choose(text, (yes, no))),)


def cut(event: Event, facts: ChannelFacts) -> Effects:
    """The yes to that. What was told stays with the person; the conversation knows nobody any more."""
    language = facts.speaker.language
    wanted = _named(facts, _argument(event))
    if wanted is None or len(facts.wheres) < 2 or not _may_cut(facts, wanted):
        return _say(facts, event, say(language, "linking.not_cut"))
    join = wording.call(language, "join")
    if wanted.conversation == facts.speaker.conversation:
        text = say(language, "linking.cut_here")
        return (Cut(wanted.conversation), MoveTo(Home()), Reply(wording.choose(text, (join,))))
    channel = name_of(language, wanted.conversation)
    gone = Message(text=say(language, "linking.cut_there"))
    once = f"cut:{handle_of(wanted.conversation)}:{event.at.timestamp():.0f}"
    return (
        Cut(wanted.conversation),
        TellThere(wanted.conversation, gone, language, once),
        *_say(facts, event, say(language, "linking.was_cut", channel=channel)),
    )


def _may_cut(facts: ChannelFacts, one: Where) -> bool:
    """Oneself, or what was joined later: a stranger who got hold of a code cannot lock the owner out."""
    if one.conversation == facts.speaker.conversation:
        return True
    mine = next(each for each in facts.wheres if each.conversation == facts.speaker.conversation)
    return one.joined_at is not None and (mine.joined_at is None or one.joined_at > mine.joined_at)


def _argument(event: Event) -> str:
    return event.argument if isinstance(event, Commanded) else ""


def _named(facts: ChannelFacts, handle: str) -> Where | None:
    return next((one for one in facts.wheres if handle_of(one.conversation) == handle), None)


def _labels(language: str, facts: ChannelFacts, event: Event) -> list[str]:
    """Each conversation's name; two of one channel are told apart by when they were used."""
    names = [name_of(language, one.conversation) for one in facts.wheres]
    labels = []
    for one, name in zip(facts.wheres, names, strict=True):
        if one.conversation == facts.speaker.conversation:
            labels.append(say(language, "linking.here", channel=name))
        elif names.count(name) > 1:
            at = one.used_at.astimezone(event.at.tzinfo)
            labels.append(say(language, "linking.used", channel=name, time=at.strftime("%H:%M %d/%m")))
        else:
            labels.append(name)
    return labels


def _say(facts: ChannelFacts, event: Event, text: str) -> Effects:
    known = HomeFacts(speaker=facts.speaker, programme=facts.programme)
    return (Reply(home.here(known, event, text)),)


def went_on(event: Event, speaker: Speaker) -> bool:
    """Whether this answers a screen that is no longer true: the form was moved on in another
    conversation since this one showed it."""
    draft, place = speaker.draft, speaker.place
    if draft is None or draft.where in ("", speaker.conversation):
        return False
    if draft.form != _FORMS.get(type(place)):
        return False
    match event:
        case Tapped(data=data):
            return _revision(data) != draft.revision
        case Commanded(name=name) if name not in _WAYS:
            return False
        case Said() | Attached() | SharedPhone() | SentOther() | Commanded():
            return all(_revision(offer.data) != draft.revision for offer in speaker.offered)
        case _:
            return False


def _revision(data: str) -> int | None:
    tap = taps.unpack(data)
    return tap.revision if isinstance(tap, taps.Answer | taps.Go | taps.Edit) else None


def catch_up(event: Event, facts: HomeFacts) -> Effects:
    """The form as it stands now; what was just sent is not taken for the answer to another question."""
    speaker = facts.speaker
    language, where = speaker.language, speaker.draft.where if speaker.draft else ""
    note = say(language, "linking.goes_on", channel=name_of(language, where))
    if isinstance(event, Said | Attached):
        note = f"{note} {say(language, 'linking.not_taken')}"
    place: Joining | Reporting = Joining() if isinstance(speaker.place, Joining) else Reporting()
    shown = home.here(replace(facts, speaker=replace(speaker, place=place)), event, note)
    return (MoveTo(place), Reply(shown))
