-- $1: oids of relations that would wait for a lock. Of a partition's foreign keys only its own:
-- those of the partitioned table come with it.
SELECT k.oid, k.conname AS name, k.contype AS type, k.conrelid AS relation,
       k.confrelid AS referenced,
       k.conkey::int8[] AS columns, k.confkey::int8[] AS referenced_columns,
       k.convalidated AS validated, k.conparentid <> 0 AS inherited,
       pg_get_constraintdef(k.oid) AS definition
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')
  AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND k.conrelid <> ALL ($1::oid[])
ORDER BY n.nspname, c.relname, k.conname
