"""Releases from prison; the database keeps their steps, their first day and their stopped clock."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

KEEPS = """
CREATE FUNCTION casework_release_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the cases keep % as it was', TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON casework_releasestep
  FOR EACH ROW EXECUTE FUNCTION casework_release_refuses();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON casework_releasefile
  FOR EACH ROW EXECUTE FUNCTION casework_release_refuses();

CREATE FUNCTION casework_release_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.first_due_on <> OLD.first_due_on OR NEW.prison_id <> OLD.prison_id
     OR (OLD.released_on IS NOT NULL AND NEW.released_on IS DISTINCT FROM OLD.released_on)
  THEN RAISE EXCEPTION 'whose release it is, and its days, are kept as they were'; END IF;
  IF OLD.clock_outcome NOT IN ('', 'ran_out')
     AND (NEW.clock_outcome, NEW.clock_stopped_on) IS DISTINCT FROM (OLD.clock_outcome, OLD.clock_stopped_on)
  THEN RAISE EXCEPTION 'a clock stops once'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON casework_prisonrelease
  FOR EACH ROW EXECUTE FUNCTION casework_release_keeps();
"""
LETS_GO = """
DROP TRIGGER keep ON casework_prisonrelease;
DROP TRIGGER append_only ON casework_releasefile;
DROP TRIGGER append_only ON casework_releasestep;
DROP FUNCTION casework_release_keeps, casework_release_refuses;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_cases"),
        ("casework", "0005_justice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrisonRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=170)),
                ("born_on", models.DateField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("end", "End of sentence"),
                            ("licence", "On licence"),
                            ("early", "Early release"),
                            ("remand", "From remand or from court"),
                            ("recall_end", "End of a recall"),
                            ("other", "Another kind"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "need",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=9)),
                ("due_on", models.DateField()),
                ("first_due_on", models.DateField()),
                ("released_on", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("ready", "Ready"),
                            ("released", "Released"),
                            ("contact", "In contact"),
                            ("engaged", "In treatment"),
                            ("not_engaged", "Not in treatment by day 21"),
                            ("out", "Released, no clock"),
                            ("recalled", "Back in custody"),
                            ("died", "Died"),
                            ("deported", "Deported"),
                            ("moved", "Moved out of the area"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "clock_outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("engaged", "Came to treatment"),
                            ("ran_out", "Not in treatment by day 21"),
                            ("died", "Died"),
                            ("recalled", "Back in custody"),
                            ("deported", "Deported"),
                            ("moved", "Moved out of the area"),
                        ],
                        max_length=10,
                    ),
                ),
                ("clock_stopped_on", models.DateField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=16)),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                ("over_at", models.DateTimeField(blank=True, null=True)),
                ("edition", models.PositiveIntegerField(default=0)),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="casework.person",
                    ),
                ),
                (
                    "prison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="casework.referral",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="ReleaseAgency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("named_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.consent",
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agencies",
                        to="casework.prisonrelease",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReleaseFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("read_at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("made", models.PositiveIntegerField()),
                ("changed", models.PositiveIntegerField()),
                ("same", models.PositiveIntegerField()),
                ("refused", models.PositiveIntegerField()),
                ("refusals", models.JSONField(default=list)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-read_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ReleaseHealth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("needs_opioid_treatment", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="health",
                        to="casework.prisonrelease",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReleaseItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("of_health", models.BooleanField(default=False)),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To do"), ("done", "Done"), ("not_done", "Not done")],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refused", "The person did not want it"),
                            ("not_there", "The person was not there"),
                            ("nobody", "Nobody was free"),
                            ("no_place", "There was no place"),
                            ("transport", "There was no transport"),
                            ("told_late", "We were told too late"),
                            ("day_moved", "The day of release moved"),
                            ("not_needed", "It is not needed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "escalated_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="casework.prisonrelease",
                    ),
                ),
            ],
            options={
                "ordering": ("due_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="ReleaseStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("made", "Planned"),
                            ("moved", "Moved on"),
                            ("day", "Day changed"),
                            ("named", "Agency named"),
                            ("transferred", "Treatment transferred"),
                            ("queued", "Transfer did not match"),
                            ("item", "Something needed"),
                            ("escalated", "Escalated"),
                        ],
                        max_length=12,
                    ),
                ),
                ("of_health", models.BooleanField(default=False)),
                ("before", models.CharField(blank=True, max_length=12)),
                ("after", models.CharField(blank=True, max_length=12)),
                ("at", models.DateTimeField()),
                ("item", models.CharField(blank=True, max_length=16)),
                ("reason", models.CharField(blank=True, max_length=16)),
                ("day_before", models.DateField(blank=True, null=True)),
                ("day_after", models.DateField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="casework.prisonrelease",
                    ),
                ),
                (
                    "whom",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("no_agency", "No community service is named"),
                            ("unknown", "The service that the list names is not known here"),
                            (
                                "no_agreement",
                                "No agreement, or no consent, allows telling them",
                            ),
                            (
                                "which_service",
                                "Several of their services could take it, or none",
                            ),
                            ("declined", "The service declined"),
                            ("identity", "The service could not tell who it is"),
                            ("ended", "The referral ended before the clock did"),
                            ("almost", "Somebody you know is almost, but not quite, the same"),
                        ],
                        max_length=16,
                    ),
                ),
                ("said", models.CharField(blank=True, max_length=80)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("referred", "Referred to a service"),
                            ("same", "Is somebody already known"),
                            ("new", "Is nobody already known"),
                            ("no_longer", "No longer needed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.person",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.referral",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="casework.prisonrelease",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("due_at", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="prisonrelease",
            index=models.Index(fields=["prison", "due_on"], name="release_of_prison"),
        ),
        migrations.AddIndex(
            model_name="prisonrelease",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)),
                fields=["owner", "due_at"],
                name="release_owed",
            ),
        ),
        migrations.AddIndex(
            model_name="prisonrelease",
            index=models.Index(fields=["state", "released_on"], name="release_clock"),
        ),
        migrations.AddConstraint(
            model_name="prisonrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_at__isnull", True),
                        ("over_at__isnull", False),
                        ("owner__isnull", True),
                        (
                            "state__in",
                            [
                                "cancelled",
                                "deported",
                                "died",
                                "engaged",
                                "moved",
                                "not_engaged",
                                "out",
                                "recalled",
                            ],
                        ),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "state__in",
                                [
                                    "cancelled",
                                    "deported",
                                    "died",
                                    "engaged",
                                    "moved",
                                    "not_engaged",
                                    "out",
                                    "recalled",
                                ],
                            ),
                            _negated=True,
                        ),
                        ("due_at__isnull", False),
                        ("over_at__isnull", True),
                        ("owner__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="release_open_is_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="prisonrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clock_outcome", ""), ("clock_stopped_on__isnull", True)),
                    models.Q(
                        models.Q(("clock_outcome", ""), _negated=True),
                        ("clock_stopped_on__gte", models.F("released_on")),
                        ("released_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="release_clock_stops_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="prisonrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["contact", "released"]), _negated=True),
                    models.Q(("clock_outcome", ""), ("released_on__isnull", False)),
                    _connector="OR",
                ),
                name="release_clock_runs",
            ),
        ),
        migrations.AddConstraint(
            model_name="prisonrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["engaged", "not_engaged"]), _negated=True),
                    models.Q(("clock_outcome", ""), _negated=True),
                    _connector="OR",
                ),
                name="release_clock_stopped",
            ),
        ),
        migrations.AddConstraint(
            model_name="prisonrelease",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["planned", "ready"])),
                fields=("person",),
                name="release_planned_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseagency",
            constraint=models.UniqueConstraint(
                fields=("release", "agency"), name="release_agency_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="releasefile",
            constraint=models.UniqueConstraint(
                fields=("agency", "sha256"), name="release_file_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="releasefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "rows",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("made"), "+", models.F("changed")
                                ),
                                "+",
                                models.F("same"),
                            ),
                            "+",
                            models.F("refused"),
                        ),
                    )
                ),
                name="release_file_loses_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="releasehealth",
            constraint=models.UniqueConstraint(
                fields=("release", "agency"), name="release_health_once"
            ),
        ),
        migrations.AddIndex(
            model_name="releaseitem",
            index=models.Index(
                condition=models.Q(("escalated_at__isnull", True), ("state", "open")),
                fields=["due_at"],
                name="release_item_owed",
            ),
        ),
        migrations.AddIndex(
            model_name="releaseitem",
            index=models.Index(fields=["owner", "due_at"], name="release_item_of"),
        ),
        migrations.AddConstraint(
            model_name="releaseitem",
            constraint=models.UniqueConstraint(
                fields=("release", "kind"), name="release_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", True),
                        ("answered_by__isnull", True),
                        ("state", "open"),
                    ),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="release_item_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "not_done"), models.Q(("reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "not_done"), _negated=True), ("reason", "")),
                    _connector="OR",
                ),
                name="release_item_not_done_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="releasestep",
            index=models.Index(fields=["release", "id"], name="release_steps"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("resolved_at__isnull", True)),
                fields=("release", "agency"),
                name="transfer_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_at__isnull", False), ("how", ""), ("resolved_at__isnull", True)
                    ),
                    models.Q(
                        ("due_at__isnull", True),
                        ("resolved_at__isnull", False),
                        models.Q(("how", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="transfer_owed_or_resolved",
            ),
        ),
        migrations.RunSQL(KEEPS, LETS_GO),
    ]
