"""Everything that is kept about a person, as plain data. A new table that points at people needs a line here.

``EXPORTED`` names what goes into the file, ``NOT_EXPORTED`` what does not and why; a test fails for a table in neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings

from accounts.models import User
from sharek import clock

POST = ("pk", "status", "alias", "created_at", "published_at", "edited_at")
ON = ("target_type__model", "target_id")
DECISION = (
    "pk", "content_type__model", "object_id", "outcome", "facts", "explanation", "source", "found_by_filter",
    "decided_by_rule", "policy_version__number", "clauses__code", "applies_from", "applies_until", "created_at",
)  # fmt: skip


@dataclass(frozen=True)
class Section:
    """The rows of ``model`` whose ``field`` is the person, under ``name`` in the file, with these ``columns``."""

    name: str
    model: str
    field: str
    columns: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.model}.{self.field}"


EXPORTED: tuple[Section, ...] = (
    Section("addresses", "account.EmailAddress", "user", ("email", "verified", "primary")),
    Section("second_factors", "mfa.Authenticator", "user", ("type", "created_at", "last_used_at")),
    Section(
        "national_identity", "socialaccount.SocialAccount", "user", ("provider", "uid", "date_joined", "last_login")
    ),
    Section("sessions", "usersessions.UserSession", "user", ("created_at", "last_seen_at", "ip", "user_agent")),
    Section("policy_accepted", "moderation.PolicyAcceptance", "user", ("version__number", "accepted_at")),
    Section(
        "topics",
        "topics.Topic",
        "author",
        (*POST, "kind", "stage", "reference", "title", "text", "service__slug", "body__slug", "area__code", "place"),
    ),
    Section("solutions", "discussions.Solution", "author", (*POST, "topic_id", "number", "title", "text")),
    Section(
        "comments",
        "discussions.Comment",
        "author",
        (*POST, "topic_id", "solution__number", "number", "parent__number", "text"),
    ),
    Section("official_answers", "topics.OfficialAnswer", "author", (*POST, "topic_id", "body__slug", "text")),
    Section(
        "wordings",
        "moderation.Revision",
        "editor",
        ("content_type__model", "object_id", "version", "title", "body", "state", "created_at"),
    ),
    Section("draft", "topics.Draft", "user", ("answers", "updated_at")),
    Section("aliases", "topics.Alias", "user", ("topic_id", "number")),
    Section("supported_topics", "topics.TopicSupport", "user", ("target_id", "created_at")),
    Section("supported_solutions", "discussions.SolutionSupport", "user", ("target_id", "created_at")),
    Section("supported_comments", "discussions.CommentSupport", "user", ("target_id", "created_at")),
    Section("ratings_of_answers", "topics.AnswerRating", "user", ("answer_id", "helpful", "created_at")),
    Section("was_it_fixed", "topics.FixedAnswer", "user", ("topic_id", "round", "fixed", "text", "created_at")),
    Section("follows", "notifications.Follow", "user", (*ON, "created_at")),
    Section("muted", "notifications.Mute", "user", ("muted__handle", "created_at")),
    Section("mails_turned_off", "notifications.UnwantedMail", "user", ("event",)),
    Section(
        "notifications",
        "notifications.Notification",
        "user",
        ("event", *ON, "count", "facts", "created_at", "changed_at", "read_at"),
    ),
    Section("mails", "notifications.Message", "user", ("event", *ON, "state", "created_at", "sent_at")),
    Section("reports_made", "moderation.Report", "reporter", ("clause__code", "note", "outcome", "created_at")),
    Section("decisions", "moderation.Decision", "author", DECISION),
    Section(
        "appeals",
        "moderation.Appeal",
        "appellant",
        ("pk", "decision_id", "text", "outcome", "reasoning", "created_at", "due_at", "decided_at"),
    ),
    Section("sanctions", "moderation.Sanction", "user", ("kind", "starts_at", "ends_at", "reason", "decision_id")),
    Section(
        "standing",
        "moderation.Standing",
        "user",
        ("level", "approvals", "first_approval_at", "violations", "last_violation_at"),
    ),
    Section("represents", "directory.Representative", "user", ("body__slug", "role")),
    Section(
        "represented",
        "directory.HistoricalRepresentative",
        "user",
        ("body_id", "role", "history_date", "history_type"),
    ),
    # What somebody did in office.
    Section("decisions_made", "moderation.Decision", "decider", DECISION),
    Section("decisions_made_as_second", "moderation.Decision", "second_decider", DECISION),
    Section("appeals_decided", "moderation.Appeal", "reviewer", ("pk", "outcome", "reasoning", "decided_at")),
    Section("sanctions_imposed", "moderation.Sanction", "imposed_by", ("kind", "starts_at", "ends_at", "reason")),
    Section("polls_closed", "opinion_polls.Poll", "closed_by", ("pk", "question", "closed_early_at", "closing_reason")),
    Section("polls_opened", "opinion_polls.Poll", "opened_by", ("pk", "question", "opens_at", "closes_at")),
    Section(
        "administration", "admin.LogEntry", "user", ("action_time", "content_type__model", "object_id", "action_flag")
    ),
)

NOT_EXPORTED: dict[str, str] = {
    "notifications.Mute.muted": "Whom others mute is theirs to know.",
    "moderation.ReviewItem.author": "The moderators' desk; what they decided is under decisions.",
    "moderation.ReviewItem.claimed_by": "Who is deciding at this moment; the decision follows.",
    "moderation.ReviewItem.kept_by": "A moderator's unfinished words on somebody else's post.",
    "moderation.Appeal.first_decider": "A copy of decisions_made.",
    "moderation.Appeal.second_decider": "A copy of decisions_made_as_second.",
    "directory.HistoricalPublicBody.history_user": "The history of a public body, not of a person.",
    "directory.HistoricalService.history_user": "The history of a service, not of a person.",
    "directory.HistoricalRepresentative.history_user": "Whom somebody appointed is about the appointed.",
}
ABOUT_BALLOTS = (
    "Your votes in polls are not in this file. A ballot is kept under a key that is made from your account and a "
    "secret of that poll alone; nobody can find the ballots of an account, not for this file either. "
    "Your receipt can."
)
ABOUT_PASSWORD = (
    "Your password is kept as a fingerprint only, from which it cannot be read; keys of second factors are secret."
)


def everything_about(user: User) -> dict[str, Any]:
    """Return all that is kept about ``user``: the account and one list of rows for each section."""
    data: dict[str, Any] = {
        "portal": settings.SITE_URL,
        "made_at": clock.now(),
        "not_in_this_file": [ABOUT_BALLOTS, ABOUT_PASSWORD],
        "account": {
            "email": user.email,
            "display_name": user.display_name,
            "profile": f"/u/{user.handle}/",
            "role": user.role,
            "language": user.language,
            "shows_activity": user.shows_activity,
            "joined_at": user.joined_at,
            "verified_at": user.verified_at,
            "last_login": user.last_login,
        },
    }
    for section in EXPORTED:
        rows = apps.get_model(section.model)._base_manager.filter(**{section.field: user}).order_by("pk")
        data[section.name] = list(rows.values(*section.columns))
    return data
