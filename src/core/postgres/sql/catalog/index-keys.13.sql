-- $1: oids of relations that would wait for a lock.
SELECT x.indexrelid AS index, i.n AS number, x.indkey[i.n - 1] AS column_number,
       pg_get_indexdef(x.indexrelid, i.n, true) AS definition,
       CASE WHEN NOT o.opcdefault
            THEN CASE WHEN opn.nspname = 'pg_catalog' THEN quote_ident(o.opcname)
                      ELSE format('%I.%I', opn.nspname, o.opcname) END END AS opclass,
       CASE WHEN l.oid IS NOT NULL AND x.indcollation[i.n - 1] <> coalesce(
                   CASE WHEN x.indkey[i.n - 1] <> 0 THEN a.attcollation ELSE ia.typcollation END, 0)
            THEN format('%I.%I', ln.nspname, l.collname) END AS collation,
       coalesce(x.indoption[i.n - 1] & 1, 0) <> 0 AS descending,
       coalesce(x.indoption[i.n - 1] & 2, 0) <> 0 AS nulls_first
FROM pg_index x
JOIN pg_class c ON c.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL generate_series(1, x.indnatts) AS i (n)
LEFT JOIN pg_opclass o ON o.oid = x.indclass[i.n - 1]
LEFT JOIN pg_namespace opn ON opn.oid = o.opcnamespace
LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[i.n - 1]
                        AND x.indkey[i.n - 1] <> 0
LEFT JOIN LATERAL (
  SELECT t.typcollation
  FROM pg_attribute e
  JOIN pg_type t ON t.oid = e.atttypid
  WHERE e.attrelid = x.indexrelid AND e.attnum = i.n
) ia ON true
LEFT JOIN pg_collation l ON l.oid = x.indcollation[i.n - 1]
LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
WHERE c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND x.indexrelid <> ALL ($1::oid[]) AND x.indrelid <> ALL ($1::oid[])
ORDER BY x.indexrelid, i.n
