CREATE TABLE entries (
  id     INTEGER PRIMARY KEY,
  whole  INTEGER,
  number REAL,
  text   TEXT,
  bytes  BLOB
) STRICT;
