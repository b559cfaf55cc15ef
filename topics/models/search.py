"""The search index of published topics: an FTS5 table on SQLite, a weighted tsvector with a GIN index on PostgreSQL.

Both tables are called ``topics_search`` and have a column of that name to match against, so that one model and one
lookup serve both; the migration ``0002_search_index`` makes them.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from .topic import Topic


class SearchEntry(models.Model):
    """One published topic in the index. Its text is folded, so that it is of no use to a reader."""

    topic = models.OneToOneField(
        Topic, models.CASCADE, primary_key=True, db_column="rowid", db_constraint=False, related_name="search_entry"
    )
    document = models.TextField(db_column="topics_search", editable=False)

    class Meta:
        db_table = "topics_search"

    def __str__(self) -> str:
        return str(self.pk)


@models.TextField.register_lookup
class Matches(models.Lookup):  # type: ignore[type-arg]
    """``document__matches=query``; ``query`` is in the database's own form, made by ``topics.search``."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} @@ to_tsquery('simple', %s)", (*column_params, self.rhs)
        return f"{column} MATCH %s", (*column_params, self.rhs)


class Rank(models.Func):
    """How well an entry matches ``query``, the best first when ascending. Weights: title 3, body 1, skeletons 0.6."""

    output_field = models.FloatField()

    def __init__(self, query: str) -> None:
        super().__init__("search_entry__document", models.Value(query))

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        return 'bm25("topics_search", 3.0, 1.0, 0.6)', ()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        column, __ = compiler.compile(self.source_expressions[0])
        query = self.source_expressions[1].value  # type: ignore[attr-defined]
        # ts_rank's weights are those of D, C, B, A; 1 divides by the length of the document, as bm25 does in its way.
        return f"-ts_rank('{{0.2, 0.2, 0.33, 1.0}}', {column}, to_tsquery('simple', %s), 1)", (query,)
