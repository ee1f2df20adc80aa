"""A worker who tells a whole initiative, however often the bot dies meanwhile."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from fakes.telegram_people import Person, Seen

from handlers.form.forms import Ask
from handlers.form.initiative_form import REPORT
from messages.catalog import say
from tests.crash.scene import question

PATIENCE = 40.0
#: Real seconds to read a question before words of one's own answer it, when such words came just before
#: it: sent sooner they would be the rest of the last answer. A scene's clock runs ten times as fast.
READING = 1.1


def story(name: str) -> dict[str, tuple[str, Any]]:
    """By question: what is typed, and what is to be kept."""
    idea = f"Tổ của {name} gắn con lăn dưới bàn đóng gói, đẩy thùng hàng nhẹ hẳn"
    title = f"Con lăn của {name}"
    before = f"Trước đây {name} phải khiêng thùng bằng tay, hay đau lưng"
    change = f"{name} gắn 6 con lăn dưới mặt bàn, thùng tự trôi"
    return {
        "idea": (idea, idea),
        "confidential": ("1", "no"),
        "title": (title, title),
        "kind": ("1", "technical"),
        "field": ("1", "production"),
        "before": (before, before),
        "change": (change, change),
        "where": (f"Chuyền của {name}", f"Chuyền của {name}"),
        "applied": ("1", "2026-11-23"),
        "effect": ("2", "seconds"),
        "amount": ("12", "12"),
        "beneficiaries": ("20 chị em trong chuyền", "20 chị em trong chuyền"),
        "coauthors": ("1", []),
        "recognition": ("3", "not_yet"),
        "protected": ("1", "no"),
        "evidence": ("xong", []),
    }


@dataclass
class Reporter:
    """Answers by typing, or by tapping the buttons where there are some."""

    person: Person
    taps: bool = False
    did: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.story = story(self.person.name)
        self.kept = {key: kept for key, (_, kept) in self.story.items()}

    async def reports(self) -> None:
        """From the idea to the code, one answer for each question that comes."""
        self._says(self.story["idea"][0])
        answered, wordy = "", True
        while True:
            seen = await self._sees_other_than(answered)
            answered = seen.text
            if "NT-0" in seen.text:
                return
            if say("vi", "report.summary.title") in seen.text:
                self._chooses(seen, "Gửi")
                continue
            key = next(key for key in self.story if question(key) in seen.text)
            step = REPORT.step(key)
            before, wordy = wordy, step is not None and step.ask is Ask.TEXT
            if before and wordy:
                await asyncio.sleep(READING)
            self._chooses(seen, self.story[key][0])

    async def _sees_other_than(self, answered: str) -> Seen:
        """A question that is repeated after it was answered is not answered again."""
        async with asyncio.timeout(PATIENCE):
            while not self.person.screen or self.person.screen[-1].text == answered:
                await self.person.api.changed()
        return self.person.screen[-1]

    def _chooses(self, seen: Seen, words: str) -> None:
        place = int(words) - 1 if words.isdigit() and len(words) == 1 else None
        if self.taps and (words == "Gửi" or place is not None):
            label = words if place is None else seen.labels[place]
            data = seen.data_of(label)
            assert data is not None
            self.did.append(data)
            self.person.presses(data, seen)
        else:
            self._says(words)

    def _says(self, words: str) -> None:
        self.did.append(words)
        self.person.says(words)
