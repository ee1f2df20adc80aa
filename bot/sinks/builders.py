"""Which sink serves each kind; its module is loaded when the first one of its kind is met."""

from collections.abc import Callable
from typing import Final

from bot.sinks.sink import Sink
from bot.sinks.tools import Tools
from storage.sinks.sinks import SinkRow


def _webhook(row: SinkRow, tools: Tools) -> Sink:
    from bot.sinks.webhooks import WebhookSink

    return WebhookSink(row, tools)


def _folder(row: SinkRow, tools: Tools) -> Sink:
    from bot.sinks.folders import FolderSink

    return FolderSink(row, tools)


def _sheet(row: SinkRow, tools: Tools) -> Sink:
    from bot.sinks.sheets.sink import SheetSink

    return SheetSink(row, tools)


#: Builders may raise `SinkFailed` for settings they cannot work with.
BUILDERS: Final[dict[str, Callable[[SinkRow, Tools], Sink]]] = {
    "webhook": _webhook,
    "folder": _folder,
    "sheet": _sheet,
}
