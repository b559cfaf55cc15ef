"""What every build product has in common: its name, the state of its sources, its files and the way to make them."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD_DIR = ROOT / "static" / "build"


class BuildRefused(Exception):
    """A product cannot be made; the message says in one line why."""


@dataclass(frozen=True)
class Product:
    """A product: ``state()`` hashes its sources, ``outputs()`` lists its files, ``build()`` writes them."""

    name: str
    state: Callable[[], str]
    outputs: Callable[[], list[Path]]
    build: Callable[[], None]


def digest(parts: Iterable[str | bytes]) -> str:
    """Return one hash over ``parts``, which keep their borders: ("ab", "c") and ("a", "bc") differ."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part.encode() if isinstance(part, str) else part).digest())
    return total.hexdigest()[:32]
