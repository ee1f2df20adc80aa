"""Changes single settings in the administrator's .env file and leaves everything else as it stands."""

import io
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

_LINE = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=")
#: A note behind a value; in an unquoted one a hash needs a blank before it.
_NOTE = re.compile(r"""=\s*(?:'[^']*'|"[^"]*"|[^'"\s#][^\r\n]*?|)(?P<note>\s+#[^\r\n]*)[\r\n]*$""")
#: What needs no quotes for the reader of such files to give back the same.
_PLAIN = re.compile(r"[A-Za-z0-9_.,:/=@%+-]*")
_MARK = "\ufeff"
#: A new file may hold secrets soon, so only its owner reads it.
_OWNER_ONLY = 0o600


def change(path: Path, settings: Mapping[str, str]) -> Path | None:
    """Write these values, each on the line that names it (the last one, which is what counts) or at the
    end, and give the copy of the file as it was; `None` when there was no file.

    Comments, order, line ends and the file's mode stay. The new text replaces the old one in one step,
    so a crash leaves one or the other. Raises OSError, and ValueError for a file that is no UTF-8 text
    or a value that no line can hold.
    """
    target = path.resolve()  # a link goes on being one
    before = target.read_bytes() if target.exists() else None
    after = _changed((before or b"").decode("utf-8"), settings).encode()
    mode = target.stat().st_mode & 0o777 if before is not None else _OWNER_ONLY
    copy = None
    if before is not None:
        copy = path.with_name(f"{path.name}.bak")
        _replace(copy, before, mode)
    _replace(target, after, mode)
    return copy


def _changed(text: str, settings: Mapping[str, str]) -> str:
    lines = list(io.StringIO(text.removeprefix(_MARK), newline=""))
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    places = {found["name"].upper(): at for at, one in enumerate(lines) if (found := _LINE.match(one))}
    for name, value in settings.items():
        written = f"{name}={_quoted(value)}"
        if name.upper() in places:
            at = places[name.upper()]
            note = _NOTE.search(lines[at])
            lines[at] = f"{written}{note['note'] if note else ''}{end}"
            continue
        if lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += end
        lines.append(f"{written}{end}")
    return (_MARK if text.startswith(_MARK) else "") + "".join(lines)


def _quoted(value: str) -> str:
    if any(char in value for char in "\r\n\0'"):
        raise ValueError("a value with a line break or a quotation mark")
    return value if _PLAIN.fullmatch(value) else f"'{value}'"


def _replace(path: Path, content: bytes, mode: int) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".env-", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.chmod(file.name, mode)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
