CREATE TABLE entries (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  time              INTEGER NOT NULL, -- microseconds since 1970
  change_id         TEXT NOT NULL,
  event             TEXT NOT NULL,
  server_id         TEXT,             -- system_identifier
  server_name       TEXT,
  database_name     TEXT,
  user_name         TEXT,
  kind              TEXT,
  title             TEXT,
  sql               TEXT,
  undo_sql          TEXT,
  redacted          INTEGER NOT NULL, -- whether sql or undo_sql lost a secret
  recommendation_id TEXT,
  detail            TEXT,             -- JSON
  writer            TEXT NOT NULL     -- boot, process, its start: whether it still runs
) STRICT;

CREATE INDEX entries_by_change ON entries (change_id, id);
CREATE UNIQUE INDEX entries_one_preparation ON entries (change_id) WHERE event = 'prepared';

CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN
  SELECT raise(ABORT, 'the audit log is only appended to');
END;

CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN
  SELECT raise(ABORT, 'the audit log is only appended to');
END;

-- INSERT OR REPLACE deletes without asking the trigger for it.
CREATE TRIGGER entries_no_replace BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries WHERE id = new.id)
BEGIN
  SELECT raise(ABORT, 'the audit log is only appended to');
END;
