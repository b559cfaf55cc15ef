"""Whatever is typed: a clear sentence or a harmless result, never a fault of ours."""

import re
from typing import Any

from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from discussions.models import Comment
from sharek.text.rendering import ALLOWED_TAGS
from tests.factories import CommentFactory, TrustedCitizenFactory

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](java&#10;script:alert(1))",
    "[x](javascript:alert(1))",
    "<a href='data:text/html,x'>x</a>",
    "<form action=//x><button>x",
    "<style>*{display:none}</style>",
    "\u202eمقلوب\u2066",
    "\x00\x08\ud800",
    "<div>" * 500,
    "> " * 200,
    "🙂",
    "؟؟؟",
    "&lt;script&gt;",
    "]]>-->",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "%s%(n)s%n",
]


class TestHostileComments(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)), min_size=1, max_size=6))
    def test_a_comment_of_anything_is_shown_harmlessly_or_refused(self, parts: list[str]) -> None:
        cache.clear()  # each example is another person
        body = "".join(parts).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        root: Any = CommentFactory()
        url = root.solution.get_absolute_url()
        self.client.force_login(TrustedCitizenFactory())
        response = self.client.post(f"{url}comments/", {"body": body, "reply": "1"})
        assert response.status_code in {303, 422}
        page = self.client.get(url)
        assert page.status_code == 200
        for comment in Comment.objects.filter(number=2):
            tags = set(re.findall(r"<([a-z0-9]+)", comment.text_html))
            assert tags <= ALLOWED_TAGS
            assert not re.search(r'href="(?!https?:|mailto:)', comment.text_html)
            assert comment.text_html in page.content.decode()
            quoted = self.client.get(f"{url}?reply=2&quote=1")
            assert quoted.status_code == 200
            assert len(re.findall("<textarea", quoted.content.decode())) == 1

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.text(max_size=12), st.sampled_from(["from", "sort", "reply", "quote", "before", "after", "h"]))
    def test_any_query_gives_a_page(self, value: str, name: str) -> None:
        root: Any = CommentFactory()
        url = root.solution.get_absolute_url()
        for path in (url, f"{url}comments/", f"/c/{root.pk}/"):
            assert self.client.get(path, {name: value}).status_code in {200, 302}
            assert self.client.get(path, {name: value}, HTTP_HX_REQUEST="true").status_code in {200, 302}
