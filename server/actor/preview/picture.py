"""What a browser has made becomes the picture that is kept. Runs in a process of its own."""

import io

from PIL import Image

SIZE = (640, 400)


def picture(png: bytes) -> bytes:
    """A PNG of `SIZE`: the upper part of a page that is longer."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as found:
        scaled = found.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
    written = io.BytesIO()
    scaled.save(written, "PNG", optimize=True)
    return written.getvalue()
