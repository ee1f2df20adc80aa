"""Signed names for files: the receipt of an upload, and the link that shows a kept file."""

from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from handlers.events import FileKind, FileRef

#: How long a link shows its file, in seconds; a page that is opened again gets new ones.
LIFE = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link stands for."""

    conversation: str
    key: str


class Links:
    """Makes and opens both; a changed or foreign one opens to nothing."""

    def __init__(self, secret: str) -> None:
        self._receipts = URLSafeSerializer(secret, salt="web-upload")
        self._files = URLSafeTimedSerializer(secret, salt="web-file")

    def receipt(self, conversation: str, file: FileRef) -> str:
        """Proof that this conversation uploaded this file; it does not expire, as a page may be
        offline for days between the upload and the message."""
        return self._receipts.dumps(
            [conversation, file.key, str(file.kind), file.name, file.media_type, file.size]
        )

    def redeem(self, conversation: str, receipt: str) -> FileRef | None:
        try:
            owner, key, kind, name, media_type, size = self._receipts.loads(receipt)
        except BadData:
            return None
        if owner != conversation:
            return None
        return FileRef(key=key, kind=FileKind(kind), name=name, media_type=media_type, size=size)

    def url(self, conversation: str, key: str) -> str:
        return f"/files/{self._files.dumps([conversation, key])}"

    def open(self, signed: str) -> Linked | None:
        try:
            conversation, key = self._files.loads(signed, max_age=LIFE)
        except BadData:
            return None
        return Linked(conversation, key)
