"""Pictures made fit for a page: photos of the report, and the square code."""

import io

import segno
from PIL import Image, ImageOps

#: The longer side of a printed photo in pixels: sharp on half a page, and light enough to send.
_SIDE = 1600


def square(payload: str) -> bytes:
    """A PNG of the code that a phone reads from paper."""
    out = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(out, kind="png", scale=10, border=4)
    return out.getvalue()


def photo(data: bytes) -> bytes | None:
    """A JPEG the right way up; None for what cannot be opened here."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((_SIDE, _SIDE))
            out = io.BytesIO()
            upright.convert("RGB").save(out, "JPEG", quality=82)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # what Pillow raises for pictures it cannot read
    return out.getvalue()
