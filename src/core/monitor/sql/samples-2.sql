-- Which saved connections keep values of a database: they may be known by nothing but their names.
CREATE TABLE places (
  name     TEXT NOT NULL,    -- of the saved connection
  server   TEXT NOT NULL,
  database INTEGER NOT NULL,
  PRIMARY KEY (name, server, database)
) STRICT, WITHOUT ROWID;

-- Of what was kept before nobody knows any more for which connection it was.
DELETE FROM samples;

CREATE INDEX places_by_database ON places (server, database);
