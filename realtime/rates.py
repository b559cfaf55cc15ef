"""How often something may be tried. Asked by views before the door: inside, a refusal would roll the count back."""

from django.core.cache import cache

from realtime.addresses import HasMeta, client_address


class TooMany(Exception):
    """Tried too often; ``retry_after`` is the number of seconds to wait. Shown as page 429."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


def check_rate(request: HasMeta, scope: str, *, times: int, seconds: int, key: str | None = None) -> None:
    """Count one try of ``scope`` and raise :class:`TooMany` once ``times`` in ``seconds`` are used up.

    Counts by ``key`` (a user's id, say), else by the browser's address. A cache that cannot be reached allows the try:
    a limit is a convenience, never a reason to turn people away.
    """
    name = f"rate:{scope}:{key or client_address(request)}"
    try:
        cache.add(name, 0, seconds)
        used = cache.incr(name)
    except Exception:
        return
    if used > times:
        raise TooMany(seconds)
