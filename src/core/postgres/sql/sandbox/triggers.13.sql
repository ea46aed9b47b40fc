-- What a sandbox's tables don't do when rows are written. $1: oids of tables.
SELECT n.nspname AS schema, c.relname AS name, t.tgname AS trigger_name
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE t.tgrelid = ANY ($1::oid[]) AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
ORDER BY 1, 2, 3
