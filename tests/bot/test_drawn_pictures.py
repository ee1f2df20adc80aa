"""Pictures that nobody keeps: drawn whenever a channel asks for them."""

import io
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from sqlalchemy import Engine

from bot.library import Library
from handlers.message import DRAWN
from storage.database.writer import Writer
from storage.library.files import FileStore

LINK = "https://sangkien.example.vn/chat?start=i_s3cr-t_x"


async def test_a_qr_code_is_given_like_a_kept_file_and_leaves_nothing_behind(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    writer = Writer(sqlite_engine, lanes=1)
    library = Library(sqlite_engine, writer, FileStore(tmp_path / "files"), lambda: datetime.now(UTC))
    try:
        data = await library.content(f"{DRAWN}{LINK}")
        found = await library.find(f"{DRAWN}{LINK}")
        assert found is not None
        assert (found[0].media_type, found[1]) == ("image/png", data)
        with Image.open(io.BytesIO(data)) as picture:
            assert picture.width == picture.height > 300
        assert data != await library.content(f"{DRAWN}{LINK}z")
        assert not (tmp_path / "files").exists()
    finally:
        writer.close()
