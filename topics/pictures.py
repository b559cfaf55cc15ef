"""Pictures as they come from a telephone, made safe and small: decoded and encoded anew, without place or camera.

What is stored is always a WebP made here, at most 1600 pixels a side. SVG is refused, as is whatever does not decode.
"""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import IO

import puremagic
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from realtime.doors import Refused

from .actions.writing import Picture

LARGEST_BYTES = 8 * 1024 * 1024
LARGEST_SIDE = 1600
MOST_PIXELS = 40_000_000  # what a good telephone takes; decoded, 120 MB
SMALLEST_SIDE = 32
QUALITY = 78
ACCEPTED = ("image/jpeg", "image/png", "image/webp")
_FORMATS = ("JPEG", "PNG", "WEBP")
_FIELD = "photos"


def prepare_picture(upload: UploadedFile | ContentFile, *, description: str = "") -> Picture:
    """Return ``upload`` as a picture that can be published, not yet stored.

    Refused with a sentence: files above 8 MB, above 40 million pixels, tiny ones, and whatever is no JPEG, PNG or WebP,
    whatever its name and declared type say.
    """
    if (upload.size or 0) > LARGEST_BYTES:
        raise Refused(_("A photo may have at most 8 MB. Choose a smaller one."), field=_FIELD)
    _check_kind(upload)
    try:
        upload.seek(0)
        with Image.open(upload, formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(_("This photo has too many pixels. Choose a smaller one."), field=_FIELD)
            if min(opened.size) < SMALLEST_SIDE:
                raise Refused(_("This picture is too small to show anything."), field=_FIELD)
            # A JPEG is decoded at a fraction of its size right away.
            opened.draft("RGB", (LARGEST_SIDE * 2, LARGEST_SIDE * 2))
            image = _on_white(ImageOps.exif_transpose(opened))
    except Refused:
        raise
    except Exception:  # Pillow's decoders raise whatever a broken file makes them stumble over
        raise Refused(_("This photo cannot be read. Choose a JPEG, PNG or WebP file."), field=_FIELD) from None
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    written = BytesIO()
    # A new image and no `exif`, `xmp` or `icc_profile`: nothing of the original file but its pixels goes on.
    image.save(written, "WEBP", quality=QUALITY, method=4)
    return Picture(
        image=ContentFile(written.getvalue(), name=f"{uuid.uuid4().hex}.webp"),
        width=image.width,
        height=image.height,
        description=description,
    )


def _check_kind(upload: IO[bytes] | UploadedFile | ContentFile) -> None:
    upload.seek(0)
    head = upload.read(2048)
    try:
        kind = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        kind = ""
    if kind not in ACCEPTED:
        raise Refused(_("Only photos can be added: JPEG, PNG or WebP files."), field=_FIELD)


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture's pixels alone, what is transparent on white."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        seen = image.convert("RGBA")
        whole = Image.new("RGB", seen.size, "white")
        whole.paste(seen, mask=seen.getchannel("A"))
        return whole
    pixels = image.convert("RGB")
    plain = Image.new("RGB", pixels.size)
    plain.paste(pixels)
    return plain
