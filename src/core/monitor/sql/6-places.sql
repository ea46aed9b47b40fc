-- Where a server was found: what is recorded of it can be looked at while it is not there.
CREATE TABLE places (
  server            INTEGER NOT NULL,
  host              TEXT NOT NULL,    -- '': the local socket
  port              TEXT NOT NULL,
  database          TEXT NOT NULL,
  seen              INTEGER NOT NULL, -- when last; this machine's clock, microseconds since 1970
  PRIMARY KEY (server, host, port, database)
) STRICT, WITHOUT ROWID;
