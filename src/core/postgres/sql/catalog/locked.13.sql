-- Relations that somebody holds, or waits for, exclusively: their size and their definition would
-- wait for a lock, so they are left out and named.
SELECT DISTINCT c.oid, n.nspname AS schema, c.relname AS name, l.pid
FROM pg_locks l
JOIN pg_class c ON c.oid = l.relation
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE l.mode = 'AccessExclusiveLock'
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND c.relkind IN ('r', 'p', 'm', 'v', 'f', 'i', 'I')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
