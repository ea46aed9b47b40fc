-- Columns whose statistics are finer or coarser than the default. $1: oids of tables.
SELECT n.nspname AS schema, c.relname AS name, a.attname AS column_name, a.attstattarget AS target
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget >= 0
