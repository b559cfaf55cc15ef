"""A debate: the comments on a topic, or on one of its solutions, and the lock that orders all who write in it."""

from __future__ import annotations

from topics.models import Topic

from .models import Solution


def lock_debate(topic_id: int, solution_id: int | None = None) -> tuple[Topic, Solution | None]:
    """Return topic and solution fresh and locked, in one statement; inside a door.

    The topic's row orders all writers: it guards whether posts are taken, the numbers of comments and the counters, of
    its solutions too. PostgreSQL takes the locks in the order of ``of``, the topic's first as everywhere.
    """
    if solution_id is None:
        return Topic.objects.select_for_update(no_key=True).get(pk=topic_id), None
    rows = Solution.objects.select_related("topic").select_for_update(no_key=True, of=("topic", "self"))
    solution = rows.get(pk=solution_id, topic_id=topic_id)
    return solution.topic, solution
