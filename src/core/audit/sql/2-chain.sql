-- The hash of an entry is of all that it holds and of the hash before it. What an older version wrote
-- is chained as it is found; see chain_start.
ALTER TABLE entries ADD COLUMN prev_hash TEXT;
ALTER TABLE entries ADD COLUMN hash TEXT;

CREATE TABLE chain_start (
  only    INTEGER PRIMARY KEY CHECK (only = 1),
  time    INTEGER NOT NULL, -- microseconds since 1970
  last_id INTEGER NOT NULL  -- the last entry that was there before: nothing vouches for what it said until then
) STRICT;

DROP TRIGGER entries_no_update;

CREATE TRIGGER entries_no_update
BEFORE UPDATE OF id, time, change_id, event, server_id, server_name, database_name, user_name, kind,
                 title, sql, undo_sql, redacted, recommendation_id, detail, writer ON entries
BEGIN
  SELECT raise(ABORT, 'the audit log is only appended to');
END;

CREATE TRIGGER entries_no_new_hash BEFORE UPDATE OF prev_hash, hash ON entries
WHEN old.hash IS NOT NULL
BEGIN
  SELECT raise(ABORT, 'the audit log is only appended to');
END;

CREATE TRIGGER entries_no_missing_hash BEFORE INSERT ON entries
WHEN new.prev_hash IS NULL OR new.hash IS NULL
BEGIN
  SELECT raise(ABORT, 'the audit log is only appended to, with a hash; start OptiSchema again');
END;

CREATE TRIGGER chain_start_no_update BEFORE UPDATE ON chain_start
BEGIN
  SELECT raise(ABORT, 'the audit log is only appended to');
END;

CREATE TRIGGER chain_start_no_delete BEFORE DELETE ON chain_start
BEGIN
  SELECT raise(ABORT, 'the audit log is only appended to');
END;

CREATE TRIGGER chain_start_no_replace BEFORE INSERT ON chain_start
WHEN EXISTS (SELECT 1 FROM chain_start)
BEGIN
  SELECT raise(ABORT, 'the audit log is only appended to');
END;
