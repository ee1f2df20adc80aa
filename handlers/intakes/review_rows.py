"""What officers filled in in the review workbook, row by row."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from handlers.intakes.plan import Line, Note, Planned, State, Value
from handlers.officers import rulings
from handlers.officers.rulings import Ruling, Word
from handlers.registers import review_columns as columns
from handlers.understanding import amounts
from handlers.understanding.folding import clean
from handlers.understanding.lexicon import Lexicon
from messages import words as typed
from messages.catalog import say

#: The officer's value as it stood when the workbook was made.
VALUED: Final = "benefit_corrected"
_TYPED: Final = Lexicon({word: typed.spoken("officer")[word] for word in rulings.WORDS})
#: What no number of an initiative and no value reaches.
_MOST: Final = 10**15
_TITLE: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a row asks for: a decision on the initiative as it was at `revision`, a value, or both. `valued`
    is the officer's value the row was filled in beside; None where there was none or nobody can say."""

    number: int
    revision: int = 0
    word: Word | None = None
    reason: str = ""
    words: str = ""
    corrected: int | None = None
    valued: int | None = None
    #: Whether the sheet still says what `valued` was.
    knows_value: bool = False

    @property
    def ruling(self) -> Ruling | None:
        if self.word is None:
            return None
        return Ruling(
            number=self.number,
            revision=self.revision,
            word=self.word,
            reason=self.reason,
            words=self.words,
        )

    def packed(self) -> Mapping[str, Any]:
        return asdict(self)


def unpacked(what: Mapping[str, Any]) -> Wish:
    return Wish(**what)


def wishes(lines: Sequence[Line], language: str) -> tuple[list[tuple[int, Wish]], list[Planned]]:
    """The rows that want something, each with its number in the sheet, and those that nobody can read. A row
    without a decision and without a value wants nothing."""
    found: list[tuple[int, Wish]] = []
    wrong: list[Planned] = []
    for line in lines:
        read = _read(line, language)
        if isinstance(read, Planned):
            wrong.append(read)
        elif read is not None:
            found.append((line.row, read))
    return _single(found, wrong, language)


def _single(
    found: list[tuple[int, Wish]], wrong: list[Planned], language: str
) -> tuple[list[tuple[int, Wish]], list[Planned]]:
    """Of an initiative that stands there twice: once when both rows say the same, else in neither."""
    by_number: dict[int, list[tuple[int, Wish]]] = defaultdict(list)
    for row, wish in found:
        by_number[wish.number].append((row, wish))
    kept = []
    for rows in by_number.values():
        first = rows[0]
        if all(wish == first[1] for _, wish in rows):
            kept.append(first)
            again = say(language, "intake.review.again", row=first[0])
            wrong += [planned(row, "same", wish, again) for row, wish in rows[1:]]
            continue
        for row, wish in rows:
            others = ", ".join(str(other) for other, _ in rows if other != row)
            text = say(language, "intake.review.twice", rows=others)
            wrong.append(planned(row, "wrong", wish, text, columns.DECISION))
    return kept, wrong


def _read(line: Line, language: str) -> Wish | Planned | None:
    said, valued = line.text(columns.DECISION), line.text(columns.CORRECTED)
    if not said and not valued:
        return None
    title = " · ".join(part for part in (line.text("code"), short(line.text("title"))) if part)

    def wrong(column: str, text: str, **values: object) -> Planned:
        note = Note(column, say(language, f"intake.review.{text}", **values))
        return Planned(row=line.row, state="wrong", what={}, title=title, notes=(note,))

    number, revision = _whole(line.cells.get(columns.NUMBER)), _whole(line.cells.get(columns.REVISION))
    if number is None or number < 1:
        return wrong(columns.NUMBER, "no_number")
    word = named(said) if said else None
    if said and word is None:
        offered = ", ".join(columns.decision_texts(language).values())
        return wrong(columns.DECISION, "unknown_decision", said=short(said), offered=offered)
    if word is not None and revision is None:
        return wrong(columns.REVISION, "no_revision")
    corrected = _money(line.cells.get(columns.CORRECTED)) if valued else None
    if valued and corrected is None:
        return wrong(columns.CORRECTED, "bad_value", said=short(valued))
    reason, words = _reason(line, word)
    return Wish(
        number=number,
        revision=revision or 0,
        word=word,
        reason=reason,
        words=words,
        corrected=corrected,
        valued=_money(line.cells.get(VALUED)),
        knows_value=VALUED in line.cells,
    )


def named(text: str) -> Word | None:
    """The decision a cell names: as the list of the workbook shows it, or as officers type it in the chat."""
    return columns.decision_named(text) or _TYPED.get(text)


def _reason(line: Line, word: Word | None) -> tuple[str, str]:
    """The reason of the list with the officer's words; what is none of the list is theirs to say, too."""
    if word is None:
        return "", ""
    picked, words = clean(line.text(columns.REASON)), clean(line.text(columns.WORDS))
    reason = columns.reason_named(picked) if picked else None
    if picked and reason is None:
        words = f"{picked}\n{words}" if words else picked
    return reason or "", words


def _whole(cell: Value) -> int | None:
    try:
        number = Decimal(str(cell).strip()) if isinstance(cell, int | float | str) else None
    except InvalidOperation:
        return None
    if number is None or not number.is_finite() or not 0 <= number < _MOST or number != int(number):
        return None
    return int(number)


def _money(cell: Value) -> int | None:
    """VND a year: a number, or words as in the chat ("48 million")."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        # A price worked out by a formula is no whole number of dong.
        return round(cell) if 1 <= cell < _MOST else None
    read = amounts.amount(cell, amounts.Measure.DONG) if isinstance(cell, str) else None
    return int(read) if read is not None and 1 <= read < _MOST else None


def planned(row: int, state: State, wish: Wish, text: str = "", column: str = "") -> Planned:
    """A row with at most one thing said of it."""
    notes = (Note(column, text),) if text else ()
    title = str(wish.number)
    return Planned(row=row, state=state, what=wish.packed(), title=title, notes=notes)


def short(text: str) -> str:
    """On one line, for a list."""
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1].rstrip()}…"
