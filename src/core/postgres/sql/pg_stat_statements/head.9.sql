SELECT /* optischema */
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS time,
       -- Named in the statement itself, the right to execute it would be asked for at once.
       CASE WHEN has_function_privilege('pg_control_system()', 'EXECUTE')
            THEN substring(query_to_xml('SELECT /* optischema */ system_identifier FROM pg_control_system()',
                                        true, false, '')::text FROM '>([0-9]+)<') END AS system_identifier,
       (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint AS start_time,
       (extract(epoch FROM i.stats_reset) * 1000000)::bigint AS stats_reset,
       i.dealloc
  FROM {schema}.pg_stat_statements_info i
