"""The pages of discussions that one reads, as browsers without scripts and htmx see them."""

import re
from typing import Any

import pytest
from django.test import Client

from discussions.actions import withdraw_comment
from discussions.models import Comment
from moderation.models import Clause, Decision, PolicyVersion, Status
from notifications.actions import mute
from sharek.benches.debates import grow
from tests.discussions.pages import HTMX, html, url_of
from tests.factories import (
    CitizenFactory,
    ClauseFactory,
    CommentFactory,
    ModeratorFactory,
    SolutionFactory,
    TopicFactory,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db


class TestTheSolutionsPage:
    def test_it_shows_the_solution_and_its_debate(self, client: Client) -> None:
        comment = CommentFactory()
        page = html(client.get(url_of(comment.solution)))
        for shown in (comment.solution.title, comment.text, f'id="c{comment.number}"', comment.topic.title):
            assert shown in page
        assert page.count("<h1") == 1
        assert 'id="composer"' in page

    @pytest.mark.parametrize("prefix", ["", "/en"])
    def test_it_stands_in_both_languages(self, client: Client, prefix: str) -> None:
        comment = CommentFactory()
        CommentFactory(parent=comment)
        page = html(client.get(prefix + url_of(comment.solution)))
        text = re.sub(r"<(head|script)[^>]*>.*?</\1>|<[^>]*>", " ", page, flags=re.S)
        assert ("in reply to no. 1" in text) is bool(prefix)
        if not prefix:
            assert not re.findall(r"[A-Za-z]{3,}(?: [A-Za-z]{2,})+", text)

    @pytest.mark.parametrize("status", [Status.PENDING, Status.HIDDEN, Status.REMOVED, Status.REJECTED])
    def test_a_solution_that_is_not_public_is_for_its_author_and_moderators(
        self, client: Client, as_user: Any, status: str
    ) -> None:
        solution = SolutionFactory(status=status)
        assert client.get(url_of(solution)).status_code == 404
        assert as_user(CitizenFactory()).get(url_of(solution)).status_code == 404
        html(as_user(solution.author).get(url_of(solution)))
        html(as_user(ModeratorFactory()).get(url_of(solution)))

    def test_no_solution_is_shown_under_a_hidden_topic(self, client: Client) -> None:
        solution = SolutionFactory()
        Topic.objects.update(status=Status.HIDDEN)
        assert client.get(url_of(solution)).status_code == 404

    @pytest.mark.parametrize("path", ["/t/1/s/99/", "/t/999999/s/1/", "/c/999999/", "/t/999999/solve/"])
    def test_what_does_not_exist_is_not_found(self, client: Client, path: str) -> None:
        assert client.get(path).status_code == 404

    @pytest.mark.parametrize("query", ["?from=x", "?from=-1", "?from=99999999999", "?sort=odd", "?reply=x", "?from=²"])
    def test_odd_queries_do_no_harm(self, client: Client, query: str) -> None:
        html(client.get(url_of(CommentFactory().solution) + query))

    def test_the_same_queries_for_two_comments_and_for_a_full_page(self, as_user: Any, query_count: Any) -> None:
        short, long = SolutionFactory(), SolutionFactory()
        grow(short, [CitizenFactory()], 2)
        grow(long, [CitizenFactory() for _ in range(12)], 130)
        visitor, reader = Client(), as_user(CitizenFactory())
        for client in (visitor, reader):
            client.get(url_of(short))
            counts = {query_count(lambda s=s, c=client: c.get(url_of(s))) for s in (short, long)}
            assert len(counts) == 1
            assert counts.pop() <= (3 if client is visitor else 7)
        assert query_count(lambda: reader.get(url_of(long) + "?from=60&sort=newest")) <= 10

    def test_a_full_page_weighs_little(self, client: Client) -> None:
        import gzip

        solution = SolutionFactory()
        grow(solution, [CitizenFactory() for _ in range(30)], 60)
        page = html(client.get(url_of(solution)))
        without_words = re.sub(r'(<p dir="auto">)[^<]*', r"\1", page)
        assert len(gzip.compress(without_words.encode())) <= 14 * 1024

    def test_pages_lead_on_and_back(self, client: Client) -> None:
        solution = SolutionFactory()
        grow(solution, [CitizenFactory()], 120, roots=1)
        first = html(client.get(url_of(solution)))
        assert 'href="?from=51#debate"' in first
        second = html(client.get(url_of(solution) + "?from=51"))
        assert 'id="c51"' in second
        assert 'id="c50"' not in second
        back = re.search(r'href="([^"]*before=51)"', second)
        assert back
        response = client.get(back[1])
        assert response.url == f"{url_of(solution)}?from=1#debate"
        assert client.get(f"{url_of(solution)}comments/?before=40").url == f"{url_of(solution)}#debate"

    def test_replies_stand_two_levels_deep_and_then_flat(self, client: Client) -> None:
        comment = CommentFactory()
        for _ in range(4):
            comment = CommentFactory(parent=comment)
        page = html(client.get(url_of(comment.solution)))
        assert page.count('<ol class="kids">') == 2
        assert len(re.findall(r"<ol[ >]", page)) == page.count("</ol>")
        assert len(re.findall(r"<li[ >]", page)) == page.count("</li>")

    def test_a_comments_own_link_leads_to_its_place(self, client: Client) -> None:
        solution = SolutionFactory()
        grow(solution, [CitizenFactory()], 120, roots=1)
        comment = Comment.objects.get(number=100)
        assert client.get(f"/c/{comment.pk}/").url == f"{url_of(solution)}?from=100#c100"
        short = CommentFactory()
        assert client.get(f"/en/c/{short.pk}/").url == f"/en{url_of(short.solution)}#c1"


class TestStubs:
    @pytest.fixture
    def removed(self) -> Comment:
        comment = CommentFactory(text="كلمة فريدة", text_html="<p>كلمة فريدة</p>")
        CommentFactory(parent=comment, text="ردّ باقٍ", text_html="<p>ردّ باقٍ</p>")
        version = PolicyVersion.objects.in_force()
        clause: Clause = ClauseFactory(version=version, number=4, title_ar="لا بيانات شخصية")
        decision = Decision.objects.create(
            content=comment, content_version=1, author=comment.author, decider=ModeratorFactory(),
            outcome=Decision.Outcome.REMOVE, policy_version=version, source=Decision.Source.REPORT,
            facts="كلمة فريدة", explanation="فيها كلمة فريدة",
        )  # fmt: skip
        decision.clauses.add(clause)
        Comment.objects.filter(pk=comment.pk).update(status=Status.REMOVED, decision=decision)
        return comment

    def test_a_removed_comment_is_a_stub_with_its_clause_and_replies_stay(
        self, client: Client, as_user: Any, removed: Comment
    ) -> None:
        for reader in (client, as_user(CitizenFactory()), as_user(removed.author), as_user(ModeratorFactory())):
            page = html(reader.get(url_of(removed.solution)))
            assert "كلمة فريدة" not in page
            assert "البند 4: لا بيانات شخصية" in page
            assert "ردّ باقٍ" in page

    def test_a_withdrawn_comment_leaves_no_text_and_no_button(self, client: Client) -> None:
        comment = CommentFactory(text="نصّ مسحوب", text_html="<p>نصّ مسحوب</p>")
        withdraw_comment(author=comment.author, comment=comment)
        page = html(client.get(url_of(comment.solution)))
        assert "نصّ مسحوب" not in page
        assert "سحبه صاحبه" in page
        assert f"/c/{comment.pk}/support/" not in page

    def test_its_part_of_the_page_is_fetched_anew(self, client: Client, removed: Comment) -> None:
        part = html(client.get(f"/c/{removed.pk}/?h=4", **HTMX))
        assert part.startswith(f'<article class="cm" id="c{removed.number}"')
        assert "<h4" in part
        assert "كلمة فريدة" not in part

    def test_history_and_quote_of_a_removed_comment_are_gone(
        self, client: Client, as_user: Any, removed: Comment
    ) -> None:
        assert client.get(f"/c/{removed.pk}/history/").status_code == 404
        reader = as_user(CitizenFactory())
        page = html(reader.get(f"{url_of(removed.solution)}?reply={removed.number}&quote=1"))
        assert "كلمة فريدة" not in page

    def test_talk_4142_what_was_removed_is_not_fetched_as_new(self, client: Client, removed: Comment) -> None:
        fresh = html(client.get(f"{url_of(removed.solution)}comments/?after=0", **HTMX))
        assert "كلمة فريدة" not in fresh
        assert 'id="c2"' in fresh


class TestTheTopicsPage:
    def test_discourse_26129_an_english_title_that_starts_in_arabic_runs_its_own_way(self, client: Client) -> None:
        solution = SolutionFactory(title="ADSL عطل: publish the repair schedule for every exchange")
        page = html(client.get(solution.topic.get_absolute_url()))
        assert re.search(r'<h3 dir="ltr" lang="en">(?:(?!</h3>).)*ADSL عطل', page, flags=re.S)

    def test_only_its_own_comments_are_counted(self, client: Client) -> None:
        comment = CommentFactory()
        CommentFactory(topic=comment.topic, solution=None)
        page = html(client.get(comment.topic.get_absolute_url()))
        assert "تعليق واحد" in page[page.index('id="debate"') :]

    def test_without_solutions_and_comments_it_invites(self, client: Client) -> None:
        topic = TopicFactory()
        page = html(client.get(topic.get_absolute_url()))
        assert f"/t/{topic.pk}/solve/" in page
        assert "ما رأيك" in page

    def test_the_same_queries_for_two_solutions_and_for_twenty(self, client: Client, query_count: Any) -> None:
        few, many = TopicFactory(), TopicFactory()
        for topic, count in ((few, 2), (many, 20)):
            for _ in range(count):
                CommentFactory(solution=SolutionFactory(topic=topic))
                CommentFactory(topic=topic, solution=None)
        counts = {query_count(lambda t=t: client.get(t.get_absolute_url())) for t in (few, many)}
        assert len(counts) == 1


def test_a_muted_persons_words_are_folded_away(as_user: Any) -> None:
    comment, reader = CommentFactory(), CitizenFactory()
    mute(user=reader, muted=comment.author)
    page = html(as_user(reader).get(url_of(comment.solution)))
    assert '<details class="t">' in page
