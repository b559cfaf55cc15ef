"""Pages by key: every row once, in order, forwards and backwards, whatever the cursor says."""

import pytest
from django.http import QueryDict

from sharek.paging import page_by_key
from tests.factories import CitizenFactory, ServiceFactory, TopicFactory
from topics.models import Topic

pytestmark = pytest.mark.django_db
KEYS = ("-supports_count", "-id")


@pytest.fixture
def topics():
    author, service = CitizenFactory(), ServiceFactory()
    # Many share a key, so that the second key must decide.
    return [TopicFactory(author=author, service=service, supports_count=number // 3) for number in range(11)]


def page(query="", size=4):
    return page_by_key(Topic.objects.all(), QueryDict(query.lstrip("?")), keys=KEYS, size=size)


def test_going_forwards_shows_every_row_once_and_going_back_the_same_pages(topics):
    pages = [page()]
    while pages[-1].next:
        pages.append(page(pages[-1].next))
    assert [topic.pk for one in pages for topic in one] == [topic.pk for topic in Topic.objects.order_by(*KEYS)]
    back = [pages[-1]]
    while back[-1].previous:
        back.append(page(back[-1].previous))
    assert [topic.pk for one in reversed(back) for topic in one] == [
        topic.pk for topic in Topic.objects.order_by(*KEYS)
    ]


@pytest.mark.parametrize("query", ["after=", "after=x~y", "after=1", "before=~", "after=1~2~3", "after=%00~1"])
def test_a_cursor_that_is_none_gives_the_first_page(topics, query):
    assert page(query).rows == page().rows


def test_other_parameters_stay(topics):
    assert "q=%D9%85" in page("q=م").next


def test_a_page_takes_one_query(topics, django_assert_num_queries):
    with django_assert_num_queries(1):
        page()


def test_an_empty_list_has_no_neighbours(db):
    assert (page().rows, page().next, page().previous) == ([], "", "")


def test_a_number_that_no_column_holds_is_no_fault(topics):
    assert len(page(f"after=1~{'9' * 40}")) == 4
