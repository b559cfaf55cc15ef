"""The page of a topic: its address, who sees it, what it says, what it costs."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse

from moderation.models import Status
from sharek import clock
from tests.factories import CitizenFactory, ModeratorFactory, TopicFactory, TrustedCitizenFactory
from tests.topics.deeds import answered, moderated, raised, representative_of, supported
from topics.actions import edit_answer, edit_topic, mark_duplicate, resolve_topic

pytestmark = pytest.mark.django_db


def page(client, topic):
    response = client.get(topic.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("slug", ["", "wrong-slug/", "%D8%BA%D9%84%D8%B7/", "-/", "x-" * 150 + "/"])
def test_a_wrong_slug_leads_to_the_right_address_with_its_query(client, slug):
    topic = raised()
    response = client.get(f"/t/{topic.pk}/{slug}?sort=newest")
    assert response.status_code == 301
    assert response.headers["location"] == f"{topic.get_absolute_url()}?sort=newest"


def test_both_languages_have_the_page(client):
    topic = raised()
    assert "الرقم المرجعي" in page(client, topic)
    english = client.get("/en" + topic.get_absolute_url())
    assert "Reference number" in english.content.decode()


@pytest.mark.parametrize(
    "title", ["؟؟؟ ؟؟؟ ؟؟؟؟", "🚰🚰🚰🚰🚰🚰🚰🚰🚰🚰", "<script>alert(1)</script>", "edit. ......", "ع" * 120]
)
def test_odd_titles_show_as_text(client, title):
    html = page(client, raised(title=title))
    assert "<script>alert" not in html


def test_an_english_title_with_arabic_in_it_runs_its_own_way_on_an_arabic_page(client):
    html = page(client, raised(title="ADSL line down for a week, «عطل» they say"))
    assert '<h1 dir="ltr" lang="en">' in html


@pytest.mark.parametrize("status", [Status.PENDING, Status.HIDDEN, Status.REMOVED, Status.REJECTED, Status.WITHDRAWN])
def test_what_is_not_public_does_not_exist_for_others_but_its_author_sees_why(client, as_user, status):
    topic = moderated(raised(), status)
    paths = [topic.get_absolute_url(), *(reverse(f"topics:{name}", args=[topic.pk]) for name in ("history", "poster"))]
    for other in (client, as_user(CitizenFactory())):
        for path in [*paths, f"/t/{topic.pk}/"]:
            assert other.get(path).status_code == 404, path
    assert "standing" in page(as_user(topic.author), topic)
    assert as_user(ModeratorFactory()).get(topic.get_absolute_url()).status_code == 200


def test_a_hidden_topics_author_is_led_to_the_decision(as_user):
    from moderation.models import Decision

    topic = raised()
    moderated(topic, Status.HIDDEN)
    topic.decision = Decision.objects.create(
        content=topic,
        content_version=1,
        author=topic.author,
        decider=ModeratorFactory(),
        outcome="hide",
        policy_version=topic.author.policy_acceptances.get().version,
        source="report",
    )
    topic.save(update_fields=["decision"])
    url = reverse("moderation:decision", args=[topic.decision_id])
    assert f'href="{url}"' in page(as_user(topic.author), topic)


def test_it_shows_stage_answer_commitment_and_timeline(client):
    topic = raised()
    answered(topic, commitment="نشر البرنامج كل أسبوع", due_on=clock.today() + timedelta(days=22))
    html = page(client, topic)
    for words in ("سنعالج الأمر قريبًا.", "نشر البرنامج كل أسبوع", topic.body.name_ar, "22", 'aria-current="step"'):
        assert words in html


def test_the_question_whether_it_was_fixed_is_put_to_those_who_are_asked_only(client, as_user):
    topic = raised()
    (supporter,) = supported(topic)
    resolve_topic(representative=representative_of(topic.body), topic=topic, evidence="أُصلح.")
    action = reverse("topics:fixed", args=[topic.pk])
    assert action in page(as_user(topic.author), topic)
    assert action in page(as_user(supporter), topic)
    assert action not in page(client, topic)
    assert action not in page(as_user(CitizenFactory()), topic)


def test_the_name_of_who_hides_it_is_nowhere_on_the_page(client):
    topic = raised(hide_name=True)
    html = page(client, topic)
    assert topic.author.display_name not in html
    assert topic.author.handle not in html
    assert str(topic.alias) in html


def test_the_place_is_shown_as_far_as_its_author_chose(client):
    from directory.models import Area
    from tests.factories import AreaFactory

    district = AreaFactory(parent=AreaFactory(name_ar="ريف المحافظة"), kind=Area.Kind.DISTRICT, name_ar="ناحية بعيدة")
    shown = {
        show: page(client, raised(area=district, place="شارع ضيّق", show_place=show))
        for show in ("full", "area", "governorate")
    }
    assert "شارع ضيّق" in shown["full"]
    assert "ناحية بعيدة" in shown["area"]
    assert "شارع ضيّق" not in shown["area"]
    assert "ناحية بعيدة" not in shown["governorate"]
    assert "ريف المحافظة" in shown["governorate"]


def test_a_duplicate_points_to_its_original_and_has_no_buttons(client):
    original, topic = raised(title="الموضوع الأصلي الأول"), raised()
    mark_duplicate(moderator=ModeratorFactory(), topic=topic, original=original)
    html = page(client, topic)
    assert original.get_absolute_url() in html
    assert reverse("topics:support", args=[topic.pk]) not in html


def test_the_history_shows_what_changed_and_its_text_is_escaped(client):
    topic = raised(body="الماء مقطوع <b>اليوم</b>")
    edit_topic(editor=topic.author, topic=topic, title=topic.title, body="الماء مقطوع <i>غدًا</i>")
    html = client.get(reverse("topics:history", args=[topic.pk])).content.decode()
    assert "<ins>&lt;i&gt;غدًا&lt;/i&gt;</ins>" in html
    assert "<del>&lt;b&gt;اليوم&lt;/b&gt;</del>" in html


def test_the_history_of_an_answer_is_readable_too(client):
    topic = raised()
    answer = answered(topic)
    edit_answer(representative=answer.author, answer=answer, body_text="ردّ آخر.")
    html = client.get(reverse("topics:answer_history", args=[topic.pk, answer.pk])).content.decode()
    assert "<ins>" in html
    assert answer.author.display_name not in html


def filled(number):
    """Return a topic with ``number`` answers, steps and photos where they can be many."""
    from topics.models import Photo

    topic = raised()
    representative = representative_of(topic.body)
    for _ in range(number):
        answered(topic, representative, commitment="وعد")
    for position in range(1, min(number, 3) + 1):
        Photo.objects.create(
            topic=topic, image=f"photos/{position}.webp", width=9, height=9, position=position, state="published"
        )
    return topic


@pytest.mark.parametrize("who", ["visitor", "citizen", "author", "representative"])
def test_it_costs_as_many_queries_with_two_answers_as_with_twenty(as_user, query_count, who):
    counts = []
    for number in (2, 20):
        topic = filled(number)
        user = {
            "visitor": lambda: None,
            "citizen": TrustedCitizenFactory,
            "author": lambda topic=topic: topic.author,
            "representative": lambda topic=topic: topic.official_answers.first().author,
        }[who]()
        client = as_user(user)
        client.get(topic.get_absolute_url())
        counts.append(query_count(lambda client=client, topic=topic: client.get(topic.get_absolute_url())))
    assert counts[0] == counts[1] <= (9 if who == "visitor" else 14)


def test_a_topic_whose_author_has_left_shows_a_former_participant(client):
    topic = TopicFactory(author__deleted_at=clock.now(), author__display_name="اسم قديم")
    html = page(client, topic)
    assert "اسم قديم" not in html


def test_the_address_is_quoted_as_it_is_written(client):
    topic = raised(title="انقطاع الماء في الحي")
    assert topic.get_absolute_url() == f"/t/{topic.pk}/{quote('انقطاع-الماء-في-الحي')}/"


def test_the_page_of_a_duplicate_names_its_original_only_while_that_is_public(client, moderator):
    original, topic = raised(title="عنوان الأصل الفريد"), raised(title="الموضوع نفسه مرة أخرى")
    mark_duplicate(moderator=moderator, topic=topic, original=original)
    assert original.title in page(client, topic)
    moderated(original, Status.HIDDEN)
    hidden = page(client, topic)
    assert original.title not in hidden
    assert quote("عنوان-الأصل") not in hidden
    assert "عنوان-الأصل" not in hidden
