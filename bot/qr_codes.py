"""Draws QR codes that phones scan from a screen."""

import io


def draw(words: str) -> bytes:
    """A PNG of these words, large enough for a phone held up to another; the same words give the same
    bytes, so nothing of it has to be kept."""
    import segno

    out = io.BytesIO()
    segno.make(words, error="m", micro=False).save(out, kind="png", scale=10, border=4)
    return out.getvalue()


def draw_svg(words: str) -> bytes:
    """The same as a drawing that stays sharp on a wall."""
    import segno

    out = io.BytesIO()
    segno.make(words, error="m", micro=False).save(out, kind="svg", border=2, light="#fff", omitsize=True)
    return out.getvalue()
