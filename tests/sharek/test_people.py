"""A person's own pages, and what others see: never a post under an alias, never more than was chosen."""

import re

import pytest
from django.utils import timezone

from discussions.models import Comment
from moderation.models import Status
from notifications.models import UnwantedMail
from sharek import deletion
from tests.factories import (
    AreaFactory,
    CitizenFactory,
    ModeratorFactory,
    PublicBodyFactory,
    RepresentativeFactory,
    SolutionFactory,
    TopicFactory,
    UserFactory,
)
from topics.models import Draft, TopicSupport

pytestmark = pytest.mark.django_db


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_profile_shows_what_was_published_under_the_name(as_user):
    person = CitizenFactory(display_name="أم ليلى")
    TopicFactory(author=person, title="موضوع باسمي")
    SolutionFactory(author=person, title="حلّ باسمي")
    page = text(as_user(), f"/u/{person.handle}/")
    assert "أم ليلى" in page
    assert "موضوع باسمي" in page
    assert "حلّ باسمي" in page
    assert person.email not in page


@pytest.mark.parametrize("viewer", [lambda: None, CitizenFactory, ModeratorFactory])
def test_a_profile_never_tells_of_an_alias(as_user, viewer):
    person = CitizenFactory()
    TopicFactory(author=person, title="سرّي الأول", alias=4821)
    SolutionFactory(author=person, title="سرّي الثاني", alias=4822)
    page = text(as_user(viewer()), f"/u/{person.handle}/")
    assert "سرّي" not in page
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["0", "0", "0"]


def test_not_even_its_owner_sees_aliases_on_the_public_page(as_user):
    person = CitizenFactory()
    TopicFactory(author=person, title="سرّي الأول", alias=4821)
    assert "سرّي" not in text(as_user(person), f"/u/{person.handle}/")
    assert "سرّي" in text(as_user(person), "/me/")


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
@pytest.mark.parametrize("viewer", ["visitor", "moderator", "owner"])
def test_a_profile_shows_published_posts_only(as_user, status, viewer):
    person = CitizenFactory()
    viewers = {"visitor": None, "moderator": ModeratorFactory(), "owner": person}
    published = None if status in {Status.PENDING, Status.DRAFT} else timezone.now()
    TopicFactory(author=person, title="كلمةفريدة هنا", status=status, published_at=published)
    assert "كلمةفريدة" not in text(as_user(viewers[viewer]), f"/u/{person.handle}/")


def test_who_keeps_it_to_themselves_shows_nothing(as_user):
    person = CitizenFactory(shows_activity=False)
    TopicFactory(author=person, title="موضوع باسمي")
    page = text(as_user(), f"/u/{person.handle}/")
    assert "موضوع باسمي" not in page
    assert "<dl" not in page


def test_who_has_no_page(as_user):
    gone = CitizenFactory()
    deletion.delete_account(user=gone)
    unproven = UserFactory(verified_at=None)
    for handle in (gone.handle, unproven.handle, "nobody"):
        assert as_user().get(f"/u/{handle}/").status_code == 404


def test_a_handle_may_be_arabic(as_user):
    person = CitizenFactory(handle="أم-يوسف")
    assert as_user().get("/u/أم-يوسف/").status_code == 200
    assert as_user().get(person.get_absolute_url()).status_code == 200


def test_a_profile_takes_as_many_queries_for_2_as_for_20(as_user, query_count):
    counts = []
    for times in (2, 20):
        person = CitizenFactory()
        for _ in range(times):
            SolutionFactory(topic=TopicFactory(author=person), author=person)
        client = as_user()
        text(client, f"/u/{person.handle}/")
        counts.append(query_count(lambda client=client, person=person: client.get(f"/u/{person.handle}/")))
    assert counts[0] == counts[1] <= 8


# --- my activity -----------------------------------------------------------------------------------------------------


def test_my_activity_shows_every_state_and_the_draft(as_user):
    person = CitizenFactory()
    for status in (Status.PENDING, Status.PUBLISHED, Status.REJECTED, Status.WITHDRAWN):
        published = timezone.now() if status == Status.PUBLISHED else None
        TopicFactory(author=person, title=f"موضوع {status}", status=status, published_at=published)
    TopicFactory(author=CitizenFactory(), title="موضوع غيري")
    page = text(as_user(person), "/me/")
    assert all(f"موضوع {status}" in page for status in ("pending", "published", "rejected", "withdrawn"))
    assert "موضوع غيري" not in page
    assert "مسودّة تنتظرك" not in page
    Draft.objects.create(user=person, token="6c2f3a3e-6f0e-4a53-9a60-3e9c5a0d2b11")
    assert "مسودّة تنتظرك" in text(as_user(person), "/me/")


def test_my_supports(as_user):
    person, topic, hidden = CitizenFactory(), TopicFactory(title="أؤيّده"), TopicFactory(title="أُخفي")
    for target in (topic, hidden):
        TopicSupport.objects.create(user=person, target=target)
    hidden.status = Status.HIDDEN
    hidden.save()
    page = text(as_user(person), "/me/?show=supports")
    assert "أؤيّده" in page
    assert "أُخفي" not in page


def test_comments_stand_in_activity_with_what_they_are_on(as_user):
    person, topic = CitizenFactory(), TopicFactory(title="الموضوع الذي أعلّق عليه")
    Comment(
        author=person, topic=topic, number=1, text="تعليقي", text_html="<p>تعليقي</p>", status=Status.PUBLISHED,
        published_at=timezone.now(), lft=1, rght=2, level=0, tree_id=77,
    ).save()  # fmt: skip
    page = text(as_user(person), "/me/")
    assert "تعليقي" in page
    assert "الموضوع الذي أعلّق عليه" in page


@pytest.mark.parametrize("path", ["/me/", "/me/settings/", "/me/export/", "/me/delete/", "/feed/"])
def test_a_visitor_signs_in_first(client, path):
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


# --- settings --------------------------------------------------------------------------------------------------------


def settings_of(**typed):
    return {
        "display_name": "اسم جديد",
        "language": "en",
        "shows_activity": "on",
        "mails": ["content.published"],
        **typed,
    }


def test_settings_are_kept(as_user):
    person = CitizenFactory()
    client = as_user(person)
    assert client.post("/me/settings/", settings_of(shows_activity="")).status_code == 302
    person.refresh_from_db()
    assert (person.display_name, person.language, person.shows_activity) == ("اسم جديد", "en", False)
    turned_off = set(UnwantedMail.objects.values_list("event", flat=True))
    assert "answer.published" in turned_off
    assert "content.published" not in turned_off
    assert "topic.forwarded" not in turned_off
    client.post("/me/settings/", settings_of(mails=[]))
    assert "content.published" in set(UnwantedMail.objects.values_list("event", flat=True))


def test_a_name_that_may_not_be_used_is_said_at_its_field(as_user):
    PublicBodyFactory(name_ar="وزارة النقل", name_en="Ministry of Transport")
    person = CitizenFactory()
    answer = as_user(person).post("/me/settings/", settings_of(display_name="وزارة النقل"))
    assert answer.status_code == 422
    assert "display_name" in answer.context["form"].errors
    person.refresh_from_db()
    assert person.language == "ar"


def test_representatives_choose_about_what_is_forwarded_to_them(as_user):
    assert 'value="topic.forwarded"' in text(as_user(RepresentativeFactory().user), "/me/settings/")
    assert 'value="topic.forwarded"' not in text(as_user(CitizenFactory()), "/me/settings/")


def test_a_place_is_shown_as_far_as_its_author_chose_on_profile_and_home(as_user):
    governorate = AreaFactory(name_ar="محافظة ظاهرة")
    hamlet = AreaFactory(name_ar="قرية خفيّة", kind="subdistrict", parent=governorate)
    person = CitizenFactory()
    topic = TopicFactory(author=person, area=hamlet, shown_place="governorate", title="موضوع من قرية")
    SolutionFactory(author=person, topic=topic)
    for path in (f"/u/{person.handle}/", "/", topic.get_absolute_url()):
        page = text(as_user(), path)
        assert "محافظة ظاهرة" in page, path
        assert "قرية خفيّة" not in page, path
