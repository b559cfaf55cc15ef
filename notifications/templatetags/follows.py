"""The button to follow a thing, which knows whether the reader already does."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse

from notifications.models import Follow

register = template.Library()


@register.inclusion_tag("components/follow.html", takes_context=True)
def follow_button(context: template.Context, target: models.Model, about: str) -> dict[str, Any]:
    """Draw the button to follow ``target``; ``about`` is its name, said to screen readers. One query when signed in."""
    user = context["request"].user
    pressed = (
        user.is_authenticated
        and Follow.objects.filter(
            user=user, target_type=ContentType.objects.get_for_model(target), target_id=target.pk
        ).exists()
    )
    return {
        "user": user,
        "url": reverse("notifications:follow", args=[target._meta.model_name, target.pk]),
        "pressed": pressed,
        "about": about,
        "csrf_token": context.get("csrf_token"),
    }
