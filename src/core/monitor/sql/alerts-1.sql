CREATE TABLE alerts (
  server    TEXT NOT NULL,
  rule      TEXT NOT NULL,
  item      TEXT NOT NULL,    -- '' where there are none
  fired     INTEGER NOT NULL, -- the server's clock, microseconds since 1970; so are the others
  since     INTEGER NOT NULL,
  cleared   INTEGER NOT NULL, -- 0: it still fires
  title     TEXT NOT NULL,
  page      TEXT,
  unit      INTEGER NOT NULL, -- an OptSeriesUnit
  threshold REAL NOT NULL,
  value     REAL,
  told      INTEGER NOT NULL,
  PRIMARY KEY (server, rule, item, fired)
) STRICT, WITHOUT ROWID;

CREATE INDEX alerts_by_time ON alerts (fired);
