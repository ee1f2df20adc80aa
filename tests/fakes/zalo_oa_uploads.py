"""Files the account put on the fake's servers, each good for seven days."""

from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from tests.fakes.zalo_oa_spec import FILE_LIMIT, IMAGE_LIMIT, UPLOAD_LIFE, Call, Foul, Refused, Upload

if TYPE_CHECKING:
    from tests.fakes.zalo_oa_api import ZaloOaApi

PICTURES = {"image/jpeg": (b"\xff\xd8\xff",), "image/png": (b"\x89PNG\r\n\x1a\n",)}
DOCUMENTS = {"pdf": b"%PDF", "doc": b"\xd0\xcf\x11\xe0", "docx": b"PK\x03\x04", "csv": b""}


class Uploads:
    """What was uploaded, by the id or token it got. `left` requests may still be made this month."""

    def __init__(self, api: "ZaloOaApi") -> None:
        self.api = api
        self.left = 5_000
        self._kept: dict[str, tuple[str, Upload, datetime]] = {}
        self._numbers = count(1)

    def take(self, call: Call) -> dict[str, str]:
        """The answer of an upload endpoint."""
        kind = call.path.rpartition("/")[2]
        if set(call.files) != {"file"} or call.parameters:
            raise Foul(-201, f"file is invalid! (one field named file, not {sorted(call.files)})")
        upload = call.files["file"]
        _check(kind, upload)
        if self.left < 1:
            raise Refused(-211)
        self.left -= 1
        number = f"fake-{kind}-{next(self._numbers)}"
        self._kept[number] = (kind, upload, self.api.now + UPLOAD_LIFE)
        return {"token" if kind == "file" else "attachment_id": number}

    def find(self, number: str, kind: str) -> Upload:
        """The file behind an id; raises when there is none, or none any more."""
        found, upload, until = self._kept.get(number, ("", None, self.api.now))
        if upload is None or found != kind:
            raise Refused(-201, f"{'token' if kind == 'file' else 'attachment_id'} is invalid!")
        if until <= self.api.now:
            raise Refused(-100)
        return upload


def check_picture(content: bytes, media_type: str = "") -> None:
    """Raises `Foul` unless these bytes are a picture that may be shown."""
    if len(content) > IMAGE_LIMIT:
        raise Foul(-210, "the picture is too large, at most 1 MB")
    for known, (start,) in PICTURES.items():
        if content.startswith(start) and media_type in ("", known):
            return
    raise Foul(-201, "file is invalid! (a picture is JPEG or PNG, in its bytes and by its type)")


def _check(kind: str, upload: Upload) -> None:
    if not upload.name or not upload.content:
        raise Foul(-201, "file is invalid! (no name or no content)")
    ending = upload.name.rpartition(".")[2].lower()
    match kind:
        case "image":
            check_picture(upload.content, upload.media_type)
        case "gif":
            if not upload.content.startswith(b"GIF8") or len(upload.content) > FILE_LIMIT:
                raise Foul(-201, "file is invalid! (no gif, or above 5 MB)")
        case _:
            if len(upload.content) > FILE_LIMIT:
                raise Foul(-210, "the file is too large, at most 5 MB")
            if ending not in DOCUMENTS or not upload.content.startswith(DOCUMENTS[ending]):
                raise Foul(-201, f"file is invalid! ({upload.name!r} is no PDF, DOC, DOCX or CSV)")
