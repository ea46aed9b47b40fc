-- Whether this role may read the server's log.
SELECT has_function_privilege('pg_catalog.pg_current_logfile(text)', 'EXECUTE')
       AND has_function_privilege('pg_catalog.pg_read_binary_file(text, bigint, bigint)', 'EXECUTE')
       AND has_function_privilege('pg_catalog.pg_stat_file(text)', 'EXECUTE') AS may_read
