"""Make the build products that are out of date: ``python -m sharek.build``."""

import json
import os
import sys
from pathlib import Path

from . import catalogues, fonts, sprite
from .products import ROOT, BuildRefused, Product

PRODUCTS: list[Product] = [fonts.PRODUCT, sprite.PRODUCT, catalogues.PRODUCT]


def main() -> int:
    """Build what is out of date and remember what it was made from; return the process's exit status."""
    stamps = Path(os.environ.get("SHAREK_VAR_DIR") or ROOT / "var") / "build.json"
    try:
        known = json.loads(stamps.read_text())
    except (OSError, ValueError):
        known = {}
    for product in PRODUCTS:
        try:
            state = product.state()
            outputs = product.outputs()
            if known.get(product.name) == state and all(path.exists() for path in outputs):
                continue
            print(f"==> Building {product.name}", flush=True)
            product.build()
        except BuildRefused as refusal:
            print(f"{product.name}: {refusal}", file=sys.stderr)
            return 2
        known[product.name] = state
        stamps.parent.mkdir(parents=True, exist_ok=True)
        stamps.write_text(json.dumps(known, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
