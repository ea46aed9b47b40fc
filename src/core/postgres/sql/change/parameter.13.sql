-- Whether the parameter $1 can be set for the server, or for the database $2 or the role $3, and
-- whether the role $4 (or this one) may do that. Of the WAL's size the server takes what it does not
-- start with: less than two segments. That is looked at of the value $5.
SELECT /* optischema */
       p.name, p.context, p.setting AS in_force, p.unit,
       $2::text IS NULL OR d.oid IS NOT NULL AS has_database,
       $3::text IS NULL OR r.oid IS NOT NULL AS has_role,
       coalesce(m.rolsuper, false)
         OR CASE WHEN $2::text IS NULL AND $3::text IS NULL THEN false
                 ELSE p.context <> 'superuser'
                      AND ($2::text IS NULL OR $3::text IS NOT NULL
                           OR coalesce(pg_has_role(m.oid, d.datdba, 'USAGE'), false))
                      AND ($3::text IS NULL OR r.rolname = m.rolname
                           OR (m.rolcreaterole AND NOT coalesce(r.rolsuper, true)))
            END AS may_set,
       has_function_privilege(m.oid, 'pg_reload_conf()', 'EXECUTE') AS may_reload,
       has_table_privilege(m.oid, 'pg_file_settings', 'SELECT')
         AND has_function_privilege(m.oid, 'pg_show_all_file_settings()', 'EXECUTE') AS may_read,
       CASE WHEN p.name IN ('max_wal_size', 'min_wal_size') AND $5::text IS NOT NULL
            THEN coalesce(CASE WHEN trim($5) ~ '^[0-9]+ *([kMGT]B)?$'
                               THEN pg_size_bytes(trim($5) || CASE WHEN $5 ~ 'B' THEN '' ELSE 'MB' END)
                          END
                          >= 2 * (SELECT s.setting::bigint FROM pg_settings AS s WHERE s.name = 'wal_segment_size'),
                          false)
            ELSE true
       END AS lets_start
  FROM pg_settings AS p
  LEFT JOIN pg_roles AS m ON m.rolname = coalesce($4::text, current_user)
  LEFT JOIN pg_database AS d ON d.datname = $2
  LEFT JOIN pg_roles AS r ON r.rolname = $3
 WHERE lower(p.name) = lower($1)
