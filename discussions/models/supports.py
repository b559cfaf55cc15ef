"""Who supports which solution and which comment."""

from __future__ import annotations

from django.db import models

from topics.models import AbstractSupport

from .comment import Comment
from .solution import Solution


class SolutionSupport(AbstractSupport):
    target = models.ForeignKey(Solution, models.CASCADE, related_name="supports")

    class Meta:
        constraints = [models.UniqueConstraint(name="a_person_supports_a_solution_once", fields=["user", "target"])]

    def __str__(self) -> str:
        return f"{self.user_id} + {self.target_id}"


class CommentSupport(AbstractSupport):
    target = models.ForeignKey(Comment, models.CASCADE, related_name="supports")

    class Meta:
        constraints = [models.UniqueConstraint(name="a_person_supports_a_comment_once", fields=["user", "target"])]

    def __str__(self) -> str:
        return f"{self.user_id} + {self.target_id}"
