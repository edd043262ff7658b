"""In an emergency law enforcement reads no words that came into a record from another agency of care.

How to reach somebody safely is copied into a record from the sheet of a referral, and may be the words of a
health service, at first or second hand.
"""

from importlib import import_module

from django.db import migrations

before = import_module("fingerpost.service.casework.migrations.0002_records_of_people")
LAW_ENFORCEMENT = before.LAW_ENFORCEMENT

CAME_FROM_CARE = f"""EXISTS (
      WITH RECURSIVE family AS (
        SELECT p.id UNION ALL
        SELECT m.id FROM casework_person m JOIN family f ON m.merged_into_id = f.id
      )
      SELECT FROM casework_referral r JOIN family f ON r.received_as_id = f.id
      JOIN access_agency s ON s.id = r.sender_id WHERE s.kind NOT IN {LAW_ENFORCEMENT}
    )"""  # noqa: S608, constants
SAFE_CONTACT = f"""CASE WHEN mine.kind IN {LAW_ENFORCEMENT} AND {CAME_FROM_CARE}
      THEN '' ELSE p.safe_contact::text END"""

READ_BEFORE = before.FORWARDS[before.FORWARDS.index("CREATE FUNCTION casework_read") :]
READ = READ_BEFORE.replace("p.safe_contact::text", SAFE_CONTACT, 1)


def replaced(statement: str) -> str:
    """Return the statement as one that puts a function in the place of what stands."""
    return statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_worklists")]

    operations = [migrations.RunSQL(replaced(READ), replaced(READ_BEFORE))]
