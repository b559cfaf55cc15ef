"""The usage policy that a new portal starts with: eight clauses in Arabic and English, and a first word list.

Later versions are made in the administration: one in force is never changed.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from sharek import clock

from .filters import forget_words
from .models import Clause, FilterWord, PolicyVersion

SOURCE = Path(__file__).parent / "data" / "policy_1.json"


def load_policy(*, effective_at: datetime | None = None) -> tuple[PolicyVersion, bool]:
    """Return version 1 of the policy and whether it was made now; doing it again changes nothing.

    ``effective_at`` is when it comes into force: now, unless told otherwise. Filter words are added only with it, so
    that words taken out later stay out.
    """
    with transaction.atomic():
        version = PolicyVersion.objects.filter(number=1).first()
        if version is not None:
            return version, False
        given: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
        version = PolicyVersion.objects.create(
            number=given["number"],
            effective_at=effective_at or clock.now(),
            intro_ar=given["intro_ar"],
            intro_en=given["intro_en"],
        )
        Clause.objects.bulk_create(
            Clause(version=version, number=number, **clause) for number, clause in enumerate(given["clauses"], start=1)
        )
        version.sha256 = fingerprint(version)
        version.save(update_fields=["sha256"])
        FilterWord.objects.bulk_create(
            (FilterWord(word=word["word"], clause_code=word["clause"]) for word in given["filter_words"]),
            ignore_conflicts=True,
        )
    forget_words()
    return version, True


def fingerprint(version: PolicyVersion) -> str:
    """Return the SHA-256 of what a version says, in both languages, clause by clause in their order."""
    parts = [version.intro_ar, version.intro_en]
    for clause in version.clauses.order_by("number"):
        parts += [str(clause.number), clause.code, clause.title_ar, clause.text_ar, clause.title_en, clause.text_en]
    return sha256("\n".join(parts).encode()).hexdigest()
