"""Puts the province's end of the line together out of the house."""

from bot.app import App
from bot.nodes.routes import House
from storage.nodes.acting import Tools
from storage.nodes.pieces import Pieces


def house(app: App) -> House:
    return House(
        engine=app.engine,
        writer=app.writer,
        store=app.library.store,
        pieces=Pieces(app.settings.data_dir / "begun", app.library.store),
        tools=Tools(app.render, app.can_edit, app.settings.time_zone),
        now=app.now,
        queued=app.wake_senders,
    )
