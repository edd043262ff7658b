"""An adopted plan is kept as it was adopted, and an action stays its owner's."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

KEPT = ("planversion", "priority", "commitment", "grantline", "question")

OWNER_STAYS = """
CREATE OR REPLACE FUNCTION board_keep_first_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.first_due_on <> OLD.first_due_on OR NEW.words <> OLD.words
     OR NEW.made_at <> OLD.made_at OR NEW.carried_over < OLD.carried_over {owner}
  THEN RAISE EXCEPTION 'what was promised, and by when, is kept as it was'; END IF;
  RETURN NEW;
END $$;
"""

KEEP = """
CREATE FUNCTION board_keep_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'draft' THEN RETURN NEW; END IF;
  IF OLD.status = 'adopted' AND NEW.status IN ('adopted', 'replaced') AND
     to_jsonb(NEW) - '{status,replaced_on}'::text[] = to_jsonb(OLD) - '{status,replaced_on}'::text[]
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'an adopted plan is kept as it was';
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON board_planversion
  FOR EACH ROW EXECUTE FUNCTION board_keep_plan();

-- Whoever adopts holds the row of the version: what is written meanwhile waits, and is then refused.
CREATE FUNCTION board_keep_priority() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
  SELECT status INTO said FROM board_planversion WHERE id = NEW.plan_id FOR SHARE;
  IF said = 'draft' AND (TG_OP = 'INSERT' OR OLD.plan_id = NEW.plan_id) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'an adopted plan is kept as it was';
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON board_priority
  FOR EACH ROW EXECUTE FUNCTION board_keep_priority();

CREATE FUNCTION board_keep_commitment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said text; new_said text; stands text[] := '{status,evidence,status_at,person_id}';
BEGIN
  SELECT plan.status INTO new_said FROM board_planversion plan
    JOIN board_priority priority ON priority.plan_id = plan.id
    WHERE priority.id = NEW.priority_id FOR SHARE OF plan;
  IF TG_OP = 'INSERT' THEN
    IF new_said = 'draft' THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'an adopted plan is kept as it was';
  END IF;
  SELECT plan.status INTO said FROM board_planversion plan
    JOIN board_priority priority ON priority.plan_id = plan.id
    WHERE priority.id = OLD.priority_id;
  IF said = 'draft' AND new_said = 'draft' THEN RETURN NEW; END IF;
  IF said = 'adopted' AND to_jsonb(NEW) - stands = to_jsonb(OLD) - stands THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'an adopted plan is kept as it was';
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON board_commitment
  FOR EACH ROW EXECUTE FUNCTION board_keep_commitment();

CREATE FUNCTION board_keep_question() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said text[] := '{answer,answered_at,answered_by_id}';
BEGIN
  IF OLD.answer = '' AND to_jsonb(NEW) - said = to_jsonb(OLD) - said THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a question is kept as it was put, and its answer as it was given';
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON board_question
  FOR EACH ROW EXECUTE FUNCTION board_keep_question();
"""
LET_GO = (
    "".join(
        f"DROP TRIGGER keep ON board_{table};\n"
        for table in ("planversion", "priority", "commitment", "question")
    )
    + "DROP FUNCTION board_keep_plan, board_keep_priority, board_keep_commitment, "
    "board_keep_question;\n"
)
NEVER_REMOVED = "".join(
    f"CREATE TRIGGER never_removed BEFORE DELETE ON board_{table}"
    " FOR EACH ROW EXECUTE FUNCTION board_refuse_change();\n"
    for table in KEPT
)
REMOVED = "".join(f"DROP TRIGGER never_removed ON board_{table};\n" for table in KEPT)


class Migration(migrations.Migration):
    dependencies = [("board", "0004_documents_in_two_forms")]
    operations = [
        migrations.AddField(
            "commitment", "dropped_because", models.TextField(blank=True, default=""), False
        ),
        migrations.AlterField(
            "commitment",
            "carried_from",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_to",
                to="board.commitment",
            ),
        ),
        migrations.RunSQL(
            OWNER_STAYS.format(owner="OR NEW.owner_id <> OLD.owner_id"),
            OWNER_STAYS.format(owner=""),
        ),
        migrations.RunSQL(KEEP, LET_GO),
        migrations.RunSQL(NEVER_REMOVED, REMOVED),
    ]
