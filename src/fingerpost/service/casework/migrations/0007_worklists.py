"""Filters that somebody keeps, and the indexes of the worklists."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_cases"),
        ("casework", "0006_releases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("query", models.JSONField(default=dict)),
                ("is_default", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("name", "id"),
            },
        ),
        migrations.RemoveIndex(
            model_name="referral",
            name="referral_owed",
        ),
        migrations.RemoveIndex(
            model_name="referral",
            name="referral_news",
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)),
                fields=["owner", "due_at", "id"],
                name="referral_owed",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)),
                fields=["owner", "owner_person", "due_at", "id"],
                name="referral_owed_by",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)),
                fields=["sender", "due_at", "id"],
                name="referral_open_sent",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)),
                fields=["owner", "state", "due_at", "id"],
                name="referral_stands",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("owner__isnull", False), ("misses__gte", 2)),
                fields=["owner"],
                name="referral_missed_again",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("owner__isnull", False), ("origin", "prison")),
                fields=["sender"],
                name="referral_from_prison",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("state", "sent"), ("urgency", "today")),
                fields=["sender", "sent_at"],
                name="referral_urgent",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("is_news_to_sender", True)),
                fields=["sender", "sender_person", "since", "id"],
                name="referral_news",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("is_news_to_sender", True)),
                fields=["sender", "since", "id"],
                name="referral_all_news",
            ),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.agency",
            ),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(
                fields=("person", "agency", "name"), name="saved_filter_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("person", "agency"),
                name="saved_filter_one_default",
            ),
        ),
    ]
