"""The database itself keeps the audit: it computes each event's digest, and changes nothing."""

from __future__ import annotations

from django.db import migrations

FORWARDS = """
CREATE FUNCTION access_event_digest(event access_event) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(
    event.id, extract(epoch FROM event.at)::text, event.kind, event.actor, event.actor_agency,
    event.target_type, event.target, event.agency, event.fields, event.reason, event.transaction
  )::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION access_event_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.transaction := pg_current_xact_id()::text::bigint;
  NEW.digest := access_event_digest(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER complete BEFORE INSERT ON access_event
  FOR EACH ROW EXECUTE FUNCTION access_event_complete();

CREATE FUNCTION access_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is only ever added to';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON access_event
  FOR EACH ROW EXECUTE FUNCTION access_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON access_seal
  FOR EACH ROW EXECUTE FUNCTION access_refuse_change();
"""

BACKWARDS = """
DROP TRIGGER append_only ON access_seal;
DROP TRIGGER append_only ON access_event;
DROP TRIGGER complete ON access_event;
DROP FUNCTION access_refuse_change, access_event_complete, access_event_digest;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
