"""Why an officer returns or rejects, picked from a list or typed in their own words."""

from typing import Final

from rapidfuzz import fuzz

from handlers import taps
from handlers.initiative import Action, Initiative
from handlers.message import Button, Message
from handlers.understanding.folding import fold
from messages.catalog import LANGUAGES, say

#: The reason of a decision that is explained in words alone.
OTHER: Final = "other"
#: Not reasons but ways on, carried where a reason would be.
OWN, SEND, LEAVE = "own", "send", "leave"
#: The most letters of an officer's own words: a reason is read on a phone, at the machine.
LONGEST: Final = 1_000

_RETURN: Final = (
    "missing_decision",
    "photo_unreadable",
    "duplicate",
    "content_missing",
    "outside_period",
    "not_recognised",
    "public_order",
    "protected",
)
# What an author can still mend is a reason to return, not to reject.
_REJECT: Final = ("duplicate", "outside_period", "not_recognised", "public_order", "protected")
# What a grassroots union can find out or complete; what is against the law it cannot.
_SEND_BACK: Final = (
    "missing_decision",
    "photo_unreadable",
    "duplicate",
    "content_missing",
    "outside_period",
    "not_recognised",
    "protected",
)

# A reason is only taken for meant when its words are nearly all there and no other comes close.
_SURE: Final = 88.0
_AHEAD: Final = 8.0


def fitting(action: Action) -> tuple[str, ...]:
    """The reasons on offer for an action."""
    match action:
        case Action.RETURN:
            return _RETURN
        case Action.REJECT:
            return _REJECT
        case Action.SEND_BACK:
            return _SEND_BACK
        case _:
            return ()


def matching(action: Action, words: str) -> str:
    """The reason that typed words clearly name; `OTHER` when none does."""
    typed = fold(words)
    if not typed or not fitting(action):
        return OTHER
    scores = sorted(((_score(reason, typed), reason) for reason in fitting(action)), reverse=True)
    (best, reason), (second, _) = scores[0], scores[1]
    return reason if best >= _SURE and best - second >= _AHEAD else OTHER


def beside(reason: str, words: str) -> str:
    """The officer's words, unless they only name the reason again: nobody should read it twice."""
    named = reason and reason != OTHER and fold(words) in {fold(form) for form in _forms(reason)}
    return "" if named else words


def says(words: str, way: str) -> bool:
    """Whether typed words are the button `way` (`SEND` or `LEAVE`) or another word for it."""
    typed = fold(words)
    return any(typed in _words(language, way) for language in LANGUAGES)


def asking(language: str, item: Initiative, action: Action, *, before: str = "") -> Message:
    """The list of reasons, with a place for one's own."""
    names = [(reason, reason) for reason in fitting(action)] + [(OWN, OWN)]
    text = say(language, f"review.reason.ask_{action}", code=item.code)
    return Message(
        text=_after(before, text),
        choices=tuple((_button(language, item, reason, label),) for reason, label in names),
        nav=(_button(language, item, LEAVE, LEAVE),),
    )


def asking_words(
    language: str, item: Initiative, action: Action, reason: str, *, before: str = ""
) -> Message:
    """A place for the officer's own words; they may be left out when a reason was picked."""
    nav = [_button(language, item, LEAVE, LEAVE)]
    if action is Action.REOPEN:
        text = say(language, "review.reason.ask_reopen", code=item.code)
    elif reason == OTHER:
        own = "own_words_send_back" if action is Action.SEND_BACK else "own_words"
        text = say(language, f"review.reason.{own}")
    else:
        picked = "picked_send_back" if action is Action.SEND_BACK else "picked"
        text = say(language, f"review.reason.{picked}", reason=say(language, f"review.reason.{reason}"))
        nav.insert(0, _button(language, item, SEND, SEND))
    return Message(text=_after(before, text), nav=tuple(nav))


def _after(before: str, text: str) -> str:
    return f"{before}\n\n{text}" if before else text


def _button(language: str, item: Initiative, reason: str, label: str) -> Button:
    data = taps.pack(taps.Reason(item.id, item.revision, reason))
    return Button(say(language, f"review.reason.{label}"), data)


def _words(language: str, way: str) -> set[str]:
    written = [say(language, f"review.reason.{way}"), *say(language, f"review.reason.{way}_words").split("|")]
    return {fold(form) for form in written}


def _score(reason: str, typed: str) -> float:
    return max(_likeness(fold(form), typed) for form in _forms(reason))


def _forms(reason: str) -> list[str]:
    forms = []
    for language in LANGUAGES:
        forms.append(say(language, f"review.reason.{reason}"))
        forms += say(language, f"review.phrases.{reason}").split("|")
    return forms


def _likeness(form: str, typed: str) -> float:
    # A longer text may hold the phrase; a shorter one must be the phrase, or "anh" would name a reason.
    return fuzz.partial_ratio(form, typed) if len(typed) > len(form) else fuzz.ratio(form, typed)
