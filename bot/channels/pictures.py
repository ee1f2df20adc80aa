"""A picture made small, upright and bare, as any platform takes it."""

import io
import struct
from typing import Final

from PIL import Image, ImageOps

from storage.library.content import MOST_PIXELS

#: Pixels along the longest side; a phone shows no more.
LONGEST_SIDE: Final = 2048
SHORTEST_SIDE: Final = 320
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITIES: Final = (88, 80, 70)
#: What Pillow raises for broken pictures, by format and by what their metadata claims.
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    NotImplementedError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def fit(data: bytes, most: int = 1_000_000) -> bytes:
    """The picture as a JPEG of at most `most` bytes, turned upright, without its metadata.

    Of one that moves the first frame; what is transparent becomes white. Raises ValueError for what
    is no picture, or one that would fill the memory.
    """
    try:
        return _written(_opened(data), most)
    except _BROKEN as error:
        raise ValueError(f"no picture: {type(error).__name__}") from None


def _opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        # A JPEG is read at a fraction of its size where that is enough; other formats ignore it.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        # Turned only when it is small: of a large one there would be two in memory.
        small = _shrunk(_flat(picture), LONGEST_SIDE)
        small.info = {"exif": picture.info["exif"]} if "exif" in picture.info else {}
        upright = _upright(small)
    # Pillow writes back what it finds here: comments, and the place where the picture was taken.
    upright.info = {}
    return upright


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except _BROKEN:
        return picture  # torn metadata do not say how it was held


def _flat(picture: Image.Image) -> Image.Image:
    """Red, green and blue; a palette keeps its colours, glass becomes white paper."""
    if "transparency" not in picture.info and picture.mode not in ("LA", "PA", "RGBA", "RGBa", "La"):
        if picture.mode.startswith("I;16"):
            picture = picture.point(lambda value: value / 256).convert("L")
        return picture if picture.mode == "RGB" else picture.convert("RGB")
    glass = picture.convert("RGBA")
    paper = Image.new("RGB", glass.size, "white")
    paper.paste(glass, mask=glass.getchannel("A"))
    return paper


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    longest = max(picture.size)
    if longest <= side:
        return picture.copy()
    size = (max(1, picture.width * side // longest), max(1, picture.height * side // longest))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _written(picture: Image.Image, most: int) -> bytes:
    """First with less care for detail, then smaller, until it is light enough."""
    while True:
        for quality in _QUALITIES:
            out = io.BytesIO()
            # Full colour resolution: thin red letters of a poster smear otherwise.
            picture.save(out, "JPEG", quality=quality, optimize=True, subsampling=0)
            if out.tell() <= most:
                return out.getvalue()
        if max(picture.size) <= SHORTEST_SIDE:
            raise ValueError("cannot be made light enough")
        picture = _shrunk(picture, max(SHORTEST_SIDE, max(picture.size) * 3 // 4))
