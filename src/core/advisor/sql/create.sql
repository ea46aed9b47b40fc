CREATE TABLE recommendations (
  id       TEXT PRIMARY KEY,
  kind     TEXT NOT NULL,
  evidence TEXT NOT NULL,
  made_at  INTEGER NOT NULL, -- microseconds since 1970
  document TEXT NOT NULL     -- JSON
) STRICT;
