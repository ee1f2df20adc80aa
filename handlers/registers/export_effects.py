"""What is to be done about a workbook that an officer asked for."""

from typing import Final, Literal, get_args

from handlers.values import dataclass

#: What can be written: what waits for decisions, everything, units in their order, what the portal lacks.
Kind = Literal["review", "register", "ranking", "portal"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
#: Workbooks that go out to be filled in.
Form = Literal["entry_form", "units_form", "targets_form", "officers_form"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)


@dataclass(frozen=True, slots=True)
class MakeWorkbook:
    """Written for the speaker, of the branch of this unit, and given to them when it is there. `once` names
    the asking."""

    kind: Kind | Form
    unit_id: int
    once: str
