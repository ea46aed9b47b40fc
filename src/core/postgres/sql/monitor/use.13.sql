-- Sessions of the service itself are those of superusers, where nobody else can be one. Of a session
-- whose state is not told it is not known that it rests.
SELECT /* optischema */
       (extract(epoch FROM clock_timestamp()
                           - max(CASE WHEN a.state = 'idle' THEN a.state_change
                                      ELSE clock_timestamp() END)) * 1000000)::bigint AS unused
  FROM pg_stat_activity AS a
  LEFT JOIN pg_roles AS r ON r.oid = a.usesysid
 WHERE a.backend_type = 'client backend'
   AND a.pid <> pg_backend_pid()
   AND a.application_name NOT LIKE 'optischema/%'
   AND (current_setting('is_superuser')::boolean OR r.rolsuper IS NOT TRUE)
