"""Cells of exported tables that a spreadsheet must not run as formulas."""

import unicodedata

_FORMULA_STARTS = frozenset("=+-@＝＋－＠")


def safe_cell(value: object) -> str:
    """Return ``value`` as the text of a CSV cell; None is empty.

    A text that begins with ``= + - @`` (wide forms too) or a control character gets an apostrophe before it, which
    spreadsheets take as "plain text". Numbers stay numbers, negative ones too.
    Source: OWASP, "CSV Injection".
    """
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float) or not text:
        return text
    if text[0] in _FORMULA_STARTS or unicodedata.category(text[0]) == "Cc":
        return "'" + text
    return text
