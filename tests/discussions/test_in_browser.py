"""Debates in a browser: new comments are offered, stubs take places, words are kept; and the same without scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from discussions.actions import post_comment, withdraw_comment
from discussions.models import Comment, Solution
from moderation.models import Status
from sharek.benches.debates import grow
from tests.factories import CitizenFactory, CommentFactory, SolutionFactory, TrustedCitizenFactory

Open = Callable[..., Any]


@pytest.fixture
def people(live_portal: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    return {name: TrustedCitizenFactory(display_name=name, handle=name) for name in ("سامر", "نور", "هبة")}


@pytest.fixture
def root(people: dict[str, Any]) -> Comment:
    return CommentFactory(author=people["سامر"], text="أول تعليق", text_html='<p dir="auto">أول تعليق</p>')


@pytest.fixture
def say(in_threads: Callable[..., list[Any]], root: Comment, people: dict[str, Any]) -> Callable[..., Comment]:
    """Return ``say(text, parent=None)``: somebody else comments from another process."""

    def say(text: str, parent: Comment | None = None, who: str = "هبة") -> Comment:
        [comment] = in_threads(
            lambda _: post_comment(
                author=people[who], topic=root.topic, solution=root.solution, body=text, parent=parent
            ),
            times=1,
        )
        assert isinstance(comment, Comment), comment
        return comment

    return say


def faults_of(page: Any) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]


def test_new_comments_are_offered_and_nothing_moves_under_who_writes(
    open_page: Open, root: Comment, people: dict[str, Any], say: Callable[..., Comment]
) -> None:
    page = open_page(root.solution.get_absolute_url(), user=people["نور"])
    expect(page.locator("[data-live-mark]").first).not_to_have_class(re.compile("off"), timeout=15_000)
    box = page.locator("#id_body")
    box.fill("أكتب الآن")
    say("تعليق جديد")
    say("ردّ جديد", parent=root)
    bar = page.locator(".newbar[data-new='comment.posted']")
    expect(bar).to_be_visible(timeout=10_000)
    expect(bar.locator("[data-number]")).to_have_text("2")
    expect(page.locator("#c2")).to_have_count(0)
    expect(box).to_have_value("أكتب الآن")
    bar.click()
    expect(page.locator("#c2")).to_be_visible()
    # The reply stands below what it answers, the other one at the end.
    expect(page.locator("li:has(> #c1) .kids #c3")).to_be_visible()
    expect(page.locator("#fresh #c2")).to_be_visible()
    expect(bar).to_be_hidden()
    expect(box).to_have_value("أكتب الآن")
    assert page.locator("#c3").count() == 1


def test_lemmy_861_what_arrives_while_the_net_is_down_is_offered_once_and_words_stay(
    open_page: Open, root: Comment, people: dict[str, Any], say: Callable[..., Comment]
) -> None:
    page = open_page(root.solution.get_absolute_url(), user=people["نور"])
    expect(page.locator("[data-live-mark]").first).not_to_have_class(re.compile("off"), timeout=15_000)
    box = page.locator("#id_body")
    box.fill("أكتب منذ زمن")
    box.evaluate("box => box.setSelectionRange(4, 4)")
    say("الأول"), say("الثاني")
    number = page.locator(".newbar[data-new='comment.posted'] [data-number]")
    expect(number).to_have_text("2", timeout=10_000)
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('pagehide'))")  # closes the socket, as a lost net does
    for text in ("الثالث", "الرابع", "الخامس"):
        say(text)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(number).to_have_text("5", timeout=20_000)
    assert box.evaluate("box => [box.value, box.selectionStart]") == ["أكتب منذ زمن", 4]
    page.locator(".newbar[data-new='comment.posted']").click()
    expect(page.locator("#fresh article")).to_have_count(5)
    assert Comment.objects.count() == 6


def test_answering_goes_to_its_place_without_leaving_the_page(
    open_page: Open, root: Comment, people: dict[str, Any]
) -> None:
    page = open_page(root.solution.get_absolute_url(), user=people["نور"])
    page.locator("#c1 [data-reply]").click()
    expect(page.locator("#answering")).to_contain_text("سامر")
    expect(page.locator("#id_body")).to_be_focused()
    page.locator("[data-quote]").click()
    expect(page.locator("#id_body")).to_have_value("> أول تعليق\n\n")
    page.locator("#id_body").press("End")
    page.keyboard.insert_text("وأنا أوافق")
    page.locator("#composer .btn").click()
    reply = page.locator("li:has(> #c1) .kids #c2")
    expect(reply).to_contain_text("وأنا أوافق")
    expect(page.locator("#id_body")).to_have_value("")
    expect(page.locator("#answering")).to_be_hidden()
    # A second one right after the first: the form has a new name.
    page.locator("#id_body").fill("وتعليق آخر")
    page.locator("#composer .btn").click()
    expect(page.locator("#c3")).to_contain_text("وتعليق آخر")
    assert Comment.objects.count() == 3


def test_a_refused_text_stays_in_the_composer(open_page: Open, root: Comment, people: dict[str, Any]) -> None:
    page = open_page(root.solution.get_absolute_url(), user=people["نور"])
    page.locator("#id_body").fill("   ")
    page.locator("#composer .btn").click()
    expect(page.locator("#composer-errors .err")).to_be_visible()
    page.locator("#id_body").fill("نعم")
    page.locator("#composer .btn").click()
    expect(page.locator("#c2")).to_be_visible()
    expect(page.locator("#composer-errors .err")).to_have_count(0)


def test_throat_202_a_withdrawn_comment_becomes_its_stub_in_place(
    open_page: Open, root: Comment, people: dict[str, Any], in_threads: Callable[..., list[Any]]
) -> None:
    reply = CommentFactory(parent=root, author=people["هبة"])
    page = open_page(root.solution.get_absolute_url(), user=people["نور"])
    expect(page.locator("[data-live-mark]").first).not_to_have_class(re.compile("off"), timeout=15_000)
    assert in_threads(lambda _: withdraw_comment(author=root.author, comment=root), times=1) == [None]
    expect(page.locator("#c1 .stub")).to_be_visible(timeout=10_000)
    expect(page.locator("#c1")).not_to_contain_text("أول تعليق")
    expect(page.locator(f"li:has(> #c1) .kids #c{reply.number}")).to_be_visible()


def test_talk_4142_what_was_removed_while_offered_does_not_appear(
    open_page: Open, root: Comment, people: dict[str, Any], say: Callable[..., Comment]
) -> None:
    page = open_page(root.solution.get_absolute_url(), user=people["نور"])
    expect(page.locator("[data-live-mark]").first).not_to_have_class(re.compile("off"), timeout=15_000)
    comment = say("كلمة فريدة")
    bar = page.locator(".newbar[data-new='comment.posted']")
    expect(bar).to_be_visible(timeout=10_000)
    Comment.objects.filter(pk=comment.pk).update(status=Status.REMOVED)
    bar.click()
    expect(page.locator("#c2 .stub")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("كلمة فريدة")


def test_a_support_is_one_press(open_page: Open, root: Comment, people: dict[str, Any]) -> None:
    page = open_page(root.solution.get_absolute_url(), user=people["نور"])
    button = page.locator("#c1 button[form=supports]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button.locator(".num")).to_have_text("1")
    expect(button).to_be_focused()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    root.refresh_from_db()
    assert root.supports_count == 0


def test_a_draft_outlives_the_page_and_goes_once_sent(open_page: Open, root: Comment, people: dict[str, Any]) -> None:
    page = open_page(root.solution.get_absolute_url(), user=people["نور"])
    page.locator("#id_body").press_sequentially("نصّ لم يُرسل")
    page.wait_for_timeout(1000)
    page.reload()
    expect(page.locator("#id_body")).to_have_value("نصّ لم يُرسل")
    page.locator("#composer .btn").click()
    expect(page.locator("#c2")).to_be_visible()
    page.reload()
    expect(page.locator("#id_body")).to_have_value("")


def test_without_scripts_links_and_forms_do_the_same(open_page: Open, root: Comment, people: dict[str, Any]) -> None:
    page = open_page(root.solution.get_absolute_url(), user=people["نور"], java_script_enabled=False)
    page.locator("#c1 [data-reply]").click()
    expect(page.locator("#answering")).to_contain_text("سامر")
    page.locator("[data-quote]").click()
    expect(page.locator("#id_body")).to_have_value("> أول تعليق\n\n")
    page.locator("#composer .btn").click()
    assert page.url.endswith("#c2")
    expect(page.locator("li:has(> #c1) .kids #c2")).to_be_visible()
    page.locator("#c1 button[form=supports]").click()
    expect(page.locator("#c1 button[form=supports]")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_overflows(
    open_page: Open, root: Comment, people: dict[str, Any], prefix: str, width: int
) -> None:
    comment = root
    for _ in range(4):
        comment = CommentFactory(parent=comment)
    Comment.objects.filter(pk=comment.pk).update(status=Status.WITHDRAWN)
    CommentFactory(solution=root.solution, author=people["نور"], text="a_very_long_word_" * 20)
    empty, long = SolutionFactory(topic=root.topic), SolutionFactory(topic=root.topic)
    grow(long, [CitizenFactory()], 60)
    base = root.solution.get_absolute_url()
    paths = {
        None: [base, empty.get_absolute_url(), root.topic.get_absolute_url()],
        "نور": [
            f"{base}?reply=1&quote=1",
            f"{long.get_absolute_url()}?from=51&sort=newest",
            f"/t/{root.topic_id}/solve/",
            f"/c/{Comment.objects.get(author=people['نور']).pk}/edit/",
            f"/c/{Comment.objects.get(author=people['نور']).pk}/withdraw/",
            f"/c/{root.pk}/history/",
        ],
    }
    for name, wanted in paths.items():
        page = open_page(path="", user=people.get(name or ""), viewport={"width": width, "height": 800})
        faults: list[str] = []
        page.on("pageerror", lambda fault, seen=faults: seen.append(str(fault)))
        page.on(
            "console", lambda said, seen=faults: seen.append(said.text) if "Content Security" in said.text else None
        )
        for path in wanted:
            assert page.goto(f"{prefix}{path}").status == 200, path
            assert faults_of(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.locator("form.form .btn.long").first.click() if name and page.locator("form.form").count() else None
        assert faults == []
    assert Solution.objects.count() == 3
