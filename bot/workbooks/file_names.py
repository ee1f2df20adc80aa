"""Names of workbooks as files: Vietnamese without marks, the unit, and the day."""

from datetime import datetime
from pathlib import Path

from bot.channels.public_files import plain_name
from handlers.registers.export_effects import Form, Kind
from messages.catalog import say


def name_of(language: str, kind: Kind | Form, unit_code: str, made: datetime) -> str:
    """`made` is local; "" for a unit means all of them."""
    words = [say(language, f"export.file.{kind}"), unit_code, f"{made:%Y-%m-%d}"]
    return plain_name("-".join(word for word in words if word) + ".xlsx")


def beside(path: Path) -> Path:
    """The same name with a number where one is there already: somebody may have worked in it."""
    number, free = 2, path
    while free.exists():
        free = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return free
