"""What log lines show, and what they never do."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import logs

TOKEN = "987654321:AAF-another_made_up_token_of_nobody0"
KEY = "a-very-private-signing-key"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Logs into a buffer; everything global is as before afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    stream = io.StringIO()
    logs.set_up("DEBUG", (KEY,), stream)
    yield stream
    logging.captureWarnings(False)
    structlog.reset_defaults()
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_away_from_a_terminal_each_line_is_json_in_plain_letters(out: io.StringIO) -> None:
    structlog.get_logger("bot.pump").info("đã chạy", count=3, seconds=0.123456789)
    (line,) = lines(out)
    assert line["event"] == "đã chạy"
    assert "đã chạy" in out.getvalue()
    assert (line["count"], line["seconds"], line["level"], line["logger"]) == (
        3,
        0.123456789,
        "info",
        "bot.pump",
    )


def test_other_libraries_lines_look_the_same(out: io.StringIO) -> None:
    logging.getLogger("sqlalchemy.pool").warning("lost %s", "a connection", extra={"pool": 1})
    (line,) = lines(out)
    assert (line["event"], line["logger"], line["pool"]) == ("lost a connection", "sqlalchemy.pool", 1)


def test_requests_of_chatty_libraries_are_not_told(out: io.StringIO) -> None:
    for name in ("httpx", "aiohttp.access", "apscheduler.executors.default", "uvicorn.error"):
        logging.getLogger(name).info("GET /bot%s/getMe", TOKEN)
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    "hidden",
    [
        TOKEN,
        TOKEN.replace(":", "%3A"),
        KEY,
        "0901234567",
        "+84901234567",
        "84901234567",
        "%2B84901234567",
        "0901 234 567",
        "090.123.4567",
        "+84 901-234-567",
        "02438221155",
    ],
)
def test_secrets_and_phone_numbers_are_in_no_line(out: io.StringIO, hidden: str) -> None:
    class Holder:
        def __repr__(self) -> str:
            return f"<{hidden}>"

    log = structlog.get_logger()
    log.info(
        f"called https://api/bot{hidden}/getMe", key=hidden, deep={"a": [hidden], hidden: 1}, odd=Holder()
    )
    logging.getLogger("x").error("failed for %s", hidden, extra={"more": hidden})
    try:
        raise ConnectionError(f"no route to /bot{hidden}/ or {hidden}")
    except ConnectionError as error:
        log.exception("lost", error=error)
        logging.getLogger("x").exception("lost")
    assert len(lines(out)) == 4
    assert "ConnectionError" in out.getvalue()
    told = out.getvalue().replace(f"bot{hidden}", "") if hidden[0] in "+08" else out.getvalue()
    assert hidden not in told


def test_ordinary_numbers_stay(out: io.StringIO) -> None:
    text = "row 1234567890123 at 2026-05-04T08:00:00.123456 code NT-000123 took 0.1234567890"
    structlog.get_logger().info(text, chat=5566778899)
    assert lines(out)[0]["event"] == text
    assert lines(out)[0]["chat"] == 5566778899


def test_an_uncaught_error_is_a_clean_line_too(out: io.StringIO) -> None:
    try:
        raise OSError(f"https://api/bot{TOKEN}/getMe")
    except OSError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=lambda: [][0])
    thread.start()
    thread.join()
    first, second = lines(out)
    assert "OSError" in first["exception"]
    assert TOKEN not in out.getvalue()
    assert "IndexError" in second["exception"]


def test_warnings_are_lines(out: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old ways", DeprecationWarning, stacklevel=1)
    assert "old ways" in lines(out)[0]["event"]


def test_a_terminal_gets_readable_lines_without_secrets() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    stream = Terminal()
    logs.set_up("INFO", (KEY,), stream)
    try:
        raise ValueError(KEY)
    except ValueError:
        structlog.get_logger().exception("trouble", phone="0901234567")
    logging.captureWarnings(False)
    structlog.reset_defaults()
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before
    assert "trouble" in stream.getvalue()
    assert "Traceback" in stream.getvalue()
    assert KEY not in stream.getvalue()
    assert "0901234567" not in stream.getvalue()
