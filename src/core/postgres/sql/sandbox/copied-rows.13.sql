-- As VACUUM has just counted them.
SELECT n.nspname AS schema, c.relname AS name, c.reltuples::float8 AS rows
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
