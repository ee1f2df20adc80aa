"""One phone on a page, as the person who holds it sees and uses it."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

#: How long a person would wait before calling it broken, in milliseconds.
PATIENCE = 10_000


class Phone:
    """The verbs of a person; `door` says which phone of the page it is."""

    def __init__(self, page: Page, door: str = "chat") -> None:
        self.page = page
        self.place = page.locator(f'[data-place="{door}"]')
        self.root = page.locator(f'.phone[data-door="{door}"]')
        self.area = self.root.locator("textarea")

    def says(self, text: str) -> None:
        """Types a message and sends it with Enter; line breaks are typed as Shift+Enter."""
        self.area.fill(text)
        self.area.press("Enter")

    def taps(self, label: str) -> None:
        """Presses the newest button with exactly this label."""
        chip = self.root.locator(".chip").get_by_text(label, exact=True)
        self.root.locator(".chip", has=self.page.get_by_text(label, exact=True)).or_(chip).last.click()

    def chooses(self, *paths: Path) -> None:
        """Picks files, which are then previewed and not sent yet."""
        self.root.locator("input.pick").set_input_files(list(paths))

    def sends_photo(self, path: Path, caption: str = "") -> None:
        """Picks a file, sees it, writes a caption and sends it."""
        self.chooses(path)
        expect(self.root.locator(".preview")).to_be_visible()
        if caption:
            self.root.locator(".caption").fill(caption)
        self.root.locator(".post").click()

    def begins_as_new(self) -> None:
        """Presses the demo's button to start over as somebody else."""
        self.place.locator(".fresh").click()

    def sees(self, text: str) -> None:
        """Anything visible on the phone contains these words."""
        expect(self.root.get_by_text(text).last).to_be_visible(timeout=PATIENCE)

    def hears(self, substring: str) -> None:
        """The newest message of the other side contains these words."""
        newest = self.root.locator(".bubble.theirs").last
        expect(newest).to_contain_text(substring, timeout=PATIENCE)

    def is_offered(self, *labels: str) -> None:
        """The newest buttons, in reading order, are these."""
        expect(self.root.locator(".rows:not(.old)").last.locator(".chip")).to_have_text(
            list(labels), timeout=PATIENCE
        )

    def own(self, text: str) -> Locator:
        """The person's own bubbles with exactly these words."""
        exact = self.page.locator(".text").get_by_text(text, exact=True)
        return self.root.locator(".bubble.mine").filter(has=exact)

    def bubbles(self) -> list[str]:
        """All words said so far by both, from the top, without times."""
        return self.root.locator(".bubble .text").all_inner_texts()

    def waits(self) -> None:
        """Until nothing of the person's is on its way any more."""
        expect(self.root.locator(".bubble.pending")).to_have_count(0, timeout=PATIENCE * 2)
