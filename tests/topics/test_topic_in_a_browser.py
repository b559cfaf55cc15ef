"""A topic on an open page: one press counts in place, the draft is kept while typing, what is hidden goes at once."""

import pytest
from django.urls import reverse

from moderation.models import Status
from tests.factories import AreaFactory, ServiceFactory, TrustedCitizenFactory
from tests.topics.deeds import answered, moderated, raised
from topics.actions import keep_draft
from topics.models import Draft, TopicSupport


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_one_press_counts_and_the_next_takes_it_back(open_page, in_threads, script):
    (topic,) = in_threads(lambda n: raised(), times=1)
    page = open_page(topic.get_absolute_url(), user=TrustedCitizenFactory(), java_script_enabled=script)
    page.click("button.me2")
    page.wait_for_selector('button.me2[aria-pressed="true"]')
    assert page.inner_text("button.me2 b") == "1"
    page.click("button.me2")
    page.wait_for_selector('button.me2[aria-pressed="false"]')
    assert not TopicSupport.objects.exists()


def test_an_answer_is_rated_in_place(open_page, in_threads):
    def answered_topic(_):
        topic = raised()
        answered(topic)
        return topic

    (topic,) = in_threads(answered_topic, times=1)
    page = open_page(topic.get_absolute_url(), user=TrustedCitizenFactory())
    page.click('button[name="helpful"][value="1"]')
    page.wait_for_selector('button[name="helpful"][value="1"][aria-pressed="true"]')
    assert page.inner_text('button[name="helpful"][value="1"] .num') == "1"


def test_a_topic_that_is_hidden_leaves_the_pages_that_show_it(open_page, in_threads):
    (topic,) = in_threads(lambda n: raised(title="كلمة زرافة فريدة هنا"), times=1)
    page = open_page(topic.get_absolute_url())
    page.wait_for_selector("[data-live-mark]:not(.off)")
    in_threads(lambda n: moderated(topic, Status.HIDDEN), times=1)
    page.wait_for_selector("h1", state="detached")
    assert "زرافة" not in page.inner_text("main")


def test_what_is_typed_is_kept_by_the_server_while_typing(open_page, in_threads):
    citizen = TrustedCitizenFactory()
    answers = {"kind": "problem", "service": ServiceFactory().pk, "area": AreaFactory().pk}
    in_threads(lambda n: keep_draft(user=citizen, answers=answers), times=1)
    page = open_page(reverse("topics:new_step", args=["details"]), user=citizen)
    with page.expect_response(lambda response: response.status == 204):
        page.type("[name=body]", "تنقطع الكهرباء كل يوم")
    assert Draft.objects.get().answers["body"] == "تنقطع الكهرباء كل يوم"
    assert page.input_value("[name=body]") == "تنقطع الكهرباء كل يوم"
