-- Two things of a kind may happen at the same moment: two statements that have another plan.
CREATE TABLE all_events (
  server            INTEGER NOT NULL,
  time              INTEGER NOT NULL,
  kind              TEXT NOT NULL,
  dbid              INTEGER NOT NULL, -- 0: the whole server
  text              TEXT NOT NULL,
  PRIMARY KEY (server, time, kind, dbid, text)
) STRICT, WITHOUT ROWID;
INSERT INTO all_events (server, time, kind, dbid, text)
SELECT server, time, kind, dbid, text
  FROM events;
DROP TABLE events;
ALTER TABLE all_events RENAME TO events;
