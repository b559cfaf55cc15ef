"""Following a topic by its number, and its poster."""

from datetime import timedelta

import pytest
from django.urls import reverse

from moderation.models import Status
from sharek import clock
from tests.factories import CitizenFactory
from tests.topics.deeds import answered, moderated, raised
from topics.references import new_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def track(client):
    def ask(number):
        return client.post(reverse("topics:track"), {"number": number})

    return ask


def test_a_number_in_any_digits_and_grouping_tells_where_the_topic_stands(track):
    topic = raised()
    arabic = topic.reference.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    html = track(f" {arabic[:4]}-{arabic[4:8]} {arabic[8:]} ").content.decode()
    assert topic.title in html
    assert topic.body.name_ar in html


def test_nothing_of_the_text_is_told_before_publication(track):
    topic = raised(CitizenFactory(), place="شارع لا يُذكر")
    html = track(topic.reference).content.decode()
    assert topic.body.name_ar in html
    for secret in (topic.title, topic.text, topic.place, topic.author.display_name, f"/t/{topic.pk}/"):
        assert secret not in html


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.REMOVED, Status.REJECTED, Status.WITHDRAWN])
def test_nothing_of_the_text_is_told_once_it_is_gone(track, status):
    topic = raised()
    answered(topic, commitment="وعد مكتوم")
    moderated(topic, status)
    html = track(topic.reference).content.decode()
    assert topic.title not in html
    assert "وعد مكتوم" not in html


def test_it_tells_by_when_the_body_must_answer(track):
    topic = raised()
    response = track(topic.reference)
    assert response.context["tracked"].answer_by == topic.answer_due_at.date()
    answered(topic, commitment="وعد", due_on=clock.today() + timedelta(days=9))
    tracked = track(topic.reference).context["tracked"]
    assert tracked.answer_by is None
    assert tracked.promise_by == clock.today() + timedelta(days=9)


@pytest.mark.parametrize("number", ["", "123", "4817305295", "abcdefghij", "9" * 500, "\x00"])
def test_a_slip_is_said_at_once_without_a_look_up(track, query_count, number):
    track("")
    response = []
    queries = query_count(lambda: response.append(track(number)))
    assert response[0].context["form"].errors
    assert queries == 0


def test_an_unknown_number_is_said_to_be_unknown(track):
    assert track(new_reference()).context["unknown"]


def test_look_ups_are_counted_by_address_whatever_the_header_says(client):
    url = reverse("topics:track")
    answers = [
        client.post(url, {"number": new_reference()}, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(21)
    ]
    assert answers == [200] * 20 + [429]


def test_slips_are_not_counted(track):
    for _ in range(30):
        assert track("123").status_code == 200


def test_the_poster_carries_number_address_and_code(client, settings):
    settings.SITE_URL = "https://sharek.example"
    topic = raised()
    html = client.get(reverse("topics:poster", args=[topic.pk])).content.decode()
    reference = topic.reference
    assert f"{reference[:4]} {reference[4:8]} {reference[8:]}" in html
    assert f"sharek.example/t/{topic.pk}" in html
    assert '<svg class="qr"' in html
    assert "style=" not in html


def test_the_code_leads_to_the_topic():
    """Draw the path on a grid and compare it, module by module, with what another run of the encoder gives."""
    import re

    import segno

    from topics.views.tracking import QUIET, code_of

    url = "https://sharek.example/t/73/"
    code = code_of(url)
    dark = {
        (int(x) + n, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path)
        for n in range(int(length))
    }
    rows = list(segno.make(url, error="m", micro=False).matrix_iter(border=QUIET))
    assert dark == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}
    assert code.side == len(rows)


@pytest.mark.parametrize("status", [Status.PENDING, Status.HIDDEN, Status.WITHDRAWN])
def test_there_is_no_poster_of_what_is_not_public(as_user, status):
    topic = moderated(raised(), status)
    assert as_user(topic.author).get(reverse("topics:poster", args=[topic.pk])).status_code == 404
