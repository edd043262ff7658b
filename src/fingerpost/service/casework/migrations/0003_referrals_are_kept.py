"""What the database itself keeps of a referral: each step as it was, and state and steps as one story."""

from __future__ import annotations

from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION casework_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the cases keep % as it was', TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON casework_referralstep
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON casework_referral
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_change();

CREATE FUNCTION casework_step_is_of_its_referral() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM casework_referral r WHERE r.id = NEW.referral_id AND r.state = NEW.after
      AND r.sender_id = NEW.sender_id AND r.receiver_id = NEW.receiver_id
  ) THEN RAISE EXCEPTION 'a step says what became of its referral'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER of_its_referral BEFORE INSERT ON casework_referralstep
  FOR EACH ROW EXECUTE FUNCTION casework_step_is_of_its_referral();

CREATE FUNCTION casework_state_has_its_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM casework_referralstep s WHERE s.referral_id = NEW.id AND s.kind = 'moved'
      AND s.before = OLD.state AND s.after = NEW.state AND s.at = NEW.since
  ) THEN RAISE EXCEPTION 'a referral moves with a step'; END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER has_its_step AFTER UPDATE OF state ON casework_referral
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
  EXECUTE FUNCTION casework_state_has_its_step();
"""
BACKWARDS = """
DROP TRIGGER has_its_step ON casework_referral;
DROP TRIGGER never_removed ON casework_referral;
DROP TRIGGER of_its_referral ON casework_referralstep;
DROP TRIGGER append_only ON casework_referralstep;
DROP FUNCTION casework_state_has_its_step, casework_step_is_of_its_referral, casework_refuse_change;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_records_of_people")]
    operations = [
        migrations.AddField(
            model_name="referral",
            name="told_late_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="service",
            name="counted_from",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="service",
            name="counted_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="service",
            name="counted_wait_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["sender", "-id"], name="referral_sent_in_order"),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
