-- $1: the roles by which a service looks after its servers. Of a session whose kind or state is not
-- told it is not known that it rests.
SELECT /* optischema */
       (extract(epoch FROM clock_timestamp()
                           - max(CASE WHEN a.state = 'idle' THEN a.state_change
                                      ELSE clock_timestamp() END)) * 1000000)::bigint AS unused
  FROM pg_stat_activity AS a
  LEFT JOIN pg_roles AS r ON r.oid = a.usesysid
 WHERE coalesce(a.backend_type, 'client backend') = 'client backend'
   AND a.usesysid IS NOT NULL AND a.datid IS NOT NULL
   AND a.pid <> pg_backend_pid()
   AND a.application_name NOT LIKE 'optischema/%'
   AND (r.rolsuper AND r.rolname = ANY ($1::text[])) IS NOT TRUE
