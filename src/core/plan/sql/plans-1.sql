-- The plans that statements had, one after the other: a row for as long as the shape stays the same.
-- Nothing in them is a value of anybody's rows.
CREATE TABLE plans (
  id         INTEGER PRIMARY KEY,
  server     TEXT NOT NULL,
  database   INTEGER NOT NULL, -- its OID
  statement  TEXT NOT NULL,    -- its fingerprint
  place      TEXT NOT NULL,    -- where it was made: "server" or "copy"
  bound      TEXT NOT NULL,    -- for which values: "generic", "typical" …, "constants", "none"
  digest     TEXT NOT NULL,    -- of the shape
  first_seen INTEGER NOT NULL, -- microseconds since 1970
  last_seen  INTEGER NOT NULL,
  n_seen     INTEGER NOT NULL,
  total_cost REAL,             -- the last one
  total_ms   REAL,             -- the last one, where it was run
  data       TEXT              -- JSON, as EXPLAIN prints it: of the last run, or of the last; not where it is large
) STRICT;

CREATE INDEX plans_by_statement ON plans (server, database, statement, last_seen);
CREATE INDEX plans_by_time ON plans (last_seen);
