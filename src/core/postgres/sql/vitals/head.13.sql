SELECT /* optischema */
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS time,
       (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint AS start_time,
       -- Named in the statement itself, the right to execute it would be asked for at once.
       CASE WHEN has_function_privilege('pg_control_system()', 'EXECUTE')
            THEN (SELECT word FROM ts_stat('SELECT /* optischema */ array_to_tsvector(ARRAY[system_identifier::text])
                                              FROM pg_control_system()')) END AS system_identifier,
       pg_is_in_recovery() AS in_recovery
