"""A file comes in pieces, and counts only when every byte of it is the right one."""

from hashlib import sha256
from pathlib import Path

from storage.library.files import FileStore
from storage.nodes.pieces import Pieces

DATA = b"a photo of the jig " * 100
HASH = sha256(DATA).hexdigest()


def test_pieces_that_come_twice_or_out_of_order_do_no_harm(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    pieces = Pieces(tmp_path / "begun", store)
    size = len(DATA)
    assert pieces.add(HASH, 500, DATA[500:900], size) == 0
    assert pieces.add(HASH, 0, DATA[:500], size) == 500
    assert pieces.add(HASH, 0, DATA[:500], size) == 500
    assert not store.has(HASH)
    assert Pieces(tmp_path / "begun", store).begun(HASH) == 500
    assert pieces.add(HASH, 500, DATA[500:], size) is None
    assert store.read(HASH) == DATA
    assert pieces.add(HASH, 0, b"", size) is None


def test_what_is_not_what_it_was_said_to_be_is_begun_anew(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    pieces = Pieces(tmp_path / "begun", store)
    wrong = b"b" * len(DATA)
    assert pieces.add(HASH, 0, wrong, len(DATA)) == 0
    assert not store.has(HASH)
    assert pieces.begun(HASH) == 0
    assert pieces.add(HASH, 0, DATA, len(DATA)) is None
