"""Log lines: readable on a terminal, JSON elsewhere, and never with a secret or a phone number in them."""

import logging
import re
import sys
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.typing import EventDict, Processor, WrappedLogger

#: Libraries that tell every request, some of them with the token in its address.
_CHATTY = ("aiohttp", "aiogram", "alembic", "apscheduler", "httpcore", "httpx", "telegram", "uvicorn")
_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
# Nine digits for a mobile, ten for a landline; a figure after a decimal point is none of them.
_PHONE = re.compile(r"(?:(?<![\w.])|(?<=%2B))(?:\+?84[ .-]?|0)\d(?:[ .-]?\d){7,8}(?:[ .-]?\d)?(?!\w)")
#: Shorter secrets are not looked for.
SHORTEST = 4
_HIDDEN, _HIDDEN_PHONE = "[hidden]", "[phone]"


class Redactor:
    """Takes secrets and phone numbers out of everything a log line holds."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        # The longest first: one secret may be the beginning of another. A password of one or two
        # letters would be cut out of every word, and hides nothing.
        long_enough = (secret for secret in secrets if len(secret) >= SHORTEST)
        words = sorted((re.escape(secret) for secret in long_enough), key=len, reverse=True)
        self._secrets = re.compile("|".join(words)) if words else None

    def text(self, text: str) -> str:
        if self._secrets is not None:
            text = self._secrets.sub(_HIDDEN, text)
        return _PHONE.sub(_HIDDEN_PHONE, _TOKEN.sub(_HIDDEN, text))

    def value(self, value: Any) -> Any:
        """The same value, or words with nothing secret in place of anything that is no plain one."""
        if value is None or isinstance(value, bool | float):
            return value
        if isinstance(value, int):
            shown = self.text(str(value))
            return value if shown == str(value) else shown
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(one) for key, one in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(one) for one in value]
        return self.text(value if isinstance(value, str) else repr(value))

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        return {key: value if key in _OURS else self.value(value) for key, value in event.items()}


#: What structlog carries for itself; the formatter takes it away before a line is written.
_OURS = frozenset(("_record", "_from_structlog"))


def set_up(level: str = "INFO", secrets: Sequence[str] = (), stream: TextIO | None = None) -> None:
    """Route every log of this process, the libraries' and uncaught errors included, to one stream."""
    stream = stream or sys.stderr
    redact = Redactor(secrets)
    on_terminal = stream.isatty()
    first: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if on_terminal else "iso", utc=not on_terminal),
    ]
    last: Processor = (
        ConsoleRenderer(colors=True, exception_formatter=plain_traceback)
        if on_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *first,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*first, structlog.stdlib.ExtraAdder()],
        processors=[
            # A traceback becomes text before the redactor, so that it is looked at like all the rest.
            structlog.processors.format_exc_info,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redact,
            last,
        ],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("uncaught", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value or args.exc_type()
    logging.getLogger("bot").critical("uncaught in a thread", exc_info=error)
