"""Two pictures for the demo, drawn here: the portal ships no photographs, and none of a real place."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from topics.actions import Picture

PAPER, INK, BRAND, GOLD, ACCENT = "#FBFAF6", "#17211E", "#0B5D52", "#E0A63A", "#8F4A0E"
SIZE = (960, 600)


def drawings(topic: str) -> Sequence[Picture]:
    """Return the pictures of the topic with this key: most have none."""
    if topic == "t08":
        words = "رسم للطريق بين النوافذ الست: ثلاث في كل مبنى، ذهابًا وإيابًا مرتين."
        return [_picture(_way_through_six_windows(), words)]
    if topic == "t05":
        return [_picture(_closed_window(), "رسم لنافذة المكتب مغلقة والساعة تقارب الحادية عشرة.")]
    return []


def _picture(image: Image.Image, description: str) -> Picture:
    written = BytesIO()
    image.save(written, "JPEG", quality=82)
    return Picture(ContentFile(written.getvalue(), "drawing.jpg"), *image.size, description)


def _way_through_six_windows() -> Image.Image:
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    boxes = [(60, 140, 400, 500), (560, 140, 900, 500)]
    for box in boxes:
        draw.rounded_rectangle(box, 12, fill="#EFEBDD", outline=INK, width=4)
        draw.polygon([(box[0] - 20, 140), ((box[0] + box[2]) // 2, 70), (box[2] + 20, 140)], fill=BRAND)
    windows = [(110, 200), (110, 370), (290, 285), (610, 200), (610, 370), (790, 285)]
    for x, y in windows:
        draw.rectangle((x, y, x + 64, y + 84), fill="#FFFFFF", outline=INK, width=4)
        draw.line((x + 32, y, x + 32, y + 84), fill=INK, width=3)
    # The way goes from building to building and back, twice.
    stops = [windows[0], windows[3], windows[1], windows[5], windows[2], windows[4]]
    points = [(x + 32, y + 100) for x, y in stops]
    draw.line(points, fill=ACCENT, width=7, joint="curve")
    for x, y in points:
        draw.ellipse((x - 13, y - 13, x + 13, y + 13), fill=GOLD, outline=INK, width=3)
    return image


def _closed_window() -> Image.Image:
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 470, *SIZE), fill="#E4DFCF")
    draw.rounded_rectangle((250, 120, 710, 470), 10, fill="#EFEBDD", outline=INK, width=5)
    draw.rectangle((300, 180, 660, 400), fill="#FFFFFF", outline=INK, width=5)
    for y in range(200, 400, 26):
        draw.line((304, y, 656, y), fill=BRAND, width=11)  # the shutter is down
    draw.rectangle((280, 400, 680, 424), fill=ACCENT)
    draw.ellipse((790, 130, 890, 230), fill="#FFFFFF", outline=INK, width=6)
    draw.line((840, 180, 818, 152), fill=INK, width=7)  # nearly eleven
    draw.line((840, 180, 836, 142), fill=INK, width=5)
    return image
