CREATE TABLE samples (
  server     TEXT NOT NULL,
  database   INTEGER NOT NULL, -- its OID
  shape      TEXT NOT NULL,    -- of the statement and the places of its parameters
  digest     TEXT NOT NULL,    -- of the values
  queryid    INTEGER NOT NULL, -- the last one that the shape had
  data       TEXT NOT NULL,    -- JSON: an array of texts and nulls
  first_seen INTEGER NOT NULL, -- the server's clock, microseconds since 1970
  last_seen  INTEGER NOT NULL,
  n_seen     INTEGER NOT NULL,
  PRIMARY KEY (server, database, shape, digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX samples_by_queryid ON samples (server, database, queryid);
CREATE INDEX samples_by_time ON samples (server, last_seen);
