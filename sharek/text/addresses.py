"""Which addresses citizens may link to, and how one is found in running text."""

import re
from urllib.parse import urlsplit

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})

# Bare addresses: with a scheme, with www, or under an ending that is common here; the path may be Arabic and ends
# before punctuation of either script. Labels are counted, so that "a.a.a.a…" costs no more than its length.
BARE_ADDRESS = re.compile(
    r"""(?<![\w@./:+-])
    (?:https?://(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}
      |www\.(?:[a-z0-9-]{1,63}\.){1,7}[a-z]{2,63}
      |(?:[a-z0-9-]{1,63}\.){1,7}(?:sy|com|org|net|edu|gov|info|int)
    )\b(?![\w@-]|\.\w)
    (?::\d{1,5})?
    (?:[/?#][^\s<>"'`{}|\\^\u060c\u061b\u061f\u06d4\u00ab\u00bb\u201c\u201d\u2026\u200b-\u200f\u2060-\u2064\ufeff]*)?
    """,
    re.IGNORECASE | re.VERBOSE,
)

_LATIN_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}[a-z]{2,63}")
# A host in Arabic is Arabic throughout, www aside: a mixture of scripts imitates somebody else's address.
_ARABIC_HOST = re.compile(r"(?:www\.)?(?:[\u0620-\u063a\u0641-\u064a]{1,40}\.){1,10}[\u0620-\u063a\u0641-\u064a]{2,40}")


def is_allowed_link(address: str) -> bool:
    """Return whether ``address`` may be a link: whole http, https or mailto, to a host that has a name.

    Refused are names before the host (https://ministry.example@evil.example/ reads as one place and leads to another),
    hosts that mix scripts, and bare numbers.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError beyond 65535
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return "@" in parts.path
    if parts.scheme not in ALLOWED_SCHEMES or "@" in parts.netloc:
        return False
    return _is_named(parts.hostname or "")


def _is_named(host: str) -> bool:
    if "xn--" in host:
        try:
            host = host.encode("ascii").decode("idna")
        except UnicodeError:
            return False
        return _ARABIC_HOST.fullmatch(host) is not None
    return (_LATIN_HOST.fullmatch(host) or _ARABIC_HOST.fullmatch(host)) is not None
