"""What is done about a workbook that an officer sent."""

from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class ReceiveWorkbook:
    """It is read as soon as its bytes are here; its sender hears what it would change."""

    file_key: str
    name: str


@dataclass(frozen=True, slots=True)
class ApplyWorkbook:
    """Its rows are done from now on. When it waits no more, the event is handled again."""

    intake_id: int


@dataclass(frozen=True, slots=True)
class DropWorkbook:
    """Nothing of it is done."""

    intake_id: int


IntakeEffect = ReceiveWorkbook | ApplyWorkbook | DropWorkbook
