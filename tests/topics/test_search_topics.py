"""Search: Arabic spellings meet, the best match comes first, and nothing hidden is found."""

import json
from pathlib import Path

import pytest

from moderation.models import Status
from tests.factories import AreaFactory, CitizenFactory, ModeratorFactory, ServiceFactory, TopicFactory
from topics.search import TopicFilters, index_topic, search_topics, similar_topics, unindex_topic

pytestmark = pytest.mark.django_db
CASES = json.loads((Path(__file__).parents[1] / "text/data/arabic_search_cases.json").read_text(encoding="utf-8"))


def indexed(**fields):
    topic = TopicFactory(**fields)
    index_topic(topic)
    return topic


@pytest.fixture
def documents():
    service, area, author = ServiceFactory(), AreaFactory(), CitizenFactory()
    return {
        document["id"]: indexed(
            title=document["title"][:120], text=document["body"], service=service, area=area, author=author
        ).pk
        for document in CASES["documents"]
    }


def test_at_least_95_of_100_relevant_topics_are_among_the_first_five(documents):
    shares = []
    for case in CASES["cases"]:
        found = [topic.pk for topic in search_topics(case["query"])[:5]]
        relevant = {documents[number] for number in case["relevant"]}
        shares.append(len(relevant & set(found)) / min(5, len(relevant)))
    assert sum(shares) / len(shares) >= 0.95


def test_spellings_digits_and_marks_make_no_difference():
    topic = indexed(title="فاتورةُ كهرباء بقيمة ٢٥٠٠٠", text="أ")
    for query in ("فاتوره", "الفواتير", "كهربائ", "25000", "۲۵۰۰۰", "ف\u0640اتورة"):
        assert topic in search_topics(query), query


def test_a_word_of_the_title_counts_more_than_one_of_the_text():
    second = indexed(title="موضوع آخر", text="الماء مقطوع منذ أسبوع في الحي")
    first = indexed(title="انقطاع الماء", text="وصف طويل لما جرى في الحي منذ أسبوع")
    assert list(search_topics("الماء")) == [first, second]


@pytest.mark.parametrize("status", [Status.PENDING, Status.HIDDEN, Status.REMOVED, Status.REJECTED, Status.WITHDRAWN])
def test_what_is_not_published_is_found_by_nobody_else_even_if_still_indexed(status):
    topic = indexed(title="كلمة زرافة فريدة", status=status)
    assert not search_topics("زرافة")
    assert not search_topics("زرافة", user=CitizenFactory())
    assert topic in search_topics("زرافة", user=ModeratorFactory())


def test_a_topic_taken_out_of_the_index_is_gone():
    topic = indexed(title="كلمة زرافة فريدة")
    assert topic in search_topics("زرافة")
    unindex_topic(topic.pk)
    assert not search_topics("زرافة")
    unindex_topic(topic.pk)


def test_an_edited_topic_is_found_by_its_new_words_only():
    topic = indexed(title="كلمة زرافة فريدة")
    topic.title = "كلمة تمساح فريدة"
    index_topic(topic)
    assert not search_topics("زرافة")
    assert topic in search_topics("تمساح")


def test_filters_narrow_and_an_area_stands_for_all_below_it():
    governorate = AreaFactory()
    district = AreaFactory(parent=governorate)
    inside, outside = indexed(title="الماء", area=district), indexed(title="الماء")
    governorate.refresh_from_db()
    assert set(search_topics("الماء")) == {inside, outside}
    assert set(search_topics("الماء", TopicFilters(area=governorate))) == {inside}
    assert set(search_topics("الماء", TopicFilters(service=outside.service))) == {outside}


@pytest.mark.parametrize(
    "query",
    ["", "؟؟؟", "🙂🙂", "في من على", '"', "' OR 1=1 --", "a:b*", "NEAR(", ")(", "\\", "&|!", "x" * 5000, "كلمة " * 900],
)
def test_no_query_breaks_the_search(query):
    indexed(title="الماء")
    assert list(search_topics(query)) == []


def test_similar_topics_are_open_ones_of_the_service_those_of_the_area_first():
    here, service = AreaFactory(), ServiceFactory()
    far = indexed(title="انقطاع المياه عن الحي منذ أيام", service=service)
    near = indexed(title="المياه لا تصل", service=service, area=here)
    indexed(title="انقطاع المياه عن الحي")  # another service
    indexed(title="انقطاع المياه عن الحي", service=service, stage="closed")
    assert similar_topics(title="انقطاع المياه", text="عن حيّنا", service=service, area=here) == [near, far]


def test_searching_takes_one_query(django_assert_num_queries):
    indexed(title="الماء")
    with django_assert_num_queries(1):
        list(search_topics("الماء"))


def test_a_place_that_is_not_shown_is_not_found_by_searching_for_it():
    shown = indexed(place="شارع الياسمين", shown_place="full")
    indexed(place="شارع الياسمين", shown_place="area")
    indexed(place="شارع الياسمين", shown_place="governorate")
    assert list(search_topics("الياسمين")) == [shown]
