"""The table in which all web processes count tries together: as `createcachetable` makes it."""

from __future__ import annotations

from django.db import migrations

FORWARDS = """
CREATE TABLE fingerpost_counts (
  cache_key varchar(255) NOT NULL PRIMARY KEY,
  value text NOT NULL,
  expires timestamp with time zone NOT NULL
);
CREATE INDEX fingerpost_counts_expires ON fingerpost_counts (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0007_events_of_machines")]

    operations = [migrations.RunSQL(FORWARDS, "DROP TABLE fingerpost_counts")]
