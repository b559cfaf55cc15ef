from .official import AnswerRating, Commitment, FixedAnswer, OfficialAnswer
from .record import Alias, Draft, DraftPhoto, Photo, TimelineEntry
from .search import SearchEntry
from .supports import AbstractSupport, TopicSupport
from .topic import Topic, TopicQuerySet, topic_visible_to

__all__ = [
    "AbstractSupport",
    "Alias",
    "AnswerRating",
    "Commitment",
    "Draft",
    "DraftPhoto",
    "FixedAnswer",
    "OfficialAnswer",
    "Photo",
    "SearchEntry",
    "TimelineEntry",
    "Topic",
    "TopicQuerySet",
    "TopicSupport",
    "topic_visible_to",
]
