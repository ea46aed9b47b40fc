-- Who held whom up. Of a server's days the longest are kept, of each the sessions that are known. All
-- times are the server's clock, microseconds since 1970.
CREATE TABLE chains (
  id                INTEGER PRIMARY KEY,
  server            INTEGER NOT NULL,
  pid               INTEGER NOT NULL, -- of the one that held others up
  backend_start     INTEGER NOT NULL,
  started           INTEGER NOT NULL, -- when the first began to wait
  ended             INTEGER NOT NULL, -- when somebody was last seen to wait
  open              INTEGER NOT NULL, -- whether it went on then
  longest           INTEGER NOT NULL, -- microseconds that one of them waited
  blocked           INTEGER NOT NULL, -- how many waited at once, at most
  depth             INTEGER NOT NULL,
  object            TEXT              -- what the first of them wanted, in words
) STRICT;

CREATE INDEX chains_by_root ON chains (server, pid, backend_start);
CREATE INDEX chains_by_end ON chains (server, ended);

-- The one that held others up, and those that waited.
CREATE TABLE chain_sessions (
  chain             INTEGER NOT NULL,
  root              INTEGER NOT NULL,
  pid               INTEGER NOT NULL,
  backend_start     INTEGER NOT NULL,
  query_start       INTEGER NOT NULL,
  since             INTEGER NOT NULL,
  until             INTEGER NOT NULL,
  dbid              INTEGER NOT NULL,
  database          TEXT,
  role              TEXT,
  application       TEXT,
  type              TEXT,
  state             INTEGER NOT NULL, -- OptBackendState
  queryid           INTEGER NOT NULL, -- 0: not computed
  text              INTEGER,          -- of "texts": without its values; NULL: not known
  lock_type         TEXT,
  lock_mode         TEXT,
  lock_object       TEXT,
  PRIMARY KEY (chain, root, pid, backend_start, query_start)
) STRICT, WITHOUT ROWID;

CREATE INDEX chain_sessions_by_text ON chain_sessions (text);

CREATE TRIGGER forget_chain_sessions AFTER DELETE ON chains
BEGIN
  DELETE FROM chain_sessions WHERE chain = OLD.id;
END;

-- How many of a day were not kept.
CREATE TABLE chains_cut (
  server            INTEGER NOT NULL,
  day               INTEGER NOT NULL, -- when it began
  n                 INTEGER NOT NULL,
  PRIMARY KEY (server, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX statements_by_queryid ON statements (queryid);
