"""The pages of moderation, without JavaScript: policy, reports, desk, decisions, appeals, transparency."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from moderation.actions import appeal, claim, report, revise, submit
from moderation.models import Appeal, Decision, PolicyAcceptance, Report, ReviewItem, Sanction, Status
from moderation.policy_loading import load_policy
from sharek import clock
from tests.factories import (
    AdministratorFactory,
    CitizenFactory,
    ClauseFactory,
    ModeratorFactory,
    PolicyVersionFactory,
    RepresentativeFactory,
    SolutionFactory,
    TopicFactory,
    UserFactory,
)
from tests.moderation.texts import clause, comment, decided, item_of, policy, reported

pytestmark = pytest.mark.django_db

SECRET = "كلمةسرّيةفريدة"


@pytest.fixture
def moderator() -> User:
    return ModeratorFactory()


@pytest.fixture
def desk(as_user: Any, moderator: User) -> Client:
    return as_user(moderator)


def pending_topic(**fields: Any) -> Any:
    policy()
    topic = TopicFactory(status=Status.DRAFT, published_at=None, **fields)
    submit(content=topic)
    return topic


def text_of(response: Any) -> str:
    return response.content.decode()


# --- policy -----------------------------------------------------------------------------------------------------------


def test_the_policy_has_an_anchor_for_each_of_its_eight_clauses(client: Client) -> None:
    load_policy()
    page = text_of(client.get("/policy/"))
    for number in range(1, 9):
        assert f'id="c{number}"' in page
    assert "النقد حقّ" in page
    assert "Criticism is a right" in text_of(client.get("/en/policy/"))


def test_loading_the_policy_again_changes_nothing() -> None:
    assert load_policy()[1] is True
    assert load_policy()[1] is False


def test_a_version_shows_what_changed_since_the_one_before(client: Client) -> None:
    first = policy()
    second = PolicyVersionFactory(number=2, effective_at=clock.now() - timedelta(days=1))
    old = first.clauses.get(code="respect")
    ClauseFactory(version=second, number=1, code="respect", title_ar=old.title_ar, text_ar="نص البند الجديد.")
    page = text_of(client.get("/policy/2/"))
    assert "<ins>" in page
    assert client.get("/policy/1/").status_code == 200
    assert client.get("/policy/9/").status_code == 404


def test_accepting_the_policy_leads_back_to_where_one_came_from(as_user: Any) -> None:
    version, citizen = policy(), UserFactory()
    client = as_user(citizen)
    assert version.clauses.first().title_ar in text_of(client.get("/policy/accept/?next=/help/"))
    assert client.post("/policy/accept/", {"next": "/help/"}).headers["Location"] == "/help/"
    assert PolicyAcceptance.objects.filter(user=citizen, version=version).exists()
    assert client.get("/policy/accept/?next=/help/").headers["Location"] == "/help/"


def test_accepting_leads_to_no_other_host(as_user: Any) -> None:
    policy()
    answer = as_user(UserFactory()).post("/policy/accept/", {"next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_what_was_sent_without_acceptance_is_kept_and_done_after_it(as_user: Any) -> None:
    version, topic = policy(), TopicFactory()
    client = as_user(UserFactory())
    asked = client.post(f"/report/topic/{topic.pk}/", {"clause": "respect", "note": "فيه شتيمة"})
    assert asked.headers["Location"].startswith("/policy/accept/")
    assert not Report.objects.exists()
    assert "فيه شتيمة" in text_of(client.get(asked.headers["Location"]))
    done = client.post("/policy/accept/", {"next": "/"})
    assert done.headers["Location"] == topic.get_absolute_url()
    assert Report.objects.get().note == "فيه شتيمة"
    assert PolicyAcceptance.objects.filter(version=version).count() == 2  # the topic's author and the reporter


# --- reports ----------------------------------------------------------------------------------------------------------


def test_a_visitor_is_asked_to_sign_in_before_reporting(client: Client) -> None:
    policy()
    answer = client.get(f"/report/topic/{TopicFactory().pk}/")
    assert answer.status_code == 302
    assert reverse("account_login") in answer.headers["Location"]


def test_whoever_reports_a_topic_does_not_learn_a_place_that_is_not_shown(as_user: Any) -> None:
    policy()
    topic = TopicFactory(place=SECRET, shown_place="governorate")
    page = text_of(as_user(CitizenFactory()).get(f"/report/topic/{topic.pk}/"))
    assert topic.title in page
    assert SECRET not in page


def test_a_citizen_reports_with_a_clause_and_a_note(as_user: Any) -> None:
    policy()
    topic, citizen = TopicFactory(), CitizenFactory()
    client = as_user(citizen)
    page = text_of(client.get(f"/report/topic/{topic.pk}/"))
    assert 'value="respect"' in page
    assert 'value="criticism"' not in page
    wrong = client.post(f"/report/topic/{topic.pk}/", {"note": "أين البند"})
    assert wrong.status_code == 422
    assert "أين البند" in text_of(wrong)
    sent = client.post(f"/report/topic/{topic.pk}/", {"clause": "respect", "note": ""})
    assert sent.headers["Location"] == topic.get_absolute_url()
    assert Report.objects.get().reporter == citizen


@pytest.mark.parametrize("status", [Status.PENDING, Status.HIDDEN, Status.REMOVED, Status.WITHDRAWN])
def test_what_is_not_public_cannot_be_reported(as_user: Any, status: str) -> None:
    policy()
    topic = TopicFactory(status=status)
    assert as_user(CitizenFactory()).get(f"/report/topic/{topic.pk}/").status_code == 404
    assert as_user(CitizenFactory()).get(f"/report/session/{topic.pk}/").status_code == 404


# --- the desk ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/mod/", "/mod/appeals/"])
def test_the_desks_are_closed_to_everybody_else(as_user: Any, path: str) -> None:
    representing = RepresentativeFactory(user=ModeratorFactory()).user
    for person in (None, CitizenFactory(), RepresentativeFactory().user, AdministratorFactory(), representing):
        assert as_user(person).get(path).status_code == 403


def test_the_queue_costs_the_same_for_2_items_and_for_20(desk: Client, query_count: Any) -> None:
    policy()

    def fill(number: int) -> None:
        topic, solution = TopicFactory(), SolutionFactory()
        for n in range(number):
            text = (comment(), topic, solution, pending_topic())[n % 4] if n < 4 else comment()
            if text.status == Status.PUBLISHED:
                reported(text)

    fill(4)
    ReviewItem.objects.order_by("-pk").first()
    desk.get("/mod/")
    few = query_count(lambda: desk.get("/mod/"))
    fill(20)
    many = query_count(lambda: desk.get("/mod/"))
    assert few == many
    assert many <= 12


def test_the_queue_is_paged_by_key_and_shows_urgent_items_first(desk: Client) -> None:
    for _ in range(25):
        pending_topic()
    urgent = pending_topic(text="اتصلوا على 0944123456")
    first = desk.get("/mod/")
    assert f'href="{reverse("moderation:item", args=[item_of(urgent).pk])}"' in text_of(first)
    shown = {item.pk for item in first.context["page"].rows}
    second = desk.get(f"/mod/{first.context['page'].next}")
    rest = {item.pk for item in second.context["page"].rows}
    assert len(shown) == 20
    assert len(rest) == 6
    assert not shown & rest


@pytest.mark.parametrize("cursor", ["?after=x", "?after=True~2026~1", "?after=~~", "?group=none"])
def test_a_mistyped_address_of_the_queue_gives_its_first_page(desk: Client, cursor: str) -> None:
    pending_topic()
    assert len(desk.get(f"/mod/{cursor}").context["page"].rows) == 1


def test_a_moderator_works_through_the_queue_without_javascript(desk: Client, moderator: User) -> None:
    first, second = pending_topic(), pending_topic()
    opened = desk.post("/mod/next/")
    item = item_of(first)
    assert opened.headers["Location"] == item.get_absolute_url()
    page = desk.get(opened.headers["Location"])
    it = page.context["it"]
    assert it.is_mine
    answer = desk.post(f"/mod/{item.pk}/decide/", {"token": it.item.lease_token, "seen": it.seen, "outcome": "approve"})
    first.refresh_from_db()
    assert first.status == Status.PUBLISHED
    after = item_of(second)
    assert answer.headers["Location"] == after.get_absolute_url()
    assert after.claimed_by == moderator


def test_rejecting_without_a_clause_says_so_and_keeps_the_words(desk: Client, moderator: User) -> None:
    held = claim(moderator=moderator, item=item_of(pending_topic()))
    answer = desk.post(
        f"/mod/{held.pk}/decide/",
        {"token": held.lease_token, "seen": 1, "outcome": "reject", "explanation": "لأنّ فيه إعلانًا"},
    )
    assert answer.status_code == 422
    assert "لأنّ فيه إعلانًا" in text_of(answer)
    assert not Decision.objects.exists()


def test_a_lost_race_shows_the_winners_decision_and_keeps_the_words(desk: Client, moderator: User) -> None:
    item = item_of(pending_topic())
    with clock.at(clock.now() - timedelta(minutes=10)):
        held = claim(moderator=moderator, item=item)
    decision = decided(item, "approve")
    answer = desk.post(
        f"/mod/{item.pk}/decide/",
        {"token": held.lease_token, "seen": 1, "outcome": "reject", "clause": "respect", "explanation": "كلماتي"},
    )
    assert answer.status_code == 409
    assert decision.get_absolute_url() in text_of(answer)
    assert "كلماتي" in text_of(answer)


def test_an_edit_meanwhile_shows_the_difference(desk: Client, moderator: User) -> None:
    topic = pending_topic(text="الكهرباء مقطوعة منذ يوم")
    held = claim(moderator=moderator, item=item_of(topic))
    revise(content=topic, editor=topic.author, title=topic.title, body="الكهرباء مقطوعة منذ أسبوع")
    answer = desk.post(
        f"/mod/{held.pk}/decide/", {"token": held.lease_token, "seen": 1, "outcome": "approve", "explanation": "كلماتي"}
    )
    assert answer.status_code == 409
    assert "<del>يوم</del><ins>أسبوع</ins>" in text_of(answer)
    assert "كلماتي" in text_of(answer)
    assert 'name="seen" value="2"' in text_of(answer)


def test_the_open_page_renews_its_lease_and_keeps_the_words(desk: Client, moderator: User) -> None:
    held = claim(moderator=moderator, item=item_of(pending_topic()))
    answer = desk.post(f"/mod/{held.pk}/beat/", {"token": held.lease_token, "explanation": "نصف جملة"})
    assert answer.status_code == 200
    held.refresh_from_db()
    assert held.kept_text == "نصف جملة"
    assert desk.post(f"/mod/{held.pk}/beat/", {"token": "nonsense"}).status_code == 409
    with clock.at(clock.now() + timedelta(minutes=6)):
        other = ModeratorFactory()
        claim(moderator=other, item=held)
    lost = desk.post(f"/mod/{held.pk}/beat/", {"token": held.lease_token, "explanation": "x"})
    assert lost.status_code == 409
    assert lost.json()["says"]


def test_the_next_moderator_is_offered_what_the_former_one_typed(as_user: Any, desk: Client, moderator: User) -> None:
    held = claim(moderator=moderator, item=item_of(pending_topic()))
    desk.post(f"/mod/{held.pk}/release/", {"token": held.lease_token, "explanation": "نصف جملة"})
    other = ModeratorFactory()
    client = as_user(other)
    client.post(f"/mod/{held.pk}/claim/")
    assert "نصف جملة</textarea>" in text_of(client.get(held.get_absolute_url()))


def test_the_page_of_an_item_held_by_another_offers_no_decision(as_user: Any, moderator: User) -> None:
    held = claim(moderator=moderator, item=item_of(pending_topic()))
    client = as_user(ModeratorFactory())
    assert 'name="outcome"' not in text_of(client.get(held.get_absolute_url()))
    assert client.post(f"/mod/{held.pk}/claim/").status_code == 409


def test_a_moderator_sees_why_they_may_not_decide_on_their_own_text(as_user: Any) -> None:
    writer = ModeratorFactory()
    topic = pending_topic(author=writer)
    page = text_of(as_user(writer).get(item_of(topic).get_absolute_url()))
    assert "أنت من كتب هذا" in page
    assert 'name="outcome"' not in page


def test_filter_matches_are_marked_and_text_is_escaped(desk: Client) -> None:
    topic = pending_topic(text="<script>x</script> اتصلوا 0944123456")
    page = text_of(desk.get(item_of(topic).get_absolute_url()))
    assert "<mark><bdi>0944123456</bdi></mark>" in page
    assert "<script>x" not in page


def test_the_item_page_costs_the_same_for_1_report_and_for_10(desk: Client, query_count: Any) -> None:
    topic = TopicFactory()
    item = reported(topic)
    desk.get(item.get_absolute_url())
    few = query_count(lambda: desk.get(item.get_absolute_url()))
    for _ in range(9):
        reported(topic)
    assert query_count(lambda: desk.get(item.get_absolute_url())) == few


def test_an_alias_stays_an_alias_on_the_desk(desk: Client) -> None:
    topic = pending_topic(alias=4821, author__display_name="خالد الفريد")
    for path in ("/mod/", item_of(topic).get_absolute_url(), reverse("moderation:sanction", args=[item_of(topic).pk])):
        assert "خالد الفريد" not in text_of(desk.get(path))


def test_a_measure_against_the_author_is_imposed_and_lifted(desk: Client) -> None:
    topic = pending_topic()
    path = reverse("moderation:sanction", args=[item_of(topic).pk])
    assert desk.post(path, {"kind": "silence", "days": 3, "reason": ""}).status_code == 422
    assert desk.post(path, {"kind": "silence", "days": 3, "reason": "تكرار"}).status_code == 302
    made = Sanction.objects.get(user=topic.author)
    assert timedelta(days=2) < made.ends_at - made.starts_at < timedelta(days=4)
    desk.post(path, {"lift": made.pk})
    made.refresh_from_db()
    assert not made.is_active


# --- decisions and appeals --------------------------------------------------------------------------------------------


def rejected_topic() -> Any:
    topic = pending_topic(text=f"نصّ فيه {SECRET}", author__display_name="كاتب معروف")
    decided(item_of(topic), "reject")
    topic.refresh_from_db()
    return topic


def test_a_decision_is_public_but_its_words_are_not(as_user: Any, client: Client) -> None:
    topic = rejected_topic()
    path = topic.decision.get_absolute_url()
    for reader in (client, as_user(CitizenFactory())):
        page = text_of(reader.get(path))
        assert "البند" in page
        for hidden in (SECRET, "يخالف البند.", "كاتب معروف", topic.title, topic.decision.decider.display_name):
            assert hidden not in page
    own = text_of(as_user(topic.author).get(path))
    assert SECRET in own
    assert "يخالف البند." in own
    assert reverse("moderation:appeal", args=[topic.decision.pk]) in own


def test_an_author_appeals_once_and_a_reviewer_publishes(as_user: Any) -> None:
    topic = rejected_topic()
    path = reverse("moderation:appeal", args=[topic.decision.pk])
    author = as_user(topic.author)
    assert author.get(path).status_code == 200
    assert author.post(path, {"text": " "}).status_code == 422
    assert author.post(path, {"text": "لا مخالفة في النصّ."}).headers["Location"] == topic.decision.get_absolute_url()
    assert author.get(path).status_code == 302
    assert as_user(CitizenFactory()).get(path).status_code == 403
    reviewer = as_user(UserFactory(role=User.Role.APPEAL_REVIEWER))
    made = Appeal.objects.get()
    assert "لا مخالفة في النصّ." in text_of(reviewer.get("/mod/appeals/"))
    item = reverse("moderation:appeal_item", args=[made.pk])
    assert SECRET in text_of(reviewer.get(item))
    assert reviewer.post(item, {"outcome": "accepted", "reasoning": ""}).status_code == 422
    assert reviewer.post(item, {"outcome": "accepted", "reasoning": "النصّ سليم."}).status_code == 302
    topic.refresh_from_db()
    assert topic.status == Status.PUBLISHED
    assert "النصّ سليم." in text_of(author.get(topic.decision.get_absolute_url()))


def test_the_appeals_desk_costs_the_same_for_2_and_for_20(as_user: Any, query_count: Any) -> None:
    client = as_user(UserFactory(role=User.Role.APPEAL_REVIEWER))

    def add(number: int) -> None:
        for _ in range(number):
            topic = rejected_topic()
            appeal(decision=topic.decision, appellant=topic.author, text="لا مخالفة.")

    add(2)
    client.get("/mod/appeals/")
    few = query_count(lambda: client.get("/mod/appeals/"))
    add(18)
    assert query_count(lambda: client.get("/mod/appeals/")) == few


# --- transparency -----------------------------------------------------------------------------------------------------


def test_the_record_names_nobody_and_shows_no_words(client: Client) -> None:
    topic = rejected_topic()
    page = text_of(client.get("/transparency/"))
    assert topic.decision.get_absolute_url() in page
    for hidden in (SECRET, "كاتب معروف", topic.title, "يخالف البند."):
        assert hidden not in page


def test_a_withdrawn_text_is_nowhere_in_the_record(client: Client) -> None:
    """An author withdraws, a moderator had it: neither page shows the words."""
    from moderation.actions import withdraw

    topic = TopicFactory(text=f"نصّ فيه {SECRET}")
    item = reported(topic)
    decision = decided(item, "hide")
    withdraw(content=topic, by=topic.author)
    for path in ("/transparency/", "/transparency/?show=all", decision.get_absolute_url()):
        assert SECRET not in text_of(client.get(path))


def test_the_record_costs_the_same_for_2_decisions_and_for_20(client: Client, query_count: Any) -> None:
    for _ in range(2):
        rejected_topic()
    client.get("/transparency/")
    few = query_count(lambda: client.get("/transparency/"))
    for _ in range(18):
        rejected_topic()
    assert query_count(lambda: client.get("/transparency/")) == few


def test_reports_are_counted_by_clause(client: Client) -> None:
    text = comment()
    report(reporter=CitizenFactory(), content=text, clause=clause("on-topic"))
    decided(item_of(text), "remove", code="on-topic")
    rows = {one.code: numbers for one, numbers in client.get("/transparency/").context["clauses"]}
    assert rows["on-topic"] == {"remove": 1}
    assert rows["respect"] == {}


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_public_page_speaks_both_languages(client: Client, language: str) -> None:
    topic = rejected_topic()
    for path in ("/policy/", "/policy/1/", "/transparency/", f"/decisions/{topic.decision.pk}/"):
        assert client.get(f"{language}{path}").status_code == 200
