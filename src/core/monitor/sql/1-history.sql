CREATE TABLE snapshots (
  id                INTEGER PRIMARY KEY,
  server_id         TEXT NOT NULL,    -- system_identifier, or '' where the role may not read it
  time              INTEGER NOT NULL, -- microseconds since 1970, the server's clock
  start_time        INTEGER NOT NULL, -- of the postmaster
  stats_reset       INTEGER NOT NULL, -- 0: unknown
  dealloc           INTEGER NOT NULL, -- -1: unknown
  counters          BLOB NOT NULL,    -- see opt-history-blob.c
  UNIQUE (server_id, time)
) STRICT;

CREATE TABLE statements (
  server_id         TEXT NOT NULL,
  userid            INTEGER NOT NULL,
  dbid              INTEGER NOT NULL,
  queryid           INTEGER NOT NULL,
  toplevel          INTEGER NOT NULL,
  fingerprint       TEXT,             -- libpg_query's; NULL where the text does not parse
  system            INTEGER NOT NULL, -- whether it is of no interest to a database's owner
  text              TEXT NOT NULL,    -- normalised
  seen              INTEGER NOT NULL, -- when last, microseconds since 1970
  PRIMARY KEY (server_id, userid, dbid, queryid, toplevel)
) STRICT, WITHOUT ROWID;
