"""People on both doors of Zalo, with the verbs of every talker."""

from fakes.zalo_bot_people import Person as BotPerson
from fakes.zalo_oa_people import Person as OaPerson

from tests.kit.talkers import PATIENCE


class ZaloBotTalker:
    """Somebody who writes to the bot; there are no links, so what a link carries is typed."""

    def __init__(self, person: BotPerson) -> None:
        self.person = person

    async def begins(self, payload: str = "") -> None:
        self.person.says(payload or "xin chào")

    async def says(self, text: str) -> None:
        self.person.says(text)

    async def hears(self, words: str) -> str:
        return (await self.person.hears(words, within=PATIENCE)).text

    async def hears_nothing(self) -> None:
        await self.person.hears_nothing(0.4)


class ZaloOaTalker:
    """Somebody who follows the account and writes to it."""

    def __init__(self, person: OaPerson) -> None:
        self.person = person

    async def begins(self, payload: str = "") -> None:
        self.person.follows()
        if payload:
            self.person.says(payload)

    async def says(self, text: str) -> None:
        self.person.says(text)

    async def hears(self, words: str) -> str:
        return (await self.person.hears(words, within=PATIENCE)).words

    async def hears_nothing(self) -> None:
        await self.person.hears_nothing(0.4)
