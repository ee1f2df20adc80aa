"""A row for each picture or paper, with the link that opens it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Final

from bot.workbooks.book import Book, Field
from bot.workbooks.picture_links import PictureLinks
from handlers.registers.listed import Listed
from messages.catalog import say
from storage.registers.pictures import Picture

#: Excel opens no sheet with more links than 65,530.
MOST: Final = 65_000
_COLUMNS: Final = (("code", 13), ("title", 48), ("author", 26), ("kind", 14), ("name", 30), ("link", 40))


class Pictures:
    """Its sheet, filled as the initiatives come; without `links` nothing can be opened from outside."""

    def __init__(self, book: Book, language: str, links: PictureLinks | None, zone: tzinfo) -> None:
        self._book, self._language, self._links = book, language, links
        self._number = 1
        self._until = f"{links.until.astimezone(zone):%H:%M, %d/%m/%Y}" if links is not None else ""
        self._begin()

    def add(self, one: Listed, known: Mapping[str, Picture]) -> None:
        for key in one.files:
            if self._rows.count == MOST:
                self.finish()
                self._number += 1
                self._begin()
            self._add(one, known.get(key))

    def finish(self) -> None:
        self._rows.sheet.autofilter(0, 0, max(self._rows.count, 1), len(_COLUMNS) - 1)

    def _add(self, one: Listed, picture: Picture | None) -> None:
        kind = self._say(f"kind.{picture.kind}") if picture is not None else ""
        here = picture is not None and picture.here
        told = self._say(("open" if self._links is not None else "in_chat") if here else "gone")
        name = picture.name if picture is not None else ""
        self._rows.add((one.code, one.title, one.author_name, kind, name, told))
        if picture is not None and picture.here and self._links is not None:
            url = self._links.url(picture.key, picture.kind, picture.name)
            self._rows.link(len(_COLUMNS) - 1, url)

    def _begin(self) -> None:
        fields = [
            Field(self._title(key), "link" if key == "link" else "text", width) for key, width in _COLUMNS
        ]
        title = self._say("sheet")
        self._rows = self._book.table(
            title if self._number == 1 else f"{title} {self._number}", fields, frozen=1
        )

    def _title(self, key: str) -> str:
        if key == "link" and self._links is not None:
            return self._say("column.link", until=self._until)
        return self._say(f"column.{'no_link' if key == 'link' else key}")

    def _say(self, name: str, **values: object) -> str:
        return say(self._language, f"export.pictures.{name}", **values)
