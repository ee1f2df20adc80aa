"""What the administrator says about Zalo; `bot.settings` puts it together with the rest."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode

from bot.web_address import is_web_address

_BOT_TOKEN: Final = re.compile(r"[0-9]+:[\x21-\x7e]{2,}")
#: What an HTTP header can carry; Zalo takes 8 to 256 characters (Zalo Bot documentation, setWebhook).
_BOT_SECRET: Final = re.compile(r"[\x21-\x7e]{8,256}")
_TEMPLATE: Final = re.compile(r"(verdict|reminder)=([0-9]+)")
_OA_API: Final = "https://openapi.zalo.me"
#: Without one of these an Official Account cannot be served at all.
_OA_NEEDS: Final = ("zalo_oa_app_secret", "zalo_oa_refresh_token", "zalo_oa_webhook_secret")


def _wrong(key: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{key}", {"key": key})


class ZaloSettings(BaseSettings):
    """Both doors of Zalo. A door is open when its token or app id is given."""

    zalo_bot_mode: Literal["polling", "webhook"] = "polling"
    zalo_bot_token: SecretStr | None = None
    zalo_bot_api_url: str = "https://bot-api.zaloplatforms.com"
    zalo_bot_webhook_secret: SecretStr | None = None
    zalo_bot_monthly_budget: int = 3_000
    zalo_oa_app_id: str = ""
    zalo_oa_app_secret: SecretStr | None = None
    zalo_oa_refresh_token: SecretStr | None = None
    zalo_oa_webhook_secret: SecretStr | None = None
    zalo_oa_api_url: str = _OA_API
    zalo_oa_oauth_url: str = "https://oauth.zaloapp.com"
    zalo_oa_signed_by: Literal["app_id", "oa_id"] = "app_id"
    zalo_oa_buttons: bool = False
    zalo_oa_templates: Annotated[dict[str, str], NoDecode] = {}
    zalo_oa_message_price: int = 0
    zalo_oa_template_price: int = 0

    @property
    def zalo_oa_business_url(self) -> str:
        """Where templates are sent by phone: a host of its own, unless everything is told
        to go elsewhere."""
        return "https://business.openapi.zalo.me" if self.zalo_oa_api_url == _OA_API else self.zalo_oa_api_url

    def zalo_secrets(self) -> tuple[str, ...]:
        """What of this must never be written anywhere."""
        held = (
            self.zalo_bot_token,
            self.zalo_bot_webhook_secret,
            self.zalo_oa_app_secret,
            self.zalo_oa_refresh_token,
            self.zalo_oa_webhook_secret,
        )
        return tuple(one.get_secret_value() for one in held if one is not None)

    @field_validator("zalo_bot_token")
    @classmethod
    def _bot_token(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if token is None and info.data.get("zalo_bot_mode") == "webhook":
            raise _wrong("zalo_bot_token_needed")
        if token is not None and not _BOT_TOKEN.fullmatch(token.get_secret_value()):
            raise _wrong("zalo_bot_token")
        return token

    @field_validator("zalo_bot_webhook_secret")
    @classmethod
    def _bot_secret(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None and info.data.get("zalo_bot_mode") == "webhook":
            raise _wrong("zalo_bot_secret_needed")
        if secret is not None and not _BOT_SECRET.fullmatch(secret.get_secret_value()):
            raise _wrong("zalo_bot_webhook_secret")
        return secret

    @field_validator("zalo_bot_monthly_budget")
    @classmethod
    def _budget(cls, budget: int) -> int:
        if budget < 1:
            raise _wrong("zalo_bot_monthly_budget")
        return budget

    @field_validator("zalo_oa_message_price", "zalo_oa_template_price")
    @classmethod
    def _price(cls, price: int) -> int:
        if price < 0:
            raise _wrong("zalo_oa_price")
        return price

    @field_validator("zalo_oa_app_id")
    @classmethod
    def _app_id(cls, app_id: str) -> str:
        if app_id and not (app_id.isascii() and app_id.isdigit()):
            raise _wrong("zalo_oa_app_id")
        return app_id

    @field_validator(*_OA_NEEDS)
    @classmethod
    def _complete(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        app_id = info.data.get("zalo_oa_app_id")
        if app_id and secret is None:
            raise _wrong("zalo_oa_incomplete")
        if app_id == "" and secret is not None:
            raise _wrong("zalo_oa_app_id_needed")
        return secret

    @field_validator("zalo_bot_api_url", "zalo_oa_api_url", "zalo_oa_oauth_url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not is_web_address(url):
            raise _wrong("zalo_url")
        return url.rstrip("/")

    @field_validator("zalo_oa_templates", mode="before")
    @classmethod
    def _templates(cls, told: Any) -> dict[str, str]:
        if isinstance(told, dict):
            return told
        found = [_TEMPLATE.fullmatch(one.strip()) for one in str(told).split(",") if one.strip()]
        if not all(found):
            raise _wrong("zalo_oa_templates")
        return {one[1]: one[2] for one in found if one}
