-- The table as the catalog has it, and what the role $2 (or this one) may do with it. Files are not
-- asked for their size: that would wait for whoever has locked the table.
SELECT /* optischema */
       c.oid::bigint AS oid,
       n.nspname::text AS schema,
       pg_get_userbyid(c.relowner)::text AS owner,
       CASE WHEN c.relkind = 'p' THEN p.pages ELSE nullif(c.relpages, 0) END::bigint
         * current_setting('block_size')::bigint AS bytes,
       CASE WHEN c.relkind = 'p' THEN p.tuples
            WHEN c.relpages > 0 AND c.reltuples >= 0 THEN c.reltuples END::bigint AS tuples,
       coalesce($2, current_user::text) AS role,
       r.oid IS NOT NULL AS role_exists,
       coalesce(pg_has_role(r.oid, c.relowner, 'USAGE'), false) AS owned,
       coalesce(has_schema_privilege(r.oid, n.oid, 'CREATE'), false) AS may_create
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_roles AS r ON r.rolname = coalesce($2, current_user::text)
  -- Of all partitions, where each was counted.
  LEFT JOIN LATERAL (
    SELECT CASE WHEN bool_and(q.relpages > 0 OR q.reltuples = 0) THEN sum(q.relpages) END AS pages,
           CASE WHEN bool_and(q.reltuples >= 0) THEN sum(q.reltuples) END AS tuples
      FROM pg_partition_tree(c.oid) AS t
      JOIN pg_class AS q ON q.oid = t.relid AND q.relkind <> 'p') AS p ON c.relkind = 'p'
 WHERE c.oid = to_regclass($1)
