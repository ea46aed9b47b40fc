CREATE TABLE servers (
  id                INTEGER PRIMARY KEY,
  server_id         TEXT NOT NULL UNIQUE -- system_identifier, or '' where the role may not read it
) STRICT;

INSERT INTO servers (server_id)
SELECT server_id FROM snapshots
 UNION
SELECT server_id FROM statements;

CREATE TABLE texts (
  id                INTEGER PRIMARY KEY,
  sha256            BLOB UNIQUE,      -- NULL: as an older version left it, neither told apart nor packed yet
  body              ANY NOT NULL      -- TEXT, or where that is long a BLOB: compressed by zlib
) STRICT;

ALTER TABLE statements RENAME TO statements_1;

-- The ids are small and given in order of appearance: so many in a row share a part of "statements" in an interval.
CREATE TABLE statements (
  id                INTEGER PRIMARY KEY,
  server            INTEGER NOT NULL,
  userid            INTEGER NOT NULL,
  dbid              INTEGER NOT NULL,
  queryid           INTEGER NOT NULL,
  toplevel          INTEGER NOT NULL,
  text              INTEGER,          -- of "texts"; NULL: not known yet
  fingerprint       TEXT,             -- libpg_query's; NULL where the text does not parse
  system            INTEGER,          -- whether it is of no interest to a database's owner; NULL: not known yet
  seen              INTEGER NOT NULL, -- when last, to the hour; microseconds since 1970
  UNIQUE (server, userid, dbid, queryid, toplevel)
) STRICT;

CREATE INDEX statements_by_text ON statements (text);
CREATE INDEX texts_to_pack ON texts (id) WHERE sha256 IS NULL;

INSERT INTO texts (body)
SELECT DISTINCT text FROM statements_1;

INSERT INTO statements (server, userid, dbid, queryid, toplevel, text, fingerprint, system, seen)
SELECT v.id, s.userid, s.dbid, s.queryid, s.toplevel, t.id, s.fingerprint, s.system, s.seen
  FROM statements_1 s
  JOIN servers v ON v.server_id = s.server_id
  JOIN texts t ON t.body = s.text;

DROP TABLE statements_1;

CREATE TABLE databases (
  server            INTEGER NOT NULL,
  oid               INTEGER NOT NULL,
  name              TEXT NOT NULL,
  PRIMARY KEY (server, oid)
) STRICT, WITHOUT ROWID;

-- What was watched, and how well. A step is a length of time from a minute to a day, in seconds; an
-- interval belongs to the step that it ends in. All times are the server's clock, microseconds since 1970. The rows are stored in the order in which they
-- come, so that their pages are full.
CREATE TABLE intervals (
  id                INTEGER PRIMARY KEY,
  server            INTEGER NOT NULL,
  step              INTEGER NOT NULL,
  ended             INTEGER NOT NULL,
  started           INTEGER NOT NULL,
  observed          INTEGER NOT NULL, -- microseconds
  flags             INTEGER NOT NULL, -- OptDeltaFlags
  epoch             INTEGER NOT NULL, -- when the postmaster was started
  deallocs          INTEGER NOT NULL, -- -1: unknown
  lost_statements   INTEGER NOT NULL,
  lost_share        REAL,             -- NULL: unknown
  reentered         INTEGER NOT NULL,
  late_ms           REAL NOT NULL,
  late_by           INTEGER NOT NULL,
  databases         BLOB NOT NULL,    -- see opt-history-databases.c
  statements        BLOB NOT NULL,    -- see opt-history-sums.c
  UNIQUE (server, step, ended)
) STRICT;

CREATE TABLE series (
  id                INTEGER PRIMARY KEY,
  server            INTEGER NOT NULL,
  dbid              INTEGER NOT NULL, -- 0: the whole server
  name              TEXT NOT NULL,
  item              TEXT NOT NULL,    -- of what, where there are several; '': there are not
  UNIQUE (server, dbid, name, item)
) STRICT;

-- Where nothing is known there is no row.
CREATE TABLE points (
  series            INTEGER NOT NULL,
  step              INTEGER NOT NULL,
  ended             INTEGER NOT NULL,
  mean              REAL NOT NULL,
  peak              REAL NOT NULL,
  observed          INTEGER NOT NULL, -- microseconds that the mean is over
  PRIMARY KEY (series, step, ended)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  server            INTEGER NOT NULL,
  time              INTEGER NOT NULL,
  kind              TEXT NOT NULL,
  dbid              INTEGER NOT NULL, -- 0: the whole server
  text              TEXT NOT NULL,
  PRIMARY KEY (server, time, kind, dbid)
) STRICT, WITHOUT ROWID;
