"""Pictures as any platform takes them: light, upright, bare."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from bot.channels.pictures import LONGEST_SIDE, fit

pytestmark = pytest.mark.slow


def written(picture: Image.Image, shape: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, shape, **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 90).convert("RGB")


def half_red(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red on the left, white on the right."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1]), fill="red")
    return picture


@pytest.mark.parametrize("shape", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_common_picture_comes_out_as_it_looks(shape: str) -> None:
    picture = opened(fit(written(half_red(), shape)))
    assert (picture.format, picture.size) == ("JPEG", (60, 40))
    left, right = picture.getpixel((5, 20)), picture.getpixel((55, 20))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 220 > 60 > left[1]
    assert min(right) > 220


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_every_way_to_store_colours_is_taken(mode: str) -> None:
    shape = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(fit(written(half_red().convert(mode), shape))).size == (60, 40)


def test_glass_becomes_white_paper() -> None:
    picture = opened(fit(written(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")))
    assert picture.getpixel((10, 10)) == (255, 255, 255)


def test_a_deep_grey_scan_keeps_its_light() -> None:
    scan = Image.new("I;16", (20, 20), 40_000)
    found = opened(fit(written(scan, "PNG"))).getpixel((10, 10))
    assert isinstance(found, tuple)
    assert all(abs(value - 156) < 4 for value in found)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(orientation: int) -> None:
    upright = half_red((64, 32))
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = upright.transpose(turned[orientation]) if orientation in turned else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = opened(fit(written(held, "JPEG", exif=exif)))
    assert picture.size == (64, 32)
    left = picture.getpixel((8, 16))
    assert isinstance(left, tuple)
    assert left[0] > 200 > left[1]


def test_nothing_but_the_picture_is_left() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Phone of Lan"
    exif.get_ifd(0x8825)[1] = "N"
    jpeg = fit(written(half_red(), "JPEG", exif=exif, comment=b"Lan was here"))
    told = PngInfo()
    told.add_text("Author", "Lan was here")
    png = fit(written(half_red(), "PNG", pnginfo=told, exif=exif))
    gif = fit(written(half_red(), "GIF", comment=b"Lan was here"))
    for data in (jpeg, png, gif):
        assert b"Lan" not in data
        assert b"Exif" not in data
        assert not opened(data).getexif()


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # what Pillow says of it
def test_torn_metadata_do_not_cost_the_picture() -> None:
    broken = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff" + b"\xff" * 64
    assert opened(fit(written(half_red(), "JPEG", exif=broken))).size == (60, 40)


@pytest.mark.parametrize("size", [(4000, 3000), (300, 9000), (5000, 20)])
def test_a_large_picture_is_bounded_and_keeps_its_shape(size: tuple[int, int]) -> None:
    picture = opened(fit(written(Image.new("RGB", size, "teal"), "PNG")))
    assert max(picture.size) == LONGEST_SIDE
    assert abs(picture.width / picture.height / (size[0] / size[1]) - 1) < 0.05


@pytest.mark.parametrize(("most", "shape"), [(1_000_000, "PNG"), (1_000_000, "JPEG"), (60_000, "PNG")])
def test_a_busy_picture_is_made_light_enough(most: int, shape: str) -> None:
    data = fit(written(noise(2400, 1800), shape), most)
    assert len(data) <= most
    assert opened(data).width >= 320


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(fit(written(half_red((7, 5)), "PNG"))).size == (7, 5)


def bomb(side: int) -> bytes:
    """A PNG that says it is huge and holds almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"\x00\x00\x00\x18ftypheic",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        written(half_red(), "TIFF"),
        written(half_red((600, 400)), "JPEG")[:900],
        written(noise(200, 200), "PNG")[:5_000],
        bomb(7_000),
        bomb(12_000),
        bomb(60_000),
    ],
    ids=["nothing", "pdf", "heic", "svg", "tiff", "torn-jpeg", "torn-png", "large", "larger", "bomb"],
)
def test_what_is_no_picture_or_would_fill_the_memory_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no picture"):
        fit(data)


def test_what_cannot_be_made_light_enough_is_refused() -> None:
    with pytest.raises(ValueError, match="no picture"):
        fit(written(noise(400, 400), "PNG"), 500)
