"""Takes the place where a picture was taken out of a JPEG, without touching the picture."""

import struct
from collections.abc import Iterator

#: Tag of the GPS directory in the first directory of Exif (Exif 2.32, 4.6.3).
_GPS = 0x8825
#: Bytes of one value, by Exif's type number; unknown types count as one byte.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_XMP = b"http://ns.adobe.com/xap/1.0/\x00"


def forget_place(jpeg: bytes) -> bytes:
    """The same picture without its position; what cannot be understood is left as it is."""
    kept = bytearray(jpeg[:2])
    end = 2
    for start, end in _segments(jpeg):
        segment = jpeg[start:end]
        if segment[1] == 0xE1 and segment[4:10] == b"Exif\x00\x00":
            segment = segment[:10] + _without_gps(segment[10:])
        elif segment[1] == 0xE1 and segment[4:].startswith(_XMP) and b"GPS" in segment:
            continue
        kept += segment
    return bytes(kept) + jpeg[end:]


def _segments(jpeg: bytes) -> Iterator[tuple[int, int]]:
    """Where each marker segment before the picture's own data begins and ends."""
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] not in (0xDA, 0xD9, 0xFF):
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if end > len(jpeg) or end < at + 4:
            return
        yield at, end
        at = end


def _without_gps(tiff: bytes) -> bytes:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return tiff
    data = bytearray(tiff)
    try:
        (first,) = struct.unpack_from(f"{order}I", data, 4)
        for entry in _entries(data, first, order):
            tag, _, _, place = struct.unpack_from(f"{order}HHII", data, entry)
            if tag == _GPS:
                _blank(data, place, order)
    except struct.error:
        return tiff  # the directory points outside of itself: not ours to repair
    return bytes(data)


def _entries(data: bytearray, directory: int, order: str) -> range:
    (count,) = struct.unpack_from(f"{order}H", data, directory)
    return range(directory + 2, directory + 2 + 12 * count, 12)


def _blank(data: bytearray, directory: int, order: str) -> None:
    """Overwrite a directory and everything it points to with zeros, which makes it an empty one."""
    entries = _entries(data, directory, order)
    for entry in entries:
        _, kind, count, place = struct.unpack_from(f"{order}HHII", data, entry)
        size = _SIZES.get(kind, 1) * count
        if size > 4 and place + size <= len(data):
            data[place : place + size] = bytes(size)
    if entries.stop <= len(data):
        data[directory : entries.stop] = bytes(entries.stop - directory)
