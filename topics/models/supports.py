"""Support: "me too" for topics, "I support this" for solutions and comments. One base, a concrete table per target."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from sharek import clock


class AbstractSupport(models.Model):
    """A person supports a thing once. Concrete models add ``target`` and a unique constraint on (user, target)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True


class TopicSupport(AbstractSupport):
    target = models.ForeignKey("topics.Topic", models.CASCADE, related_name="supports")

    class Meta:
        constraints = [models.UniqueConstraint(name="a_person_supports_a_topic_once", fields=["user", "target"])]

    def __str__(self) -> str:
        return f"{self.user_id} + {self.target_id}"
