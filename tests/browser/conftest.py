"""The system's Chromium, and parrots for it to talk to."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine

from tests.channels.web.parrot import Parrot, Server, serving

ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")

OpenPage = Callable[..., Page]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not find_chromium():
        terminalreporter.write_sep("!", "NO CHROMIUM FOUND: the browser tests were left out", red=True)


def find_chromium() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module: while it is open its own event loop runs, and no async test could."""
    path = find_chromium()
    if path is None:
        pytest.skip("no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Opens an address in a new browser profile of a size; any error in the page fails the test."""
    contexts = []
    errors: list[str] = []

    def open_it(url: str, width: int = 390, height: int = 844, **options: object) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        page.goto(url)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def parrot(sqlite_engine: Engine) -> Parrot:
    return Parrot(sqlite_engine)


@pytest.fixture
def server(parrot: Parrot) -> Iterator[Server]:
    with serving(parrot) as started:
        yield started


@pytest.fixture
def demo_server(sqlite_engine: Engine) -> Iterator[Server]:
    with serving(Parrot(sqlite_engine, demo=True)) as started:
        yield started


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small real picture."""
    path = tmp_path / "may dap.png"
    Image.linear_gradient("L").resize((640, 420)).convert("RGB").save(path)
    return path
