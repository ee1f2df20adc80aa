"""What the administrator says about Telegram; `bot.settings` puts it together with the rest."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode

from bot.web_address import is_web_address

_TOKEN: Final = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: The most messages a second that Telegram takes from one bot, for nothing and paid for (Bot API, FAQ).
MOST_FREE, MOST_PAID = 30, 1_000


def _wrong(key: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{key}", {"key": key})


class TelegramSettings(BaseSettings):
    """Telegram's door, open when there is a token; more bots stand beside it with lanes of their own.

    `telegram_pace` is campaign mail a second for each bot.
    """

    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_bot_token: SecretStr | None = None
    telegram_more_bots: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_secret: SecretStr | None = None
    telegram_paid_broadcast: bool = False
    telegram_pace: int = 25

    @property
    def telegram_tokens(self) -> tuple[SecretStr, ...]:
        """Of every bot, the first one first."""
        first = () if self.telegram_bot_token is None else (self.telegram_bot_token,)
        return (*first, *self.telegram_more_bots)

    def telegram_secrets(self) -> tuple[str, ...]:
        """What of this must never be written anywhere."""
        held = (*self.telegram_tokens, self.telegram_webhook_secret)
        return tuple(one.get_secret_value() for one in held if one is not None)

    @field_validator("telegram_bot_token")
    @classmethod
    def _token(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if token is None and info.data.get("telegram_mode") == "webhook":
            raise _wrong("telegram_token_needed")
        if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
            raise _wrong("telegram_bot_token")
        return token

    @field_validator("telegram_more_bots", mode="before")
    @classmethod
    def _more(cls, told: Any, info: ValidationInfo) -> tuple[SecretStr, ...]:
        tokens = told.split(",") if isinstance(told, str) else [one.get_secret_value() for one in told]
        tokens = [one.strip() for one in tokens if one.strip()]
        if not all(_TOKEN.fullmatch(one) for one in tokens):
            raise _wrong("telegram_more_bots")
        if "telegram_bot_token" not in info.data:
            return ()  # the first one is reported already
        first = info.data["telegram_bot_token"]
        if tokens and first is None:
            raise _wrong("telegram_more_needs_first")
        known = [one.partition(":")[0] for one in (first.get_secret_value() if first else "", *tokens)]
        if len(set(known)) < len(known):
            raise _wrong("telegram_same_bot")  # two pollers of one bot take each other's messages away
        return tuple(SecretStr(one) for one in tokens)

    @field_validator("telegram_api_url")
    @classmethod
    def _api(cls, url: str) -> str:
        if not is_web_address(url):
            raise _wrong("telegram_api_url")
        return url.rstrip("/")

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _webhook(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None and info.data.get("telegram_mode") == "webhook":
            raise _wrong("telegram_secret_needed")
        if secret is not None and not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise _wrong("telegram_webhook_secret")
        return secret

    @field_validator("telegram_pace")
    @classmethod
    def _pace(cls, pace: int, info: ValidationInfo) -> int:
        if not 1 <= pace <= MOST_PAID:
            raise _wrong("telegram_pace")
        if pace > MOST_FREE and info.data.get("telegram_paid_broadcast") is False:
            raise _wrong("telegram_pace_paid")
        return pace
