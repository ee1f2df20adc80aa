"""What the administrator says about Google's spreadsheets; `bot.settings` puts it together with the rest."""

from pathlib import Path

from pydantic import field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings

from bot.web_address import is_web_address


def _wrong(key: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{key}", {"key": key})


class GoogleSettings(BaseSettings):
    """The key file of a service account, and how often sheets are asked for decisions, in seconds."""

    google_service_account_file: Path | None = None
    google_sheets_every: int = 60
    google_sheets_api_url: str = "https://sheets.googleapis.com"

    @field_validator("google_sheets_every")
    @classmethod
    def _not_too_often(cls, seconds: int) -> int:
        if not 10 <= seconds <= 3_600:
            raise _wrong("google_sheets_every")
        return seconds

    @field_validator("google_sheets_api_url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not is_web_address(url):
            raise _wrong("google_sheets_api_url")
        return url.rstrip("/")
