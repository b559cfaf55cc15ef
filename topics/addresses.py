"""The address of a topic: ``/t/<number>/<slug>/``. The number decides; the slug is for people."""

from __future__ import annotations

import re

from sharek.text.slugs import EMPTY_SLUG, slug

# One word of lower-case letters is the name of a page below a topic (/t/17/edit/), never a slug.
_PAGE_NAME = re.compile(r"[a-z]+")


def topic_slug(title: str) -> str:
    """Return the slug of a topic's title, which is never the name of a page below the topic."""
    words = slug(title)
    return f"{EMPTY_SLUG}-{words}" if _PAGE_NAME.fullmatch(words) and words != EMPTY_SLUG else words


class TopicSlug:
    """URL converter ``<topicslug:slug>``: whatever can be a slug, right or wrong, but no name of a page."""

    regex = rf"(?:{EMPTY_SLUG}|(?![a-z]+/)[^/]+)"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
