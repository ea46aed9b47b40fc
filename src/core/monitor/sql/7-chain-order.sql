-- A range wants the longest first, without sorting all.
DROP INDEX IF EXISTS chains_by_end;
DROP INDEX IF EXISTS chains_by_longest;
CREATE INDEX chains_by_end ON chains (server, ended, started);
CREATE INDEX chains_by_longest ON chains (server, longest DESC, id, ended, started);
