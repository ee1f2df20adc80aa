"""What programs are given: every answer of the API and every body of a webhook, field by field."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.api.bodies import Body as Body
from bot.api.bodies import Moment as Moment
from bot.api.bodies import Money as Money
from bot.api.bodies import UnitName as UnitName
from bot.api.unit_schemas import Figures as Figures
from bot.api.unit_schemas import Phase as Phase
from bot.api.unit_schemas import Programme as Programme
from bot.api.unit_schemas import Target as Target
from bot.api.unit_schemas import Unit as Unit
from bot.api.unit_schemas import UnitFigures as UnitFigures
from handlers import initiative as rules
from handlers.registers.listed import Listed
from storage.clients.records import Note, Paper, Sent, Step, Told


class Author(Body):
    """`phone` is given only to clients with the right "contacts"."""

    name: str
    phone: str | None = None


class Report(Body):
    """What the author told; null where a question was not asked or not answered. `amount` is a decimal number
    in the unit that `effect` names. `applied` is a day, or "not_yet"."""

    idea: str | None = None
    before: str | None = None
    change: str | None = None
    where: str | None = None
    kind: str | None = None
    field: str | None = None
    applied: str | None = None
    effect: str | None = None
    amount: str | None = None
    effect_words: str | None = None
    beneficiaries: str | None = None
    protected: str | None = None
    confidential: bool = False

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> "Report":
        told = {key: str(answers[key]) for key in cls.model_fields if answers.get(key) is not None}
        return cls.model_validate({**told, "confidential": answers.get("confidential") == "yes"})


class Recognition(Body):
    """The employer's decision. `kind`: decision, certificate, minutes, answer."""

    kind: str
    number: str
    signed_on: date | None
    signer: str
    signer_title: str


class Portal(Body):
    """Where it stands in the national portal."""

    code: str | None
    entered_at: Moment | None
    refusal: str


class LastDecision(Body):
    """The last step, and who took it."""

    action: rules.Action
    by: str
    at: Moment
    reason: str
    words: str


class Decision(LastDecision):
    """One step of a history; `status` is where it led, `via` the door it came through: chat, workbook, sheet,
    api, node."""

    id: int
    initiative: int
    status: str
    via: str

    @classmethod
    def of(cls, step: Step) -> "Decision":
        return cls(
            id=step.id,
            initiative=step.number,
            action=rules.Action(step.action),
            status=step.status,
            by=step.by_name,
            at=step.at,
            reason=step.reason,
            words=step.words,
            via=step.via or "chat",
        )


class Remark(Body):
    """A comment, or an internal note, which is given only to clients with the right "notes"."""

    id: int
    initiative: int
    internal: bool
    by: str
    at: Moment
    words: str

    @classmethod
    def of(cls, note: Note) -> "Remark":
        return cls(
            id=note.id,
            initiative=note.number,
            internal=note.internal,
            by=note.by_name,
            at=note.at,
            words=note.words,
        )


class Initiative(Body):
    """One initiative as it stands. `revision` grows with every step, and a decision names it. `benefit` is
    what counts: the officer's value where there is one. `unit_words` is where the author says they work
    while no unit is known."""

    number: int
    code: str
    revision: int
    status: rules.Status
    title: str
    author: Author
    coauthors: list[str]
    unit: UnitName | None
    unit_words: str
    upper_unit: str
    programme: str
    submitted_at: Moment
    updated_at: Moment
    report: Report
    benefit: Money | None
    benefit_told: Money | None
    benefit_corrected: Money | None
    recognition: Recognition | None
    papers_missing: bool
    returns: int
    attachments: int
    last_decision: LastDecision | None
    portal: Portal

    @classmethod
    def of(cls, one: Listed, *, contacts: bool = False) -> "Initiative":
        unit = UnitName(code=one.unit_code, name=one.unit_name) if one.unit_id is not None else None
        return cls(
            number=one.number,
            code=one.code,
            revision=one.revision,
            status=one.status,
            title=one.title,
            author=Author(name=one.author_name, phone=one.author_phone or None if contacts else None),
            coauthors=[*one.coauthors, *one.joint],
            unit=unit,
            unit_words=one.unit_words,
            upper_unit=one.upper_name,
            programme=one.programme,
            submitted_at=one.submitted_at,
            updated_at=one.updated_at,
            report=Report.of(one.answers),
            benefit=one.worth,
            benefit_told=one.benefit,
            benefit_corrected=one.benefit_corrected,
            recognition=_recognition(one.recognition) if one.recognition is not None else None,
            papers_missing=one.lacking,
            returns=one.returns,
            attachments=len(one.files),
            last_decision=_last(one.last) if one.last is not None else None,
            portal=Portal(code=one.portal_code or None, entered_at=one.portal_at, refusal=one.portal_refusal),
        )


class Broadcast(Body):
    """A message to many; `expected` is how many people it is meant for."""

    id: int
    title: str
    state: str
    campaign: str
    expected: int
    made_at: Moment
    begins_at: Moment | None
    ended_at: Moment | None

    @classmethod
    def of(cls, one: Sent) -> "Broadcast":
        return cls(
            id=one.id,
            title=one.title,
            state=one.state,
            campaign=one.campaign,
            expected=one.expected,
            made_at=one.made_at,
            begins_at=one.begins_at,
            ended_at=one.ended_at,
        )


class RecognitionPaper(Recognition):
    """An employer's decision with the initiatives it is about."""

    id: int
    initiatives: list[int]

    @classmethod
    def of(cls, one: Paper) -> "RecognitionPaper":
        return cls(
            id=one.id,
            kind=one.kind,
            number=one.number,
            signed_on=one.signed_on,
            signer=one.signer,
            signer_title=one.signer_title,
            initiatives=list(one.numbers),
        )


class Change(Body):
    """One entry of the feed: what changed, and where it is read. `kind`: initiative, decision, remark,
    recognition, unit, target, broadcast; `id` is that row's, `initiative` a number, `unit` a code."""

    position: int
    kind: str
    id: int
    initiative: int | None
    unit: str | None
    at: Moment

    @classmethod
    def of(cls, one: Told) -> "Change":
        return cls(
            position=one.position,
            kind=one.kind,
            id=one.ref_id,
            initiative=one.number,
            unit=one.unit_code or None,
            at=one.at,
        )


def _recognition(one: rules.Recognition) -> Recognition:
    return Recognition(
        kind=one.kind,
        number=one.number,
        signed_on=one.signed_on,
        signer=one.signer,
        signer_title=one.signer_title,
    )


def _last(one: rules.Decision) -> LastDecision:
    return LastDecision(action=one.action, by=one.by_name, at=one.at, reason=one.reason, words=one.words)


class InitiativeWhole(Initiative):
    """One initiative with its history and what was said about it."""

    history: list[Decision]
    remarks: list[Remark]

    @classmethod
    def joined(cls, one: Initiative, steps: Sequence[Step], notes: Sequence[Note]) -> "InitiativeWhole":
        return cls.model_validate(
            {
                **dict(one),
                "history": [Decision.of(step) for step in steps],
                "remarks": [Remark.of(note) for note in notes],
            }
        )


class Ruled(Body):
    """What became of a decision: how the initiative stands now, and the step that was taken."""

    initiative: int
    code: str
    revision: int
    status: rules.Status
    decision: Decision


class Me(Body):
    """The program itself."""

    name: str
    unit: UnitName
    rights: list[str]
    officer: str
    per_minute: int
    expires_at: Moment | None


class DecisionList(Body):
    items: list[Decision]


class InitiativePage(Body):
    """`next` is the cursor of what follows; null at the end."""

    items: list[Initiative]
    next: str | None


class UnitPage(Body):
    """`next` is the cursor of what follows; null at the end."""

    items: list[Unit]
    next: str | None


class ProgrammeList(Body):
    items: list[Programme]


class FeedPage(Body):
    """`next` is what to ask for as `after` the next time; `more` says that there is something behind it
    already. `newest` is the end of the feed."""

    items: list[Change]
    next: int
    more: bool
    newest: int
