"""A composed document also as PDF; what a deep dive collected; what became of what was said."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARDS = """
CREATE OR REPLACE FUNCTION board_keep_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.content, NEW.sha256, NEW.document_id, NEW.number, NEW.pdf, NEW.pdf_sha256)
     IS DISTINCT FROM (OLD.content, OLD.sha256, OLD.document_id, OLD.number, OLD.pdf, OLD.pdf_sha256)
  THEN RAISE EXCEPTION 'the bytes of a version are kept as they were'; END IF;
  RETURN NEW;
END $$;
ALTER TABLE board_documentversion ADD CONSTRAINT document_pdf_is_its_digest CHECK (
  pdf IS NULL OR encode(sha256(pdf), 'hex') = pdf_sha256
);

CREATE FUNCTION board_keep_conclusion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.concluded_at IS NOT NULL
     AND (NEW.conclusion, NEW.concluded_at, NEW.collected, NEW.evidence, NEW.edition, NEW.question)
     IS DISTINCT FROM
     (OLD.conclusion, OLD.concluded_at, OLD.collected, OLD.evidence, OLD.edition, OLD.question)
  THEN RAISE EXCEPTION 'a conclusion is kept as it was, with what it rests on'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON board_deepdive
  FOR EACH ROW EXECUTE FUNCTION board_keep_conclusion();
"""

BACKWARDS = """
DROP TRIGGER keep ON board_deepdive;
DROP FUNCTION board_keep_conclusion;
ALTER TABLE board_documentversion DROP CONSTRAINT document_pdf_is_its_digest;
CREATE OR REPLACE FUNCTION board_keep_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.content, NEW.sha256, NEW.document_id, NEW.number)
     IS DISTINCT FROM (OLD.content, OLD.sha256, OLD.document_id, OLD.number)
  THEN RAISE EXCEPTION 'the bytes of a version are kept as they were'; END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_shared_counts"),
        ("board", "0003_pack_says_what_it_holds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="deepdive",
            name="collected",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="pdf",
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="pdf_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="involvemententry",
            name="action_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="involvement",
                to="board.actionitem",
            ),
        ),
        migrations.AddField(
            model_name="involvemententry",
            name="answered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="involvemententry",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="involvement",
                to="board.decision",
            ),
        ),
        migrations.AddField(
            model_name="requireddocument",
            name="retire_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pdf__isnull", True), ("pdf_sha256", "")),
                    models.Q(
                        ("pdf__isnull", False), models.Q(("pdf_sha256", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="document_pdf_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="requireddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("retire_reason", ""), ("retired_on__isnull", True)),
                    models.Q(
                        ("retired_on__isnull", False),
                        models.Q(("retire_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="document_retired_for_a_reason",
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
