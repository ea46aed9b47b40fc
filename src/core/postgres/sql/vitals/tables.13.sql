WITH /* optischema */ largest AS MATERIALIZED (
  SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.reltuples
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
   WHERE c.relkind IN ('r', 'm')
   ORDER BY c.relpages::bigint + coalesce(t.relpages, 0) DESC
   LIMIT 10)
SELECT l.name,
       pg_total_relation_size(l.oid)::float8 AS bytes,
       pg_indexes_size(l.oid)::float8 AS index_bytes,
       CASE WHEN l.reltuples >= 0 THEN l.reltuples::float8 END AS rows
  FROM largest l
 ORDER BY bytes DESC NULLS LAST
