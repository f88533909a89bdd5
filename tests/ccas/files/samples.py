"""Sound and spoilt files, made on the spot."""

import io

import pikepdf
from PIL import Image


def pdf(pages: int = 1, change=None) -> bytes:
    """A sound PDF of blank A4 pages; `change(pdf)` spoils it."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if change is not None:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (120, 80), **options) -> bytes:
    """An image, darker on its left half."""
    image = Image.new("RGB", size, "white")
    image.paste((20, 40, 90), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
