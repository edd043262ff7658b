"""For whom the database works, with a mark that cannot be forged.

Row-level security asks for which agency and person a page acts. Were that a plain setting, whoever got a
statement of their own into a page could set another number. So the service has the database set it, with
a mark made from a secret that lies in a table of its owner's; a page's role can neither read the secret
nor make a mark, and a mark counts for its own role, connection and transaction alone.
"""

from __future__ import annotations

# The mark: a digest of a digest with the secret in both, so that nothing can be added at its end.
_MARK = """encode(sha256(s.key || sha256(s.key || convert_to(concat_ws(
    ':', {agency}, {person}, {role}, pg_backend_pid(), extract(epoch FROM transaction_timestamp())
  ), 'UTF8'))), 'hex')"""

_MAKE_KEY = """
CREATE SCHEMA IF NOT EXISTS fingerpost_private;
REVOKE ALL ON SCHEMA fingerpost_private FROM PUBLIC;
CREATE TABLE IF NOT EXISTS fingerpost_private.secret (key bytea NOT NULL);
INSERT INTO fingerpost_private.secret
  SELECT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
  WHERE NOT EXISTS (SELECT FROM fingerpost_private.secret)
"""

_ACT = """
CREATE OR REPLACE FUNCTION fingerpost_act(agency bigint, person bigint, kind text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT set_config('fingerpost.acting', concat_ws(':', agency, person, kind, {mark}), true)
  FROM fingerpost_private.secret s
$$
"""

_ACTING = """
CREATE OR REPLACE FUNCTION fingerpost_acting(what text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE what WHEN 'agency' THEN said[1] WHEN 'person' THEN said[2] END::bigint
  FROM string_to_array(current_setting('fingerpost.acting', true), ':') AS said,
    fingerpost_private.secret s
  WHERE cardinality(said) = 4 AND said[3] = current_setting('role') AND said[4] = {mark}
$$
"""

STATEMENTS = (
    _MAKE_KEY,
    _ACT.format(mark=_MARK.format(agency="agency", person="person", role="kind")),
    _ACTING.format(mark=_MARK.format(agency="said[1]", person="said[2]", role="said[3]")),
)
