ALTER TABLE alerts ADD COLUMN worst REAL;
ALTER TABLE alerts ADD COLUMN below INTEGER NOT NULL DEFAULT 0;    -- whether it fires below its threshold
ALTER TABLE alerts ADD COLUMN silenced INTEGER NOT NULL DEFAULT 0; -- until when, by this machine's clock; 0: never

CREATE TABLE silences (
  server TEXT NOT NULL,
  rule   TEXT NOT NULL,
  item   TEXT NOT NULL,
  until  INTEGER NOT NULL,
  PRIMARY KEY (server, rule, item)
) STRICT, WITHOUT ROWID;
