-- $1: oids of relations that would wait for a lock.
SELECT x.indexrelid AS oid, x.indrelid AS relation, n.nspname AS schema, c.relname AS name,
       m.amname AS method,
       x.indnkeyatts AS n_keys, x.indnatts AS n_columns,
       pg_get_expr(x.indpred, x.indrelid) AS predicate,
       pg_get_indexdef(x.indexrelid) AS definition,
       quote_ident(s.spcname) AS tablespace,
       nullif(concat_ws(E';\n',
         'COMMENT ON INDEX ' || format('%I.%I', n.nspname, c.relname) || ' IS '
           || quote_literal(obj_description(c.oid, 'pg_class')),
         (SELECT string_agg(format('ALTER INDEX %I.%I ALTER COLUMN %s SET STATISTICS %s',
                                   n.nspname, c.relname, a.attnum, a.attstattarget),
                            E';\n' ORDER BY a.attnum)
          FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attstattarget >= 0),
         CASE WHEN x.indisclustered
              THEN format('ALTER TABLE %I.%I CLUSTER ON %I', n.nspname, t.relname, c.relname) END,
         CASE WHEN x.indexprs IS NOT NULL THEN format('ANALYZE %I.%I', n.nspname, t.relname) END), '')
         AS remainder,
       x.indisunique AS is_unique, x.indisprimary AS is_primary, x.indisexclusion AS is_exclusion,
       x.indisvalid AS is_valid, x.indisready AS is_ready,
       x.indisreplident AS replica_identity,
       coalesce(k.oid, 0) AS constraint_oid,
       coalesce(h.inhparent, 0) AS parent,
       c.relpages AS pages, c.reltuples AS tuples,
       CASE WHEN c.relkind = 'i' THEN pg_relation_size(c.oid) ELSE 0 END AS bytes,
       pg_stat_get_numscans(c.oid) AS scans
FROM pg_index x
JOIN pg_class c ON c.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_inherits h ON h.inhrelid = x.indexrelid
LEFT JOIN pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
WHERE c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND x.indexrelid <> ALL ($1::oid[]) AND x.indrelid <> ALL ($1::oid[])
ORDER BY n.nspname, c.relname
