"""The search index: FTS5 on SQLite, a tsvector with GIN on PostgreSQL; one table name and one column to match on both."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

POSTGRESQL = (
    "CREATE TABLE topics_search (rowid bigint PRIMARY KEY, topics_search tsvector NOT NULL)",
    "CREATE INDEX topics_search_words ON topics_search USING gin (topics_search) WITH (fastupdate = off)",
)
SQLITE = ("CREATE VIRTUAL TABLE topics_search USING fts5(title, body, skeletons)",)


def create(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def drop(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("DROP TABLE topics_search")


class Migration(migrations.Migration):
    dependencies = [("topics", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(create, drop)],
            state_operations=[
                migrations.CreateModel(
                    name="SearchEntry",
                    fields=[
                        (
                            "topic",
                            models.OneToOneField(
                                db_column="rowid",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="search_entry",
                                serialize=False,
                                to="topics.topic",
                            ),
                        ),
                        ("document", models.TextField(db_column="topics_search", editable=False)),
                    ],
                    options={"db_table": "topics_search"},
                ),
            ],
        ),
    ]
