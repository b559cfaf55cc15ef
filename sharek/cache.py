"""The shared cache, of which nothing depends: where Redis does not answer, nothing was kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, in which a dead Redis is an empty one: reads find nothing, writes are lost, all is logged.

    ``add`` then says that the key was free. Limits and locks that are built on it let people pass: a cache that is gone
    must never lock anybody out, nor fail a write. ``/health/`` still tells, since what it wrote does not come back.
    """

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._asked(super().add, True, *args, **kwargs))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._asked(super().get, default, key, default, version=version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._asked(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._asked(super().touch, False, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._asked(super().delete, False, *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return dict(self._asked(super().get_many, {}, *args, **kwargs))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._asked(super().has_key, False, *args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raise ValueError, as for a key that is not there."""
        value = self._asked(super().incr, None, key, delta, version=version)
        if value is None:
            raise ValueError(f"Key {key!r} not found.")
        return int(value)

    def set_many(self, data: dict[Any, Any], *args: Any, **kwargs: Any) -> list[Any]:
        return list(self._asked(super().set_many, list(data), data, *args, **kwargs))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._asked(super().delete_many, None, *args, **kwargs)

    def clear(self) -> bool:  # type: ignore[override]  # the stubs know no answer
        return bool(self._asked(super().clear, False))

    def _asked(self, deed: Callable[..., Any], otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return deed(*args, **kwargs)
        except (RedisError, OSError) as failure:
            log.warning("The cache does not answer (%s): %s", deed.__name__, type(failure).__name__)
            return otherwise
