"""The people of the demo: named participants and staff, and whom they follow."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.actions import register
from accounts.models import User
from directory.models import Area, PublicBody, Representative, Service
from moderation.actions import accept_policy
from moderation.models import PolicyVersion
from notifications.actions import follow, mark_read, mute
from sharek import clock
from sharek.text.names import name_skeleton

from .accounts import email_of, password_of
from .story import Story

JOINED_DAYS_AGO = 118.0
# Who follows what, besides one's own topics: kind of thing and its slug, code or key.
FOLLOWS: tuple[tuple[str, str, str], ...] = (
    ("student", "service", "private-generators"), ("student", "body", "electricity"), ("student", "area", "SY-HL"),
    ("student", "user", "nour_dev"), ("umm_yusuf", "area", "SY-HI"), ("umm_yusuf", "body", "education"),
    ("teacher", "service", "exam-transcript"), ("small_shop", "service", "private-generators"),
    ("daily_reader", "area", "SY-DI"), ("nour_dev", "body", "syrian-telecom"), ("reader", "body", "drinking-water"),
)  # fmt: skip
TOPICS_FOLLOWED: tuple[tuple[str, str], ...] = (
    ("student", "t17"), ("student", "t16"), ("student", "t18"), ("umm_yusuf", "t06"), ("umm_yusuf", "t20"),
    ("teacher", "t02"), ("small_shop", "t06"), ("small_shop", "t18"), ("nour_dev", "t17"), ("reader", "t06"),
    ("saber_88", "t17"), ("retired_post", "t03"), ("abu_khalil", "t08"), ("driver_hama", "t10"),
)  # fmt: skip


def plan(story: Story) -> None:
    """Plan that everybody registers, accepts the policy and follows what they care about."""
    people = [*story.data["users"], *story.extras["users"]]
    for number, person in enumerate(people):
        joined = person.get("joined_days_ago", JOINED_DAYS_AGO - number * 0.2)
        story.plan(joined, lambda person=person: _join(story, person))  # type: ignore[misc]
    for user, kind, key in FOLLOWS:
        story.plan(100, lambda user=user, kind=kind, key=key: _follow(story, user, kind, key))  # type: ignore[misc]
    for user, topic in TOPICS_FOLLOWED:
        days = _days_since(story, topic) * 0.8
        story.plan(days, lambda u=user, t=topic: follow(user=story.users[u], target=story.topics[t]))  # type: ignore[misc]
    story.plan(60, lambda: mute(user=story.users["reader"], muted=story.users["quiet_observer"]))
    # Everybody has read what is older than three days; what came since is new in their inboxes.
    for person in story.data["users"]:
        story.plan(3, lambda key=person["key"]: mark_read(user=story.users[key]))  # type: ignore[misc]


def _days_since(story: Story, key: str) -> float:
    return float(next(topic["created_days_ago"] for topic in story.data["topics"] if topic["key"] == key))


def _join(story: Story, person: dict[str, Any]) -> None:
    key, role = person["key"], person["role"]
    email, hashed = email_of(key), make_password(password_of(key))
    if role == User.Role.CITIZEN:
        user = register(email=email, display_name=person["display_name"], password_hash=hashed)
    else:
        user = _staff(email, person["display_name"], role, key, hashed)
    if body := person.get("body"):
        Representative.objects.create(
            user=user, body=PublicBody.objects.get(slug=body), role=Representative.Role.APPROVES
        )
    accept_policy(user=user, version=PolicyVersion.objects.order_by("-number")[0])
    story.users[key] = user


def _staff(email: str, name: str, role: str, key: str, hashed: str) -> User:
    """Make the account of somebody who acts officially: names of the portal itself are theirs to bear."""
    user = User.objects.create(
        email=email, display_name=name, name_skeleton=name_skeleton(name), handle=key.replace("_", "-"), role=role,
        password=hashed, verified_at=clock.now(), joined_at=clock.now(),
    )  # fmt: skip
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _follow(story: Story, user: str, kind: str, key: str) -> None:
    found: Any = {
        "service": lambda: Service.objects.get(slug=key),
        "body": lambda: PublicBody.objects.get(slug=key),
        "area": lambda: Area.objects.get(code=key),
        "user": lambda: story.users[key],
    }[kind]()
    follow(user=story.users[user], target=found)
