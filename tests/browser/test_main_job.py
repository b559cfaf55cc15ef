"""The main job, end to end, as people live through it: in Arabic and in English, with and without JavaScript.

A citizen registers and raises a problem; it is reviewed, two others propose solutions and debate one four levels
deep, a poll is answered by a citizen and by a visitor, the public body answers, commits and says that it is done, and
the citizen confirms it.
"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page, expect

from discussions.models import Comment, Solution
from moderation.models import ReviewItem
from opinion_polls.models import Poll
from sharek import clock
from tests.factories import (
    AreaFactory,
    CitizenFactory,
    ClauseFactory,
    ModeratorFactory,
    RepresentativeFactory,
    ServiceFactory,
)
from topics.models import Topic

WORDS = {
    "ar": {
        "title": "تسرّب المياه في شارع السوق منذ أسبوعين",
        "text": "الماء يجري ليلًا ونهارًا ولم تأتِ ورشة الإصلاح.",
        "solutions": [
            ("ورشة مناوبة ليلية", "تخرج خلال ساعة من البلاغ."),
            ("رقم واحد للأعطال", "يُجاب عليه على مدار الساعة."),
        ],
        "comments": ["فكرة جيّدة.", "ومن يدفع كلفتها؟", "تدفعها المؤسسة.", "هذا ما نرجوه."],
        "question": "أي حلّ تفضّل لأعطال المياه؟",
        "answer": "سنخصّص ورشة مناوبة ليلية في كلّ حيّ.",
        "commitment": "ورشة مناوبة خلال شهر",
        "evidence": "الورشة تعمل منذ الأحد في شارع السوق.",
    },
    "en": {
        "title": "Water has leaked in Market Street for two weeks",
        "text": "It runs day and night and no repair team has come.",
        "solutions": [
            ("A night repair team", "It leaves within an hour of a report."),
            ("One number for faults", "Answered at any hour."),
        ],
        "comments": ["A good idea.", "And who pays for it?", "The establishment pays.", "So we hope."],
        "question": "Which solution do you prefer for water faults?",
        "answer": "We will give each quarter a night repair team.",
        "commitment": "A night team within a month",
        "evidence": "The team has worked in Market Street since Sunday.",
    },
}


class Person:
    """Somebody with a browser of their own, on the pages of one language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language

    def go(self, name: str, *args: object, query: str = "") -> None:
        with translation.override(self.language):
            address = reverse(name, args=args) + query
        response = self.page.goto(address)
        assert response is not None
        assert response.status == 200, address

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(value)

    def choose(self, name: str, value: object) -> None:
        field = self.page.locator(f"main [name={name}]")
        if field.first.evaluate("field => field.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            self.page.locator(f"main [name={name}][value='{value}']").check(force=True)

    def press(self, selector: str = "main form .btn.long") -> None:
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()

    def reads(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)


@pytest.fixture
def people(open_page):
    """Return ``people(language, script, user)``: a person with a browser; a visitor without ``user``."""

    def person(language: str, script: bool, user=None) -> Person:
        return Person(open_page(path="", user=user, locale=language, java_script_enabled=script), language)

    return person


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_problem_is_raised_solved_and_confirmed(live_portal, live_worker, people, in_threads, language, script):
    words = WORDS[language]
    ClauseFactory.create_batch(2)
    service, area = ServiceFactory(), AreaFactory()
    moderator = people(language, script, ModeratorFactory())
    first, second = (people(language, script, CitizenFactory()) for _ in range(2))
    representative = people(language, script, RepresentativeFactory(body=service.body).user)
    author, visitor = people(language, script), people(language, script)

    register(author)
    raise_problem(author, words, service, area)
    topic = Topic.objects.get()
    assert topic.status == "pending"
    approve_all(moderator)
    topic.refresh_from_db()
    assert topic.status == "published"

    for person, (title, text) in zip((first, second), words["solutions"], strict=True):
        person.go("discussions:solve", topic.pk)
        person.fill(title=title, body=text)
        person.press("main form .btn.long")
    approve_all(moderator)
    assert Solution.objects.published().count() == 2

    debate(topic, [first, second, author, first], words["comments"])
    poll = open_poll(moderator, topic, words)
    watcher = people(language, script)
    vote_and_watch(poll, first, visitor, watcher, script)
    answer_and_fix(topic, representative, author, words)


def register(author: Person) -> None:
    """Register, read the mail, type its code; the policy is accepted on the way to the first post."""
    author.go("topics:new")
    author.press("main a.btn.alt")
    author.fill(email="newcomer@example.org", display_name="ساكن جديد", password="a-long-pass-phrase-71")
    author.press("main form .btn.long")
    mailbox = author.page.context.new_page()
    mail = mailbox.locator("main ul.lst a").first
    for _ in range(50):
        mailbox.goto("/demo/mail/")
        if mail.count():
            break
        mailbox.wait_for_timeout(200)
    mail.click()
    code = re.search(r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b", mailbox.locator("main").inner_text())
    assert code, mailbox.locator("main").inner_text()
    mailbox.close()
    author.fill(code=code[0])
    author.press("main form .btn.long")
    assert "/t/new/" in author.page.url
    author.press("main a.btn")  # read and accept the policy
    author.press("main form.card .btn")
    assert "/t/new/" in author.page.url


def raise_problem(author: Person, words: dict, service, area) -> None:
    author.choose("kind", "problem")
    author.press()
    author.choose("service", service.pk)
    author.press()
    author.choose("area", area.pk)
    author.press()
    author.fill(title=words["title"], body=words["text"])
    author.press()
    author.reads(words["title"])
    author.press()
    author.reads(words["title"])
    expect(author.page.locator(".receipt .ref")).to_have_text(re.compile(r"^\d{4} \d{4} \d{2}$"))


def approve_all(moderator: Person) -> None:
    """Decide the queue from its first item on until nothing waits."""
    for _ in range(10):
        moderator.go("moderation:queue")
        if not ReviewItem.objects.filter(status__in=["open", "claimed"]).exists():
            return
        moderator.press("main form .btn.long")
        moderator.press("main [name=outcome]")
    pytest.fail("the queue does not get empty")


def debate(topic: Topic, people: list[Person], texts: list[str]) -> None:
    """Answer each other four levels deep below the first solution."""
    for level, (person, text) in enumerate(zip(people, texts, strict=True)):
        person.go("discussions:solution", topic.pk, 1, query=f"?reply={level}#composer" if level else "")
        person.fill(body=text)
        person.press("#composer .btn")
        person.reads(text)
    assert list(Comment.objects.order_by("number").values_list("level", "status")) == [
        (level, "published") for level in range(4)
    ]


def open_poll(moderator: Person, topic: Topic, words: dict) -> Poll:
    moderator.go("polls:open", topic.pk)
    closing = clock.today() + timedelta(days=7)
    moderator.fill(question=words["question"], closes_on=f"{closing:%d/%m/%Y}", closes_time="20:00")
    for solution in Solution.objects.all():
        moderator.choose("solutions", solution.pk)
    moderator.choose("kind", "single")
    moderator.choose("visibility", "after_vote")
    moderator.press()
    moderator.reads(words["question"])
    moderator.press()
    poll = Poll.objects.get()
    assert poll.is_open
    return poll


def vote_and_watch(poll: Poll, citizen: Person, visitor: Person, watcher: Person, script: bool) -> None:
    """Each ballot raises its own column, live where there is JavaScript and after a reload where there is none."""
    watcher.go("polls:results", poll.pk)
    choice = poll.choices.first()
    for person, channel in ((citizen, "registered"), (visitor, "visitor")):
        number = watcher.page.locator(f"[data-live-text='poll.{poll.pk}:{channel}']").first
        expect(number).to_have_text("0")
        person.go("polls:detail", poll.pk)
        person.choose("choice", choice.pk)
        person.press("form.ballot .btn.long")
        person.reads(choice.label)
        if not script:
            watcher.page.reload()
        expect(number).to_have_text("1")
    assert sorted(poll.ballots.values_list("channel", flat=True)) == ["registered", "visitor"]


def answer_and_fix(topic: Topic, representative: Person, author: Person, words: dict) -> None:
    representative.go("topics:answer", topic.pk)
    due = clock.today() + timedelta(days=30)
    representative.fill(body=words["answer"], commitment=words["commitment"], due_on=f"{due:%d/%m/%Y}")
    representative.press()
    representative.reads(words["answer"])
    representative.reads(words["commitment"])
    topic.refresh_from_db()
    assert topic.stage == "committed"
    representative.go("topics:resolve", topic.pk)
    representative.fill(evidence=words["evidence"])
    representative.press()
    author.go("topics:detail", topic.pk)
    author.reads(words["answer"])
    author.press("main button[name=fixed][value=yes]")
    topic.refresh_from_db()
    assert topic.timeline.filter(kind="confirmed").exists()
