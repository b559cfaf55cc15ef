"""The doors of topics: the only way in which anything about a topic changes."""

from .answers import (
    edit_answer,
    keep_commitment,
    publish_answer,
    rate_answer,
    resolve_topic,
)
from .desk import close_topic, lock_topic, mark_duplicate, reopen_topic
from .drafts import (
    add_draft_photo,
    describe_draft_photo,
    discard_draft,
    keep_draft,
    remove_draft_photo,
    send_draft,
)
from .fixed import answer_fixed
from .supports import support_topic, unsupport_topic
from .writing import Picture, edit_topic, open_topic, withdraw_topic

__all__ = [
    "Picture",
    "add_draft_photo",
    "answer_fixed",
    "close_topic",
    "describe_draft_photo",
    "discard_draft",
    "edit_answer",
    "edit_topic",
    "keep_commitment",
    "keep_draft",
    "lock_topic",
    "mark_duplicate",
    "open_topic",
    "publish_answer",
    "rate_answer",
    "remove_draft_photo",
    "reopen_topic",
    "resolve_topic",
    "send_draft",
    "support_topic",
    "unsupport_topic",
    "withdraw_topic",
]
