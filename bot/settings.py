"""What the person who runs the machine decides: read once, checked as a whole."""

import os
import re
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode, SettingsConfigDict

from bot.google_settings import GoogleSettings
from bot.sync_settings import SyncSettings
from bot.telegram_settings import TelegramSettings
from bot.web_address import is_web_address
from bot.zalo_settings import ZaloSettings
from messages.catalog import DEFAULT, say

#: The shortest SECRET_KEY; it signs the cookies that open conversations.
LEAST_KEY = 16
#: How many letters a key has that we make ourselves.
_OWN_KEY = 43
_HOST = re.compile(r"[^\s/?#@]+")
_DATABASES = {"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"}

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong setting, as the catalogue's ``admin.settings.wrong.<key>``."""

    setting: str
    key: str


class SettingsWrong(Exception):
    """Everything that is wrong with the settings; never holds a value of any of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"{problem.setting.upper()} {problem.key}" for problem in problems))
        self.problems = problems


def _wrong(key: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{key}", {"key": key})


class Settings(TelegramSettings, ZaloSettings, SyncSettings, GoogleSettings):
    """Every setting by its name in lower case. What was left out stands here already filled in.

    A validator may look at the settings declared above it, so the order of the fields matters.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",  # Windows editors begin a file with a mark that is no letter
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    data_dir: Path = Path("data")
    web_host: str = "127.0.0.1"
    web_port: int = 8080
    public_url: str = ""
    time_zone: Annotated[ZoneInfo, NoDecode] = ZoneInfo("Asia/Ho_Chi_Minh")
    secret_key: SecretStr = SecretStr("")
    log_level: Level = "INFO"
    demo: bool = cast("bool", None)  # left out: see `_automatic`
    database_url: SecretStr = SecretStr("")

    @field_validator("data_dir")
    @classmethod
    def _writable(cls, folder: Path) -> Path:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError:
            raise _wrong("data_dir") from None
        return folder.absolute()

    @field_validator("web_host")
    @classmethod
    def _host(cls, host: str) -> str:
        if not _HOST.fullmatch(host):
            raise _wrong("web_host")
        return host

    @field_validator("web_port")
    @classmethod
    def _port(cls, port: int) -> int:
        if not 0 <= port <= 65_535:  # 0 takes whichever is free; for tests
            raise _wrong("web_port")
        return port

    @field_validator("public_url")
    @classmethod
    def _public(cls, url: str, info: ValidationInfo) -> str:
        told, url = url, url or f"http://localhost:{info.data.get('web_port', 8080)}"
        if told and not is_web_address(told):
            raise _wrong("public_url")
        if not url.startswith("https://"):
            if info.data.get("telegram_mode") == "webhook":
                raise _wrong("public_url_https")
            if info.data.get("zalo_bot_mode") == "webhook" or info.data.get("zalo_oa_app_id"):
                raise _wrong("public_url_zalo")
        return url.rstrip("/")

    @field_validator("time_zone", mode="before")
    @classmethod
    def _zone(cls, name: Any) -> ZoneInfo:
        try:
            return name if isinstance(name, ZoneInfo) else ZoneInfo(str(name))
        except (KeyError, ValueError, OSError):
            raise _wrong("time_zone") from None

    @field_validator("secret_key")
    @classmethod
    def _key(cls, key: SecretStr, info: ValidationInfo) -> SecretStr:
        if key.get_secret_value():
            if len(key.get_secret_value()) < LEAST_KEY:
                raise _wrong("secret_key")
            return key
        if "data_dir" not in info.data:
            return key  # the folder is reported already
        return SecretStr(_own_key(info.data["data_dir"] / "secret.key"))

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, level: Any) -> Any:
        return level.upper() if isinstance(level, str) else level

    @field_validator("demo", mode="before")
    @classmethod
    def _automatic(cls, demo: Any, info: ValidationInfo) -> Any:
        if demo is not None:
            return demo
        # A token that was refused counts as one: the installation is meant to be real.
        doors = ("telegram_bot_token", "zalo_bot_token", "zalo_oa_app_id")
        return not any(info.data.get(door, "refused") for door in doors)

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: SecretStr, info: ValidationInfo) -> SecretStr:
        told = url.get_secret_value()
        if not told:
            # Two files, so that people of the demo can never be found in a real start.
            name = "demo.db" if info.data.get("demo") else "union.db"
            return SecretStr(f"sqlite:///{info.data.get('data_dir', Path())}/{name}")
        scheme, _, rest = told.partition("://")
        if scheme.startswith("sqlite") and (":memory:" in rest or not rest.strip("/")):
            raise _wrong("database_memory")
        if scheme not in _DATABASES or not rest:
            raise _wrong("database_url")
        return url

    def secrets(self) -> tuple[str, ...]:
        """Everything that must never be written anywhere."""
        password = urlsplit(self.database_url.get_secret_value()).password or ""
        held = (
            *self.telegram_secrets(),
            *self.zalo_secrets(),
            *self.sync_secrets(),
            password,
            unquote(password),
        )
        return tuple(one for one in (self.secret_key.get_secret_value(), *held) if one)


def load(env_file: Path | str = ".env") -> Settings:
    """The settings of the environment and the file, or `SettingsWrong` with all that is wrong."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        problems = tuple(_problem(one) for one in error.errors(include_url=False, include_input=False))
    except (UnicodeDecodeError, IsADirectoryError, PermissionError):
        problems = (Problem("", "whole_file"),)
    raise SettingsWrong(problems)


def explain(problems: tuple[Problem, ...], language: str = DEFAULT) -> str:
    """One message for the person who has to correct them."""
    lines = [say(language, "admin.settings.heading", count=len(problems)), ""]
    for problem in problems:
        if not problem.setting:
            what = say(language, "admin.settings.whole_file")
            lines.append(say(language, "admin.settings.line", name=".env", what=what))
            continue
        what = say(language, f"admin.settings.wrong.{problem.key}", least=LEAST_KEY)
        example = say(language, f"admin.settings.example.{problem.setting}")
        lines.append(say(language, "admin.settings.line", name=problem.setting.upper(), what=what))
        lines.append(say(language, "admin.settings.sample", example=example))
    return "\n".join(lines)


def _problem(error: Any) -> Problem:
    setting = str(error["loc"][0])
    own = error["type"] == "setting"
    return Problem(setting, error["ctx"]["key"] if own else setting)


def _own_key(path: Path) -> str:
    """The key in this file, made once; only the owner may read it."""
    try:
        if not path.exists():
            with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".key-") as file:  # 0600 from birth
                file.write(secrets.token_urlsafe(32))
                file.flush()
                os.fsync(file.fileno())
                # A second process that starts now finds a whole file or none, and both use the same.
                with suppress(FileExistsError):
                    os.link(file.name, path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise _wrong("secret_file") from None
    if len(key) < LEAST_KEY:
        raise _wrong("secret_file")
    return key
