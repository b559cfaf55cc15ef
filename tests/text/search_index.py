"""The index of the search page in small: SQLite's FTS5 in memory, three columns, OR, bm25 weights 3, 1, 0.6."""

import sqlite3
from collections.abc import Iterable

from sharek.text.folding import index_text, query_terms


class SearchIndex:
    def __init__(self, documents: Iterable[dict]) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute("CREATE VIRTUAL TABLE topic USING fts5(title, body, skeletons)")
        for document in documents:
            indexed = index_text(document["title"], document["body"])
            self.connection.execute(
                "INSERT INTO topic (rowid, title, body, skeletons) VALUES (?, ?, ?, ?)",
                (document["id"], indexed.title, indexed.body, indexed.skeletons),
            )

    def first(self, query: str, limit: int) -> list[int]:
        terms = query_terms(query)
        parts = [f'{{title body}}: "{stem}"' for stem in terms.stems]
        parts += [f'skeletons: "{bones}"' for bones in terms.skeletons]
        if not parts:
            return []
        rows = self.connection.execute(
            "SELECT rowid FROM topic WHERE topic MATCH ? ORDER BY bm25(topic, 3, 1, 0.6), rowid LIMIT ?",
            (" OR ".join(parts), limit),
        )
        return [row[0] for row in rows]


def recall(documents: list[dict], cases: list[dict], limit: int = 5) -> tuple[float, list[str]]:
    """Return the mean share of relevant documents among the first ``limit``, and the queries that missed some."""
    index = SearchIndex(documents)
    total, missed = 0.0, []
    for case in cases:
        found = set(index.first(case["query"], limit)) & set(case["relevant"])
        total += len(found) / len(case["relevant"])
        if len(found) < len(case["relevant"]):
            missed.append(case["query"])
    return total / len(cases), missed
