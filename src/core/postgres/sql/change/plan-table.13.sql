-- The table as the catalog has it, and what the role $2 (or this one) may do with it. Files are not
-- asked for their size: that would wait for whoever has locked the table.
SELECT /* optischema */
       c.oid::bigint AS oid,
       n.nspname::text AS schema,
       pg_get_userbyid(c.relowner)::text AS owner,
       nullif(c.relpages, 0)::bigint * current_setting('block_size')::bigint AS bytes,
       CASE WHEN c.relpages > 0 AND c.reltuples >= 0 THEN c.reltuples::bigint END AS tuples,
       coalesce($2, current_user::text) AS role,
       r.oid IS NOT NULL AS role_exists,
       coalesce(pg_has_role(r.oid, c.relowner, 'USAGE'), false) AS owned,
       coalesce(has_schema_privilege(r.oid, n.oid, 'CREATE'), false) AS may_create
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_roles AS r ON r.rolname = coalesce($2, current_user::text)
 WHERE c.oid = to_regclass($1)
