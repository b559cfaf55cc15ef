"""What the tests of pages share."""

from typing import Any

from django.test import Client

from discussions.models import Solution
from topics.models import Topic

HTMX = {"HTTP_HX_REQUEST": "true"}


def html(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    text: str = response.content.decode()
    return text


def url_of(solution: Solution) -> str:
    return f"/t/{solution.topic_id}/s/{solution.number}/"


def send(client: Client, target: Solution | Topic, **typed: Any) -> Any:
    path = url_of(target) if isinstance(target, Solution) else f"/t/{target.pk}/"
    headers = typed.pop("headers", {})
    return client.post(f"{path}comments/", {"body": "رأيي أنه ممكن.", **typed}, **headers)
