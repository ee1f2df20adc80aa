"""The lists of the portal bridge: what is to be typed in, what was refused, what has to come out again."""

from datetime import timedelta
from typing import Final

from handlers import pages, taps
from handlers.message import Button, Message
from handlers.officers import review_card
from handlers.portal import deciding
from handlers.portal.portal_facts import CAP, PER_PAGE, TABS, Page, PortalFacts, PortalLine, Tab
from messages.catalog import say

#: What a title is cut to on a button, in characters.
_TITLE: Final = 30


def listed(facts: PortalFacts, page: Page) -> Message:
    """A page of one list, with the ways to the others; everything on it has a number."""
    language = facts.speaker.language
    head = say(language, f"portal.list.{page.tab}", count=amount(language, page.total))
    lines = [head if page.total else say(language, f"portal.none.{page.tab}")]
    lines += _beside(language, page)
    if page.total > PER_PAGE and page.total < CAP:
        here, of = page.before // PER_PAGE + 1, -(-page.total // PER_PAGE)
        lines.append(say(language, "form.page.place", page=here, pages=of))
    if page.lines:
        lines.append(say(language, "portal.list.choose"))
    rows = [(_line(facts, one, page.tab),) for one in page.lines]
    rows += [(one,) for one in (*_turns(language, page), *_tabs(language, page))]
    return Message(text="\n".join(lines), choices=tuple(rows))


def amount(language: str, count: int) -> str:
    return say(language, "queue.more_than", count=count) if count >= CAP else str(count)


def button(language: str, tab: Tab = "wait", count: int = 0) -> Button:
    """The way to a list."""
    label = say(language, f"portal.tab.{tab}", count=amount(language, count))
    return Button(label, taps.pack(taps.Call("portal", f"list:{tab}")))


def back(language: str) -> Button:
    return Button(say(language, "portal.button.list"), taps.pack(taps.Call("portal", "list:wait")))


def _beside(language: str, page: Page) -> list[str]:
    """What the other lists hold, where it is anything."""
    counts = {tab: page.counts.get(tab, 0) for tab in TABS if tab != page.tab}
    told = [say(language, "portal.beside.week", count=page.week)]
    told += [
        say(language, f"portal.beside.{tab}", count=amount(language, count))
        for tab, count in counts.items()
        if count and tab != "entered"
    ]
    return told


def _line(facts: PortalFacts, one: PortalLine, tab: Tab) -> Button:
    language = facts.speaker.language
    title = review_card.cut(one.title, _TITLE)
    data = taps.pack(taps.Call("portal", str(one.number)))
    if one.taken is not None:
        mine = one.taken.by_id == facts.speaker.person.id
        name = say(language, "queue.you") if mine else deciding.who(language, one.taken)
        return Button(say(language, "portal.line.taken", code=one.code, name=name), data)
    if tab in ("entered", "astray"):
        values = {"code": one.code, "title": title, "portal": one.portal_code}
        return Button(say(language, "portal.line.entered", **values), data)
    age = review_card.age(language, max(facts.now - one.since, timedelta(0)))
    return Button(say(language, "portal.line.waits", code=one.code, title=title, age=age), data)


def _turns(language: str, page: Page) -> tuple[Button, ...]:
    if not page.lines:
        return ()
    first, final = page.lines[0].number, page.lines[-1].number
    more = page.before + len(page.lines) < page.total
    return pages.turns(
        language,
        more=_turn(page.tab, "after", final) if more else "",
        less=_turn(page.tab, "before", first) if page.before else "",
    )


def _turn(tab: Tab, way: str, number: int) -> str:
    return taps.pack(taps.Call("portal", f"list:{tab}:{way}:{number}"))


def _tabs(language: str, page: Page) -> tuple[Button, ...]:
    return tuple(
        button(language, tab, page.counts.get(tab, 0))
        for tab in TABS
        if tab != page.tab and (tab == "wait" or page.counts.get(tab))
    )
