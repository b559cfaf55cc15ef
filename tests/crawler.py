"""Opening every page that a reader can reach by links, a few of each kind."""

from __future__ import annotations

import gzip
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

OF_EACH_KIND = 2
# Pages that look different in every state of what they show.
OF_KIND = {"topics:detail": 8, "discussions:solution": 3, "polls:detail": 4, "moderation:item": 4}
# Kinds that readers leave by a link of the page, that act, or that are no pages.
NOT_OPENED = {"account_logout", "polling", "metrics", "live", "health"}
HREF = re.compile(r"<a\b[^>]*?\bhref=(?:\"([^\"]*)\"|'([^']*)')")


@dataclass
class Opened:
    """A page as a reader got it."""

    url: str
    kind: str
    status: int
    html: str
    found_on: str

    @property
    def text(self) -> str:
        """What the page says, without markup and what is marked as being in the other language."""
        html = re.sub(r"<(head|script|style|template|textarea|code)\b.*?</\1>", " ", self.html, flags=re.S)
        html = re.sub(r"<(\w+)\b[^>]*\blang=\"?en\b[^>]*>.*?</\1>", " ", html, flags=re.S)
        return unescape(re.sub(r"<[^>]*>", " ", html))

    @property
    def kilobytes(self) -> float:
        return len(gzip.compress(self.html.encode(), 6)) / 1024


@dataclass
class Crawl:
    """A walk of one reader through one language, from its home page on."""

    client: Client
    language: str
    seeds: tuple[str, ...] = ()
    kinds: Counter[str] = field(default_factory=Counter)

    def pages(self) -> Iterator[Opened]:
        """Yield each page once, at most :data:`OF_EACH_KIND` of each kind, in the order of discovery."""
        prefix = "/en/" if self.language == "en" else "/"
        waiting = deque((url, "a seed") for url in (prefix, *self.seeds))
        seen: set[str] = set()
        while waiting:
            url, found_on = waiting.popleft()
            if url in seen:
                continue
            seen.add(url)
            kind = self.kind_of(url)
            if not kind or self.kinds[kind] >= OF_KIND.get(kind, OF_EACH_KIND):
                continue
            self.kinds[kind] += 1
            response: Any = self.client.get(url)
            if response.status_code in {301, 302, 303}:
                waiting.appendleft((urljoin(url, response["Location"]), url))
                continue
            streamed = getattr(response, "streaming", False) or not response["Content-Type"].startswith("text/html")
            html = "" if streamed else response.content.decode()
            yield Opened(url, kind, response.status_code, html, found_on)
            waiting.extend((link, url) for link in self.links(url, html))

    def kind_of(self, url: str) -> str:
        """Return the name of the view behind ``url`` and of its query's keys; empty for what is not opened."""
        parts = urlsplit(url)
        if parts.scheme or parts.netloc:
            return ""
        try:
            with translation.override(self.language):
                name = resolve(parts.path).view_name
        except Resolver404:
            return "" if parts.path.startswith(("/static/", "/media/")) else f"nothing at {parts.path}"
        return "" if name in NOT_OPENED or name.startswith("admin") else name

    def links(self, url: str, html: str) -> Iterator[str]:
        """Yield the addresses within the portal and the language to which the page links."""
        for match in HREF.finditer(html):
            link = urldefrag(urljoin(url, unescape(match[1] or match[2] or ""))).url
            is_english = link == "/en" or link.startswith("/en/")
            if link.startswith("/") and is_english == (self.language == "en"):
                yield link
