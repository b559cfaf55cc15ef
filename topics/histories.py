"""Every wording that a text has had in public, newest first, with what changed from one to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from moderation.actions.submitting import revisions_of
from moderation.models import ModeratedModel, Revision

_PIECES = re.compile(r"\s+|[^\s]+")
# Beyond this the comparison costs more than it says.
_MOST_PIECES = 6_000


@dataclass(frozen=True, slots=True)
class Version:
    """One wording: since when, and the words marked up against the wording before it (plain for the first)."""

    number: int
    since: datetime
    title: SafeString
    body: SafeString
    is_first: bool
    is_current: bool


def versions_of(content: ModeratedModel) -> list[Version]:
    """Return the wordings of ``content``, newest first; one query. Wordings that were never public are left out:

    those that waited for review, and those that were replaced before the text was first published.
    """
    title, body = content.wording()
    wordings = [
        (revision.version, revision.created_at, revision.title, revision.body)
        for revision in revisions_of(content).filter(state=Revision.State.APPLIED).order_by("version")
        if revision.version != content.version
    ]
    wordings.append((content.version, content.edited_at or content.created_at, title, body))
    first_public = content.published_at
    if first_public is not None:
        replaced_at = [since for __, since, *__ in wordings[1:]]
        before_it = sum(moment <= first_public for moment in replaced_at)
        wordings = wordings[before_it:]
    versions = []
    before: tuple[str, str] | None = None
    for place, (number, since, its_title, its_body) in enumerate(wordings, start=1):
        versions.append(
            Version(
                number=place,
                since=since,
                title=marked(before[0] if before else its_title, its_title),
                body=marked(before[1] if before else its_body, its_body),
                is_first=before is None,
                is_current=number == content.version,
            )
        )
        before = (its_title, its_body)
    return versions[::-1]


def marked(before: str, after: str) -> SafeString:
    """Return ``after`` as HTML in which what was added stands in ``<ins>`` and what was taken out in ``<del>``."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if before == after or len(old) + len(new) > _MOST_PIECES:
        return format_html("{}", after)
    parts = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=len(old) > 1000).get_opcodes():
        if tag != "equal" and i1 < i2:
            parts.append(format_html("<del>{}</del>", "".join(old[i1:i2])))
        if j1 < j2:
            words = "".join(new[j1:j2])
            parts.append(format_html("{}", words) if tag == "equal" else format_html("<ins>{}</ins>", words))
    return format_html_join("", "{}", ((part,) for part in parts))
