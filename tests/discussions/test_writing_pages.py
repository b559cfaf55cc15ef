"""The pages of discussions that one writes on, as browsers without scripts and htmx see them."""

import re
from typing import Any

import pytest
from django.test import Client

from discussions.actions import edit_comment
from discussions.models import Comment, CommentSupport, Solution
from moderation.models import Status
from tests.discussions.pages import HTMX, html, send, url_of
from tests.factories import (
    CitizenFactory,
    CommentFactory,
    ModeratorFactory,
    SolutionFactory,
    TopicFactory,
    TrustedCitizenFactory,
    UserFactory,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db


class TestCommenting:
    def test_a_comment_is_sent_and_stands_on_the_page(self, as_user: Any) -> None:
        author, solution = CitizenFactory(), SolutionFactory()
        response = send(as_user(author), solution)
        assert (response.status_code, response.url) == (303, f"{url_of(solution)}#c1")
        assert "رأيي أنه ممكن." in html(as_user(author).get(url_of(solution)))

    def test_a_reply_goes_by_its_number(self, as_user: Any) -> None:
        root = CommentFactory()
        send(as_user(CitizenFactory()), root.solution, reply="1")
        assert Comment.objects.get(number=2).parent == root

    def test_a_comment_on_the_topic_comes_back_to_the_topic(self, as_user: Any) -> None:
        topic = TopicFactory()
        response = send(as_user(CitizenFactory()), topic)
        assert response.url == f"{topic.get_absolute_url()}#c1"
        assert "رأيي أنه ممكن." in html(Client().get(topic.get_absolute_url()))

    def test_htmx_gets_the_new_comment_alone_and_a_new_token(self, as_user: Any) -> None:
        part = html(send(as_user(CitizenFactory()), SolutionFactory(), headers=HTMX))
        assert part.startswith('<li><article class="cm fresh" id="c1"')
        assert 'hx-swap-oob="true"' in part
        assert "<html" not in part

    def test_pressing_send_five_times_makes_one_comment(self, as_user: Any) -> None:
        client, solution = as_user(CitizenFactory()), SolutionFactory()
        token = re.search(r'name="token" value="([^"]+)"', html(client.get(url_of(solution))))
        assert token
        places = {send(client, solution, token=token[1]).url for _ in range(5)}
        assert places == {f"{url_of(solution)}#c1"}
        assert Comment.objects.count() == 1

    @pytest.mark.parametrize("body", ["", "  ", "س" * 10_001])
    def test_a_refused_text_comes_back_with_its_words_and_the_reason(self, as_user: Any, body: str) -> None:
        client, solution = as_user(CitizenFactory()), SolutionFactory()
        page = html(send(client, solution, body=body), 422)
        assert "<title>خطأ:" in page
        assert 'class="errsum"' in page
        assert 'aria-invalid="true"' in page
        assert body.strip() in page
        part = send(client, solution, body=body, headers=HTMX)
        assert (part.status_code, part["HX-Retarget"]) == (422, "#composer-errors")
        assert 'class="err"' in part.content.decode()

    def test_a_refused_text_on_a_topic_comes_back_too(self, as_user: Any) -> None:
        page = html(send(as_user(CitizenFactory()), TopicFactory(), body=" "), 422)
        assert 'class="errsum"' in page

    def test_decidim_4003_a_closed_discussion_has_no_form_and_refuses(self, as_user: Any) -> None:
        comment = CommentFactory()
        Topic.objects.update(stage="closed")
        client = as_user(CitizenFactory())
        page = html(client.get(url_of(comment.solution)))
        assert "<textarea" not in page
        assert "data-reply" not in page
        assert send(client, comment.solution, reply="1").status_code == 409
        assert Comment.objects.count() == 1

    def test_a_held_comment_is_seen_by_its_author_alone(self, as_user: Any, client: Client) -> None:
        author, solution = CitizenFactory(), SolutionFactory()
        mine = as_user(author)
        page = html(send(mine, solution, body="انظر https://example.com/a").client.get(url_of(solution)))
        assert "example.com" in page
        assert "بانتظار النشر" in page or "قيد" in page
        assert "example.com" not in html(client.get(url_of(solution)))

    def test_a4_meinberlin_6319_a_visitor_is_told_before_writing_and_keeps_the_words(
        self, client: Client, as_user: Any
    ) -> None:
        solution = SolutionFactory()
        page = html(client.get(url_of(solution)))
        assert page.index("تسجيل الدخول", page.index('id="composer"')) < page.index("<textarea")
        response = send(client, solution, body="كلامي قبل الدخول", hide_name="on")
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/?next=")
        client.force_login(CitizenFactory())
        page = html(client.get(url_of(solution)))
        assert "كلامي قبل الدخول</textarea>" in page
        assert re.search(r'id="id_hide_name" checked', page)
        send(client, solution, body="كلامي قبل الدخول")
        assert "كلامي قبل الدخول</textarea>" not in html(client.get(url_of(solution)))

    def test_an_unverified_person_is_told_instead_of_being_let_write(self, as_user: Any) -> None:
        page = html(as_user(CitizenFactory(verified_at=None)).get(url_of(SolutionFactory())))
        assert "<textarea" not in page
        assert 'id="composer"' in page

    def test_whoever_has_not_accepted_the_policy_may_write_and_is_told(self, as_user: Any) -> None:
        CitizenFactory()
        page = html(as_user(UserFactory()).get(url_of(SolutionFactory())))
        assert "<textarea" in page
        assert "ما تكتبه محفوظ" in page

    def test_what_was_sent_before_accepting_the_policy_is_sent_afterwards(self, as_user: Any) -> None:
        CitizenFactory()
        client, solution = as_user(UserFactory()), SolutionFactory()
        response = send(client, solution, body="كلامي قبل القبول", hide_name="on")
        assert "/policy/accept/" in response.url
        page = client.get(response.url)
        version = re.search(r'name="version"[^>]*value="(\d+)"', html(page))
        response = client.post(response.url, {"version": version[1]} if version else {"accept": "on"})
        comment = Comment.objects.get()
        assert (comment.text, comment.alias is not None) == ("كلامي قبل القبول", True)
        assert response.url.endswith("#c1")

    def test_quoting_puts_the_words_before_ones_own(self, as_user: Any) -> None:
        comment = CommentFactory(text="أول\n\n> منقول\n\nثانٍ")
        page = html(as_user(CitizenFactory()).get(f"{url_of(comment.solution)}?reply=1&quote=1"))
        assert "&gt; أول\n&gt;\n" in page
        assert "منقول</" not in page[page.index("<textarea") :]
        assert 'value="1" id="id_reply"' in page

    def test_an_alias_shows_no_name_and_no_link(self, as_user: Any, client: Client) -> None:
        author, solution = CitizenFactory(display_name="اسم فريد", handle="unique-name"), SolutionFactory()
        send(as_user(author), solution, hide_name="on")
        page = html(client.get(url_of(solution)))
        assert "اسم فريد" not in page
        assert "unique-name" not in page
        assert "مشارك" in page

    def test_new_comments_are_fetched_by_number(self, client: Client) -> None:
        root = CommentFactory()
        CommentFactory(parent=root)
        part = html(client.get(f"{url_of(root.solution)}comments/?after=1", **HTMX))
        assert 'data-parent="1"' in part
        assert 'id="c1"' not in part
        assert client.get(f"{url_of(root.solution)}comments/").status_code == 302

    def test_too_many_comments_are_put_off(self, as_user: Any, settings: Any) -> None:
        client, solution = as_user(TrustedCitizenFactory()), SolutionFactory()
        statuses = {send(client, solution, body=f"رأي {n}").status_code for n in range(32)}
        assert statuses == {303, 429}


class TestSupporting:
    def test_a_press_supports_and_another_takes_it_back(self, as_user: Any) -> None:
        comment, client = CommentFactory(), as_user(CitizenFactory())
        response = client.post(f"/c/{comment.pk}/support/")
        assert (response.status_code, response.url) == (303, f"/c/{comment.pk}/")
        assert 'aria-pressed="true" name="undo"' in html(client.get(url_of(comment.solution)))
        client.post(f"/c/{comment.pk}/support/", {"undo": "1"})
        comment.refresh_from_db()
        assert comment.supports_count == 0

    def test_htmx_gets_the_button(self, as_user: Any) -> None:
        comment, client = CommentFactory(), as_user(CitizenFactory())
        part = html(client.post(f"/c/{comment.pk}/support/", **HTMX))
        assert part.startswith("<button")
        assert '<span class="num">1</span>' in part
        solution_part = html(client.post(f"{url_of(comment.solution)}support/", **HTMX))
        assert "<b>1</b>" in solution_part

    def test_a_visitor_signs_in_and_then_completes_the_deed(self, client: Client) -> None:
        comment = CommentFactory()
        for path in (f"/c/{comment.pk}/support/", f"{url_of(comment.solution)}support/"):
            assert client.get(path).url == f"/accounts/login/?next={path}"
        client.force_login(CitizenFactory())
        for path in (f"/c/{comment.pk}/support/", f"{url_of(comment.solution)}support/"):
            assert '<form method="post"' in html(client.get(path))
            assert client.post(path).status_code == 303
            assert client.get(path).status_code == 302
        assert CommentSupport.objects.count() == 1

    def test_nobody_supports_what_is_hidden(self, as_user: Any) -> None:
        comment = CommentFactory()
        Comment.objects.update(status=Status.HIDDEN)
        assert as_user(CitizenFactory()).post(f"/c/{comment.pk}/support/").status_code == 404


class TestChanging:
    def test_an_edit_is_marked_and_its_history_is_public(self, as_user: Any, client: Client) -> None:
        author = TrustedCitizenFactory()
        comment = CommentFactory(author=author)
        mine = as_user(author)
        assert comment.text in html(mine.get(f"/c/{comment.pk}/edit/"))
        mine.post(f"/c/{comment.pk}/edit/", {"body": "صيغة جديدة"})
        assert f"/c/{comment.pk}/history/" in html(client.get(url_of(comment.solution)))
        history = html(client.get(f"/c/{comment.pk}/history/"))
        assert "<ins>" in history
        assert "<del>" in history

    def test_others_neither_edit_nor_withdraw(self, as_user: Any) -> None:
        comment = CommentFactory()
        other = as_user(CitizenFactory())
        for deed in ("edit", "withdraw"):
            assert other.get(f"/c/{comment.pk}/{deed}/").status_code == 403
            assert other.post(f"{url_of(comment.solution)}{deed}/").status_code == 403
        page = html(other.get(url_of(comment.solution)))
        assert f"/c/{comment.pk}/edit/" not in page

    def test_withdrawing_asks_once(self, as_user: Any) -> None:
        comment = CommentFactory()
        mine = as_user(comment.author)
        html(mine.get(f"/c/{comment.pk}/withdraw/"))
        assert mine.post(f"/c/{comment.pk}/withdraw/").status_code == 303
        comment.refresh_from_db()
        assert comment.status == Status.WITHDRAWN

    def test_an_empty_edit_comes_back(self, as_user: Any) -> None:
        comment = CommentFactory()
        page = html(as_user(comment.author).post(f"/c/{comment.pk}/edit/", {"body": " "}), 422)
        assert 'class="errsum"' in page

    def test_a_wording_that_waits_is_offered_again(self, as_user: Any) -> None:
        comment = CommentFactory()
        edit_comment(editor=comment.author, comment=comment, body="انظر https://example.com/new")
        assert "https://example.com/new" in html(as_user(comment.author).get(f"/c/{comment.pk}/edit/"))
        assert "example.com" not in html(Client().get(url_of(comment.solution)))

    def test_a_moderator_closes_a_debate_and_opens_it_again(self, as_user: Any) -> None:
        solution, client = SolutionFactory(), as_user(ModeratorFactory())
        client.post(f"{url_of(solution)}lock/")
        assert "<textarea" not in html(as_user(CitizenFactory()).get(url_of(solution)))
        client.post(f"{url_of(solution)}lock/", {"undo": "1"})
        assert "<textarea" in html(as_user(CitizenFactory()).get(url_of(solution)))
        assert as_user(CitizenFactory()).post(f"{url_of(solution)}lock/").status_code == 403


class TestSolving:
    def typed(self, **changes: str) -> dict[str, str]:
        return {"title": "لوحة برقم الخط داخل كل مركبة", "body": "يكتب الراكب رقم المركبة.", **changes}

    def test_a_solution_is_proposed(self, as_user: Any) -> None:
        topic, client = TopicFactory(), as_user(TrustedCitizenFactory())
        html(client.get(f"/t/{topic.pk}/solve/"))
        response = client.post(f"/t/{topic.pk}/solve/", self.typed())
        assert (response.status_code, response.url) == (303, f"/t/{topic.pk}/s/1/")
        assert "لوحة برقم الخط" in html(Client().get(topic.get_absolute_url()))

    def test_a_new_citizens_solution_waits(self, as_user: Any) -> None:
        topic, client = TopicFactory(), as_user(CitizenFactory())
        response = client.post(f"/t/{topic.pk}/solve/", self.typed(), follow=True)
        assert "خلال 24 ساعة" in html(response)
        assert "لوحة برقم الخط" not in html(Client().get(topic.get_absolute_url()))

    @pytest.mark.parametrize(
        "changes", [{"title": ""}, {"title": "قصير"}, {"title": "ط" * 121}, {"body": ""}, {"body": "ن" * 10_001}]
    )
    def test_what_cannot_be_taken_comes_back(self, as_user: Any, changes: dict[str, str]) -> None:
        topic, client = TopicFactory(), as_user(CitizenFactory())
        page = html(client.post(f"/t/{topic.pk}/solve/", self.typed(**changes)), 422)
        assert 'class="errsum"' in page
        assert not Solution.objects.exists()

    def test_a_visitor_signs_in_first(self, client: Client) -> None:
        topic = TopicFactory()
        assert client.get(f"/t/{topic.pk}/solve/").url == f"/accounts/login/?next=/t/{topic.pk}/solve/"

    def test_a_closed_topic_takes_none(self, as_user: Any) -> None:
        topic = TopicFactory(stage="closed")
        assert as_user(CitizenFactory()).get(f"/t/{topic.pk}/solve/").status_code == 409
