"""Solutions proposed for a topic, and the comments on a topic or on one of its solutions."""

from .comment import Comment, CommentQuerySet
from .solution import Solution, SolutionQuerySet
from .supports import CommentSupport, SolutionSupport

__all__ = ["Comment", "CommentQuerySet", "CommentSupport", "Solution", "SolutionQuerySet", "SolutionSupport"]
