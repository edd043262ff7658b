"""What a person's records need; and the two questions by which a record opens in an emergency.

An agency never sees another's rows of `casework_person`. In an emergency it may ask whether one exact
reference is known, and read that one, for an hour after the event that says why. Both functions work
with their owner's rights and ask the database's own clock and marks, not a page.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OF_HEALTH = "('treatment', 'nhs')"
LAW_ENFORCEMENT = "('police', 'prison', 'probation')"

FORWARDS = f"""
CREATE FUNCTION casework_find_in_emergency(
  of_agency bigint, number text, given text, family text, born date
) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found bigint[];
BEGIN
  IF EXISTS (
    SELECT FROM access_agency mine, access_agency theirs
    WHERE mine.id = fingerpost_acting('agency') AND theirs.id = of_agency AND mine.id <> theirs.id
      AND NOT (mine.kind IN {LAW_ENFORCEMENT} AND theirs.kind IN {OF_HEALTH})
  ) AND EXISTS (  -- no question without its event, in the same transaction
    SELECT FROM access_event e
    WHERE e.target_type = 'agency' AND e.target = of_agency::text AND e.agency = of_agency
      AND e.kind = 'people_searched' AND e.actor = fingerpost_acting('person')
      AND e.actor_agency = fingerpost_acting('agency')
      AND e.transaction = pg_current_xact_id()::text::bigint
  ) THEN
    SELECT array_agg(p.id) INTO found FROM casework_person p
    WHERE p.agency_id = of_agency AND p.erased_at IS NULL AND p.merged_into_id IS NULL AND (
      (number <> '' AND p.local_number = number)
      OR (number = '' AND lower(p.given_name) = lower(given)
          AND lower(p.family_name) = lower(family) AND p.born_on = born)
    );
  END IF;
  RETURN CASE WHEN cardinality(found) = 1 THEN found[1] END;
END $$;

CREATE FUNCTION casework_read_in_emergency(number bigint) RETURNS TABLE (
  agency_id bigint, opened_at timestamptz, given_name text, family_name text, known_as text,
  born_on date, postcode text, address text, phone text, email text, safe_contact text,
  language text, support_needs text, died_on date
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
  SELECT p.agency_id, e.at, p.given_name::text, p.family_name::text, p.known_as::text, p.born_on,
    p.postcode::text, p.address::text, p.phone::text, p.email::text, p.safe_contact::text,
    p.language::text,
    CASE WHEN mine.kind IN {LAW_ENFORCEMENT} THEN '' ELSE p.support_needs::text END, p.died_on
  FROM casework_person p
  JOIN access_agency theirs ON theirs.id = p.agency_id
  JOIN access_agency mine ON mine.id = fingerpost_acting('agency')
  JOIN access_event e ON e.target_type = 'person' AND e.target = number::text
    AND e.kind = 'glass_broken' AND e.agency = p.agency_id
    AND e.actor = fingerpost_acting('person') AND e.actor_agency = mine.id
    AND e.at > clock_timestamp() - interval '1 hour'
    AND e.at <= clock_timestamp() + interval '1 minute'  -- of a clock beside the database's
  WHERE p.id = number AND p.erased_at IS NULL
    AND NOT (mine.kind IN {LAW_ENFORCEMENT} AND theirs.kind IN {OF_HEALTH})
  ORDER BY e.at DESC LIMIT 1;
END $$;
"""  # noqa: S608, two constants
BACKWARDS = """
DROP FUNCTION casework_find_in_emergency(bigint, text, text, text, date);
DROP FUNCTION casework_read_in_emergency(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_cases"),
        ("casework", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_on", models.DateField()),
                ("due_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="KeepOn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="SheetKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
            ],
        ),
        migrations.AddField(
            model_name="person",
            name="death_source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("family", "Their family"),
                    ("coroner", "The coroner"),
                    ("register", "The register of deaths"),
                    ("hospital", "A hospital or surgery"),
                    ("police", "The police"),
                    ("prison", "A prison"),
                    ("agency", "Another service"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="review_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("review_on__isnull", False)),
                fields=["agency", "review_on"],
                name="person_to_review",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.agency",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asked",
                to="casework.person",
            ),
        ),
        migrations.AddField(
            model_name="keepon",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.agency",
            ),
        ),
        migrations.AddField(
            model_name="keepon",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="keepon",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kept_on",
                to="casework.person",
            ),
        ),
        migrations.AddField(
            model_name="sheetkey",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.agency",
            ),
        ),
        migrations.AddField(
            model_name="sheetkey",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="casework.referral",
            ),
        ),
        migrations.AddIndex(
            model_name="accessrequest",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True)),
                fields=["agency", "due_on"],
                name="access_request_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="access_request_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetkey",
            constraint=models.UniqueConstraint(
                fields=("agency", "key", "referral"), name="sheet_key_once"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["agency", "-changed_at"], name="person_changed"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["receiver", "over_at"],
                condition=models.Q(received_as__isnull=True, over_at__isnull=False),
                name="referral_unmatched",
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
