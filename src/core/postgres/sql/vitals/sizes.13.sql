SELECT /* optischema */
       datname::text AS name,
       CASE WHEN has_database_privilege(oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'USAGE')
            THEN pg_database_size(oid)::float8 END AS bytes
  FROM pg_database
 ORDER BY bytes DESC NULLS LAST
