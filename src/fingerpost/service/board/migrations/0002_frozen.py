"""What the database itself keeps as it is: packs, what is only added to, approved minutes, bytes."""

from __future__ import annotations

from django.db import migrations

APPENDED = (
    "frozenpack",
    "paperversion",
    "minute",
    "actionreport",
    "riskscore",
    "spend",
    "commitmentreport",
)
KEPT = ("actionitem", "decision", "meeting", "minutes", "documentversion", "risk")

FORWARDS = (
    """
CREATE FUNCTION board_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the board keeps % as it was', TG_TABLE_NAME;
END $$;

CREATE FUNCTION board_keep_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status IN ('approved', 'published', 'replaced') AND
     (NEW.content, NEW.public_content, NEW.sha256, NEW.meeting_id, NEW.number)
     IS DISTINCT FROM (OLD.content, OLD.public_content, OLD.sha256, OLD.meeting_id, OLD.number)
  THEN RAISE EXCEPTION 'approved minutes are kept as they were'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON board_minutes
  FOR EACH ROW EXECUTE FUNCTION board_keep_minutes();

CREATE FUNCTION board_keep_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.content, NEW.sha256, NEW.document_id, NEW.number)
     IS DISTINCT FROM (OLD.content, OLD.sha256, OLD.document_id, OLD.number)
  THEN RAISE EXCEPTION 'the bytes of a version are kept as they were'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON board_documentversion
  FOR EACH ROW EXECUTE FUNCTION board_keep_bytes();

CREATE FUNCTION board_keep_first_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.first_due_on <> OLD.first_due_on OR NEW.words <> OLD.words
     OR NEW.made_at <> OLD.made_at OR NEW.carried_over < OLD.carried_over
  THEN RAISE EXCEPTION 'what was promised, and by when, is kept as it was'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON board_actionitem
  FOR EACH ROW EXECUTE FUNCTION board_keep_first_day();

ALTER TABLE board_frozenpack ADD CONSTRAINT frozen_pack_is_its_digest CHECK (
  encode(sha256(html), 'hex') = html_sha256 AND encode(sha256(pdf), 'hex') = pdf_sha256
);
ALTER TABLE board_documentversion ADD CONSTRAINT document_is_its_digest CHECK (
  encode(sha256(content), 'hex') = sha256
);
"""
    + "".join(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON board_{table}"
        " FOR EACH ROW EXECUTE FUNCTION board_refuse_change();\n"
        for table in APPENDED
    )
    + "".join(
        f"CREATE TRIGGER never_removed BEFORE DELETE ON board_{table}"
        " FOR EACH ROW EXECUTE FUNCTION board_refuse_change();\n"
        for table in KEPT
    )
)

BACKWARDS = (
    "".join(f"DROP TRIGGER never_removed ON board_{table};\n" for table in KEPT)
    + "".join(f"DROP TRIGGER append_only ON board_{table};\n" for table in APPENDED)
    + """
ALTER TABLE board_documentversion DROP CONSTRAINT document_is_its_digest;
ALTER TABLE board_frozenpack DROP CONSTRAINT frozen_pack_is_its_digest;
DROP TRIGGER keep ON board_actionitem;
DROP TRIGGER keep ON board_documentversion;
DROP TRIGGER keep ON board_minutes;
DROP FUNCTION board_keep_first_day, board_keep_bytes, board_keep_minutes, board_refuse_change;
"""
)


class Migration(migrations.Migration):
    dependencies = [("board", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
