"""What people are told about: every kind of notice, how it is mailed, and whether equal ones fold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """``mailed``: also sent by e-mail, unless the person turned it off. ``folds``: equal unread ones are one line.

    ``waits``: how long the mail waits, so that what is taken back at once is told to nobody.
    """

    mailed: bool = False
    folds: bool = True
    waits: timedelta = timedelta()


KINDS: dict[str, Kind] = {
    # what happened to one's own posts
    "content.published": Kind(mailed=True, folds=False),
    "decision.made": Kind(mailed=True, folds=False, waits=timedelta(seconds=15)),
    "report.decided": Kind(mailed=True, folds=False),
    "appeal.decided": Kind(mailed=True, folds=False),
    "sanction.imposed": Kind(mailed=True, folds=False),
    # debate
    "comment.replied": Kind(),
    "comment.posted": Kind(),
    "person.mentioned": Kind(),
    "solution.posted": Kind(),
    "support.given": Kind(),
    # the matter itself
    "topic.published": Kind(),
    "answer.published": Kind(mailed=True),
    "topic.resolved": Kind(mailed=True),
    "topic.fixed_asked": Kind(mailed=True),
    "topic.reopened": Kind(),
    "topic.not_fixed": Kind(),
    "topic.duplicate": Kind(),
    "topic.forwarded": Kind(mailed=True),
    "poll.opened": Kind(),
    "poll.closed": Kind(),
    "poll.asked": Kind(),
}

# Mails that a person may turn off, in the words of the settings. Decisions about somebody's posts, appeals and
# sanctions are not among them: they carry reasons and deadlines.
OPTIONAL_MAILS: dict[str, str | Promise] = {
    "content.published": _("What I wrote was published"),
    "answer.published": _("A public body answered in a topic that I raised or follow"),
    "topic.resolved": _("A public body says that a problem is fixed"),
    "topic.fixed_asked": _("The question whether it was really fixed"),
    "topic.forwarded": _("A new topic for the public body that I represent"),
    "report.decided": _("What came of a report that I made"),
}
