-- What was taken from a server's log, so that it is taken once.
CREATE TABLE logged (
  server    TEXT NOT NULL,
  database  INTEGER NOT NULL, -- its OID
  statement TEXT NOT NULL,    -- its fingerprint
  time      INTEGER NOT NULL, -- the log's, microseconds since 1970
  digest    TEXT NOT NULL,    -- of the shape
  took      INTEGER NOT NULL, -- microseconds: times are to the millisecond
  PRIMARY KEY (server, database, statement, time, digest, took)
) STRICT, WITHOUT ROWID;

CREATE INDEX logged_by_time ON logged (time);
