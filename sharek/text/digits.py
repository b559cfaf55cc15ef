"""Digits as people here type them."""

_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def ascii_digits(text: str) -> str:
    """Return ``text`` with Arabic (٠–٩) and Persian (۰–۹) digits as 0–9; everything else stays."""
    return text.translate(_ASCII)
