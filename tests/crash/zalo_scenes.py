"""The same scene at both doors of Zalo."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fakes.zalo_bot_people import Person as BotPerson
from fakes.zalo_oa_people import Person as OaPerson

from storage import credentials
from storage.credentials import Standing
from storage.traffic import outbox
from tests.crash.scene import Scene

SITE = "https://bot.example.vn"


class ZaloBotScene(Scene):
    """A Zalo Bot that is polled."""

    @property
    def lane(self) -> str:
        return f"zalo_bot:{self.api.token.partition(':')[0]}"

    def doors(self) -> dict[str, Any]:
        settings = {"public_url": SITE, "zalo_bot_token": self.api.token, "zalo_bot_api_url": self.api.url}
        return {"settings": settings}

    def member(self, id: str, name: str) -> BotPerson:
        """A worker whose first contact is over."""
        person: BotPerson = self.api.person(id, name)
        person.has_begun = True
        self.knows(id, name)
        return person


@dataclass
class ZaloOaScene(Scene):
    """An Official Account that writes; nobody answers. `refresh` is the token in the settings."""

    refresh: str = field(default="", kw_only=True)

    @property
    def lane(self) -> str:
        return f"zalo_oa:{self.api.app_id}"

    @property
    def name(self) -> str:
        """Of the account's row in `credentials`."""
        return f"zalo_oa:{self.api.app_id}"

    def doors(self) -> dict[str, Any]:
        api = self.api
        settings = {
            "public_url": SITE,
            "zalo_oa_app_id": api.app_id,
            "zalo_oa_app_secret": api.app_secret,
            "zalo_oa_refresh_token": self.refresh or api.refresh_token,
            "zalo_oa_webhook_secret": api.oa_secret,
            "zalo_oa_api_url": api.url,
            "zalo_oa_oauth_url": api.url,
        }
        return {"settings": settings}

    def waits(self) -> bool:
        return False

    def member(self, id: str, name: str) -> OaPerson:
        """A worker whose first contact is over, and who was here yesterday."""
        person: OaPerson = self.api.person(id, name)
        person.interacts()
        self.knows(id, name)
        return person

    def tells(self, person: OaPerson, words: str) -> None:
        """Something is to be said to this person."""
        now = self.now()
        row = outbox.Row(
            kind="say",
            lane=self.lane,
            conversation=f"{self.lane}:{person.id}",
            body=f'{{"text":"{words}"}}',
            queued_at=now,
            due_at=now,
        )
        with self.engine.begin() as connection:
            outbox.add(connection, [row])

    def standing(self) -> Standing | None:
        with self.engine.connect().execution_options(reading=True) as connection:
            return credentials.standing(connection, self.name)

    async def stands(self, reached: Callable[[Standing], bool]) -> None:
        def looks() -> bool:
            found = self.standing()
            return found is not None and reached(found)

        await self.until(looks)
