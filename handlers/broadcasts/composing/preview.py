"""What an officer sees before a broadcast goes out: the words themselves, and everything that will happen."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers import channels
from handlers.broadcasts import broadcasting, words
from handlers.broadcasts.audience import Audience, Did
from handlers.broadcasts.composing import screens
from handlers.broadcasts.composing.facts import (
    Campaigning,
    ComposingFacts,
    Plan,
    audience_of,
    content_of,
    group_name,
)
from handlers.broadcasts.content import Content
from handlers.broadcasts.estimate import LanePlan
from handlers.broadcasts.letter import Letter
from handlers.form import wording
from handlers.message import Message
from handlers.speaker import Composing
from messages.catalog import say


def sample(facts: ComposingFacts, place: Composing) -> Message | None:
    """What somebody of the audience gets, as far as it was written."""
    language = facts.speaker.language
    return told_to(language, audience_of(place), content_of(place), facts.campaigning, facts.piece)


def told_to(
    language: str, audience: Audience, content: Content, told: Campaigning, piece: str
) -> Message | None:
    """Exactly what somebody of the audience gets; None where there are no words for them."""
    letter = Letter(
        broadcast_id=0,
        content=content,
        did=next((one for one in reversed(tuple(Did)) if one in audience.did), Did.NOTHING),
        lane="",
        language=language,
        campaign=told.name,
        slogan=told.slogan,
        closes_at=told.closes_at,
        days_left=told.days_left,
    )
    shown = words.compose(letter, piece)
    return replace(shown, template=None) if shown is not None else None


def show(facts: ComposingFacts, place: Composing, plan: Plan, note: str = "") -> Message:
    """The numbers, and what can be done."""
    language = facts.speaker.language
    choices = [
        screens.button(language, place, "preview.test", "test"),
        screens.button(language, place, "preview.send", "send"),
        screens.button(language, place, "preview.words", "edit.words"),
        screens.button(language, place, "preview.people", "edit.unit"),
        screens.button(language, place, "preview.narrow", "edit.narrow"),
    ]
    if plan.groups:
        toggle = "preview.groups_off" if place.groups else "preview.groups_on"
        choices.append(screens.button(language, place, toggle, "g"))
    if not plan.people:
        del choices[1]
    text = describe(language, plan, place.groups)
    if note:
        text = f"{note}\n\n{text}"
    leave = screens.button(language, place, "compose.leave", "no")
    return wording.choose(text, choices, (leave,))


def describe(language: str, plan: Plan, groups: bool) -> str:
    """All of it in words, the same for whoever writes it and for the second officer."""
    lines = [say(language, "broadcast.preview.heading"), *_whom(language, plan)]
    lines += [say(language, "broadcast.preview.reached", count=number(language, plan.reached))]
    lines += [_lane(language, lane) for lane in plan.lanes if lane.people + lane.beyond]
    if not plan.people:
        return "\n".join([*lines, *_left_out(language, plan), "", say(language, "broadcast.note.nobody")])
    lines += _cost(language, plan)
    lines += _left_out(language, plan)
    if plan.groups and groups:
        lines.append(say(language, "broadcast.preview.groups", count=plan.groups))
    return "\n".join([*lines, *_when(language, plan), *_second(language, plan)])


def _cost(language: str, plan: Plan) -> list[str]:
    cost = sum(lane.cost for lane in plan.lanes)
    unpriced = sum(lane.unpriced for lane in plan.lanes)
    lines = [say(language, "broadcast.preview.cost", cost=number(language, cost))] if cost else []
    if unpriced:
        lines.append(say(language, "broadcast.preview.unpriced", count=number(language, unpriced)))
    return lines or [say(language, "broadcast.preview.free")]


def number(language: str, value: int) -> str:
    return wording.written(language, str(value))


def moment(language: str, at: datetime) -> str:
    """A local moment: "07:00 ngay 24/11"."""
    return say(language, "broadcast.moment", time=f"{at:%H:%M}", date=f"{at:%d/%m}")


def lasting(language: str, seconds: float) -> str:
    """How long, as roughly as anybody needs to know it."""
    if seconds < 60:
        return say(language, "broadcast.lasting.moment")
    minutes = round(seconds / 60)
    if minutes < 120:
        return say(language, "broadcast.lasting.minutes", count=minutes)
    return say(language, "broadcast.lasting.hours", count=round(minutes / 60))


def _whom(language: str, plan: Plan) -> list[str]:
    unit = "preview.unit_below" if plan.below else "preview.unit"
    lines = [say(language, f"broadcast.{unit}", unit=plan.unit.name)]
    lines.append(say(language, f"broadcast.preview.did.{group_name(plan.audience.did)}"))
    if plan.audience.role:
        lines.append(say(language, f"broadcast.preview.role.{plan.audience.role}"))
    if plan.audience.fdi:
        lines.append(say(language, "broadcast.preview.fdi"))
    if plan.campaign:
        lines.append(say(language, "broadcast.preview.campaign", name=plan.campaign))
    return [*lines, ""]


def _lane(language: str, lane: LanePlan) -> str:
    line = say(
        language,
        "broadcast.preview.lane",
        channel=channels.name_of(language, lane.lane),
        count=number(language, lane.people),
        lasting=lasting(language, lane.seconds),
    )
    if lane.cost:
        line += say(language, "broadcast.preview.lane_cost", cost=number(language, lane.cost))
    if lane.templated:
        line += say(language, "broadcast.preview.templated", count=number(language, lane.templated))
    if lane.beyond:
        line += say(language, "broadcast.preview.beyond", count=number(language, lane.beyond))
    if lane.budget is not None:
        line += say(language, "broadcast.preview.budget", count=number(language, lane.budget))
    return line


def _left_out(language: str, plan: Plan) -> list[str]:
    left = [*plan.left_out, *([("cap", plan.capped)] if plan.capped else [])]
    if not left:
        return []
    told = [
        say(language, f"broadcast.preview.left.{why}", count=number(language, count)) for why, count in left
    ]
    return ["", say(language, "broadcast.preview.left_out"), *told]


def _when(language: str, plan: Plan) -> list[str]:
    spared = plan.courtesy
    second = "_second" if broadcasting.needs_second(plan.people, plan.above) else ""
    lines = [""]
    if plan.begins is not None and plan.rests:
        lines.append(say(language, "broadcast.preview.rests", moment=moment(language, plan.begins)))
    elif plan.delay:
        minutes = int(plan.delay / timedelta(minutes=1))
        lines.append(say(language, f"broadcast.preview.delayed{second}", count=minutes))
    else:
        lines.append(say(language, f"broadcast.preview.at_once{second}"))
    if plan.begins is not None and _overruns(plan):
        lines.append(
            say(
                language,
                "broadcast.preview.overruns",
                evening=f"{spared.quiet_from:%H:%M}",
                morning=f"{spared.quiet_until:%H:%M}",
            )
        )
    return lines


def _overruns(plan: Plan) -> bool:
    """Whether some of it only goes out the next morning."""
    if plan.begins is None or plan.courtesy.quiet_from == plan.courtesy.quiet_until:
        return False
    evening = datetime.combine(plan.begins.date(), plan.courtesy.quiet_from, plan.begins.tzinfo)
    longest = max((lane.seconds for lane in plan.lanes), default=0)
    return plan.begins < evening < plan.begins + timedelta(seconds=longest)


def _second(language: str, plan: Plan) -> list[str]:
    if not broadcasting.needs_second(plan.people, plan.above):
        return []
    text_id = "second" if plan.seconds else "no_second"
    values = {"above": number(language, plan.above), "unit": plan.unit.name, "code": plan.unit.code}
    return ["", say(language, f"broadcast.preview.{text_id}", **values)]
