-- SPDX-License-Identifier: GPL-3.0-or-later
-- $1: oids of relations that would wait for a lock. 13 says 0 where later versions say -1.
WITH chosen AS MATERIALIZED (
  SELECT c.*, n.nspname
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f')
    AND c.relpersistence <> 't'
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND c.oid <> ALL ($1::oid[])
), busy_view AS MATERIALIZED (
  SELECT DISTINCT r.ev_class
  FROM pg_rewrite r
  JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                  AND d.refclassid = 'pg_class'::regclass
  WHERE d.refobjid = ANY ($1::oid[])
), heritage AS MATERIALIZED (
  SELECT inhrelid, array_agg(inhparent ORDER BY inhseqno) AS parents
  FROM pg_inherits
  GROUP BY inhrelid
), extension AS MATERIALIZED (
  SELECT d.objid, e.extname
  FROM pg_depend d
  JOIN pg_extension e ON e.oid = d.refobjid
  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_extension'::regclass
    AND d.deptype = 'e'
)
SELECT c.oid, c.nspname AS schema, c.relname AS name,
       pg_get_userbyid(c.relowner) AS owner,
       c.relkind AS kind, c.relpersistence AS persistence,
       CASE WHEN c.relispartition THEN h.parents[1] ELSE 0 END AS parent,
       CASE WHEN c.relispartition THEN NULL ELSE h.parents::int8[] END AS inherits,
       x.extname AS extension,
       c.relrowsecurity AS row_security,
       row_security_active(c.oid) AS row_security_active,
       has_table_privilege(c.oid, 'SELECT') AS table_readable,
       has_schema_privilege(c.relnamespace, 'USAGE') AS schema_usable,
       array_to_string(c.reloptions, ', ') AS options,
       CASE WHEN c.relkind IN ('v', 'm')
              AND c.oid NOT IN (SELECT ev_class FROM busy_view)
            THEN pg_get_viewdef(c.oid) END AS view_definition,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
       c.relpages AS pages, c.relallvisible AS all_visible_pages,
       CASE WHEN c.relpages = 0 AND c.reltuples = 0
              AND current_setting('server_version_num')::int < 140000
            THEN -1 ELSE c.reltuples END AS tuples,
       CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) ELSE 0 END AS bytes,
       CASE WHEN c.relkind IN ('r', 'm') THEN pg_total_relation_size(c.oid) ELSE 0 END AS total_bytes,
       pg_stat_get_tuples_inserted(c.oid) AS inserts,
       pg_stat_get_tuples_updated(c.oid) AS updates,
       pg_stat_get_tuples_hot_updated(c.oid) AS hot_updates,
       pg_stat_get_tuples_deleted(c.oid) AS deletes,
       pg_stat_get_numscans(c.oid) AS sequential_scans,
       pg_stat_get_mod_since_analyze(c.oid) AS modified_since_analyze,
       greatest(pg_stat_get_last_analyze_time(c.oid),
                pg_stat_get_last_autoanalyze_time(c.oid)) AS last_analyze
FROM chosen c
LEFT JOIN heritage h ON h.inhrelid = c.oid
LEFT JOIN extension x ON x.objid = c.oid
ORDER BY c.nspname, c.relname
