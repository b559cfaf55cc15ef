"""The doors of topics: the only way in which anything about a topic changes."""

from .answers import (
    edit_answer,
    keep_commitment,
    publish_answer,
    rate_answer,
    resolve_topic,
)
from .desk import close_topic, lock_topic, mark_duplicate, reopen_topic
from .fixed import answer_fixed
from .supports import support_topic, unsupport_topic
from .writing import Picture, edit_topic, open_topic, withdraw_topic

__all__ = [
    "Picture",
    "answer_fixed",
    "close_topic",
    "edit_answer",
    "edit_topic",
    "keep_commitment",
    "lock_topic",
    "mark_duplicate",
    "open_topic",
    "publish_answer",
    "rate_answer",
    "reopen_topic",
    "resolve_topic",
    "support_topic",
    "unsupport_topic",
    "withdraw_topic",
]
