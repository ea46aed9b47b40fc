CREATE TABLE roles (
  server            INTEGER NOT NULL,
  oid               INTEGER NOT NULL,
  name              TEXT NOT NULL,
  PRIMARY KEY (server, oid)
) STRICT, WITHOUT ROWID;
