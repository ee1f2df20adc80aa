"""What travels on the line, in both directions: versioned, closed, and checked before it is believed."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

#: The form of everything below; instances that speak another one are refused.
PROTOCOL: Final = 1
Words = Annotated[str, Field(max_length=20_000)]
Line = Annotated[str, Field(max_length=1_000)]


class Parcel(BaseModel):
    """Nothing unknown, nothing that is changed on the way."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Who(Parcel):
    """Somebody: by the node's own id, or by the province's with the name they go by there."""

    own: int | None = None
    theirs: int | None = None
    name: Line = ""


class Mark(Parcel):
    """A row, by the node's own id or by the province's."""

    own: int | None = None
    theirs: int | None = None


class Consent(Parcel):
    purpose: Line
    given: bool
    text_version: Line
    at: AwareDatetime
    conversation: Line
    update_key: Line


class Post(Parcel):
    unit: int
    role: Line
    since: AwareDatetime
    until: AwareDatetime | None = None


class Person(Parcel):
    """Somebody of the node. `talks` says that the node tells them things. Units are the province's ids."""

    id: int
    language: Line
    name: Line | None = None
    phone: Line | None = None
    unit: int | None = None
    unit_words: Line | None = None
    handling: bool | None = None
    campaigns: bool | None = None
    public: bool | None = None
    direct: bool | None = None
    talks: bool = False
    created_at: AwareDatetime
    consents: list[Consent] = []
    posts: list[Post] = []


class File(Parcel):
    """What is known of a file; its bytes come apart, under `sha256`."""

    key: Line
    kind: Line
    name: Line = ""
    media_type: Line = ""
    size: int | None = None
    sha256: Line | None = None
    at: AwareDatetime


class Version(Parcel):
    """What was sent: the answers of one sending."""

    revision: int
    title: Words
    answers: dict[str, Any]
    form_version: int
    at: AwareDatetime


class Paper(Parcel):
    """An employer's decision."""

    kind: Line
    number: Line = ""
    signed_on: date | None = None
    signer: Line = ""
    signer_title: Line = ""
    file_key: Line = ""


class Facts(Parcel):
    """What may change without a step."""

    author: Who
    unit: int | None = None
    benefit_corrected: int | None = None
    paper: Paper | None = None


class Report(Parcel):
    """An initiative as it was first sent."""

    kind: Literal["report"] = "report"
    number: int
    code: Line
    unit_words: Line = ""
    entered_by: Who | None = None
    first: Version
    facts: Facts
    files: list[File] = []


class Change(Parcel):
    """Facts that changed at the node: `base` is what the province had said of them last."""

    kind: Literal["change"] = "change"
    number: int
    base: Facts
    now: Facts
    files: list[File] = []


class Step(Parcel):
    """A step as it was taken, after the step that was the last one then (`after`). `sent` is what an author
    sent again; `into` the number it was merged into or parted from."""

    kind: Literal["step"] = "step"
    id: int
    number: int
    after: Mark | None = None
    action: Line
    before: Line
    to: Line
    by: Who
    at: AwareDatetime
    reason: Line = ""
    words: Words = ""
    by_words: Line = ""
    sent: Version | None = None
    into: int | None = None
    paper: Paper | None = None
    files: list[File] = []


class Remark(Parcel):
    kind: Literal["remark"] = "remark"
    id: int
    number: int
    by: Who
    at: AwareDatetime
    words: Words
    internal: bool


Item = Annotated[Report | Change | Step | Remark, Field(discriminator="kind")]


class Batch(Parcel):
    """What stands in the node's feed behind `after`, up to `to`, with the people it names."""

    protocol: int = PROTOCOL
    after: int
    to: int
    people: list[Person] = []
    items: list[Item] = []


class Roster(Parcel):
    """People of the node as they are now; a later one has a higher `serial`."""

    protocol: int = PROTOCOL
    serial: int
    people: list[Person]


class Taken(Parcel):
    """Up to where the province has the node's feed, and the serial of the last roster."""

    taken: int
    roster: int


class StepBack(Parcel):
    """A step as it stands at the province; `mark` is whose row it was first."""

    mark: Mark
    action: Line
    status: Line
    by: Who
    at: AwareDatetime
    reason: Line = ""
    words: Words = ""
    by_words: Line = ""
    via: Line = ""


class RemarkBack(Parcel):
    mark: Mark
    by: Who
    at: AwareDatetime
    words: Words
    internal: bool


class Snapshot(Parcel):
    """An initiative as it stands at the province, with its whole history in order."""

    number: int
    code: Line
    programme: Line | None
    facts: Facts
    entered_by: Who | None
    unit_words: Line
    columns: dict[str, Any]
    merged_into: int | None
    joint: list[tuple[int, Who]]
    steps: list[StepBack]
    versions: list[Version]
    remarks: list[RemarkBack]
    files: list[File]


class ClashBack(Parcel):
    """A step of the node's that does not count, by the node's id of it."""

    id: int
    number: int
    step: int
    why: Words
    wanted: dict[str, Any]
    at: AwareDatetime


class Frame(Parcel):
    """The tree above and in the branch, its programmes, phases and targets: rows by table, with the
    province's ids."""

    tables: dict[str, list[dict[str, Any]]]


class Ask(Parcel):
    """What the node has: the place in the feed, in the walk through everything (None when it is done), the
    last clash, and a hash of the frame."""

    protocol: int = PROTOCOL
    after: int = 0
    walked: int | None = None
    clash: int = 0
    frame: Line = ""


class Ended(Parcel):
    """A post of one of the node's people that is not held any more."""

    person: int
    unit: int
    role: Line
    until: AwareDatetime


class Page(Parcel):
    """What comes next for a node that has what `ask` says. `told` are the node's people to whom the province
    speaks itself; `ended` are all of their posts that ended, whoever ended them."""

    ask: Ask
    after: int
    walked: int | None
    clash: int
    frame_hash: Line
    more: bool
    frame: Frame | None = None
    snapshots: list[Snapshot] = []
    clashes: list[ClashBack] = []
    told: list[int] = []
    ended: list[Ended] = []


class Wanted(Parcel):
    """Files whose bytes are not at the province yet."""

    keys: list[Line]


class Welcome(Parcel):
    """What a node is told when it joins."""

    key: Line
    name: Line
    unit: int
    first_number: int
    province: Line
    at: datetime
