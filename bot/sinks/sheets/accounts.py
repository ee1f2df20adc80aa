"""The account in whose name the assistant works at Google: its key file, or the key kept with a sheet."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from bot.sinks.sink import SinkFailed
from storage.vault import Unreadable, Vault

_NEEDED: Final = ("client_email", "private_key", "token_uri")
_KEY: Final = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{20,})|^([A-Za-z0-9_-]{20,})$")


def key_of(address: str) -> str | None:
    """The spreadsheet's own key, from its address in the browser or as it is."""
    match = _KEY.search(address.strip())
    return (match[1] or match[2]) if match else None


def address_of(key: str) -> str:
    return f"https://docs.google.com/spreadsheets/d/{key}/edit"


def read(path: Path | None) -> Mapping[str, Any]:
    """A key file as Google gives it out. Raises `SinkFailed`: no_key, bad_key."""
    if path is None:
        raise SinkFailed("no_key")
    try:
        told = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SinkFailed("no_key", path.name) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SinkFailed("bad_key", type(error).__name__) from None
    return parse(told)


def parse(told: str) -> Mapping[str, Any]:
    try:
        account = json.loads(told)
    except ValueError:
        raise SinkFailed("bad_key", "not JSON") from None
    if not isinstance(account, dict) or any(not account.get(name) for name in _NEEDED):
        raise SinkFailed("bad_key", "no service account")
    return account


def account(sealed: str, path: Path | None, vault: Vault) -> Mapping[str, Any]:
    """The key kept with the sheet, else the file of the settings, read anew each time: an administrator who
    puts another file there need not start anything again."""
    if not sealed:
        return read(path)
    try:
        return parse(vault.open(sealed).get_secret_value())
    except Unreadable:
        raise SinkFailed("unreadable") from None


def seal(account: Mapping[str, Any], vault: Vault) -> str:
    return vault.seal(SecretStr(json.dumps(dict(account))))
