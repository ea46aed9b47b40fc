SELECT current_setting('server_version') AS version,
       current_user AS user,
       d.datname AS database,
       d.oid AS database_oid,
       CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END AS database_bytes,
       pg_encoding_to_char(d.encoding) AS encoding,
       d.datcollate AS collate,
       d.datctype AS ctype,
       d.datlocprovider::text AS locale_provider,
       d.daticulocale AS icu_locale,
       -- Named in the statement itself, the right to execute it would be asked for at once.
       CASE WHEN has_function_privilege('pg_control_system()', 'EXECUTE')
            THEN (SELECT word FROM ts_stat('SELECT /* optischema */ array_to_tsvector(ARRAY[system_identifier::text])
                                              FROM pg_control_system()')) END AS system_identifier,
       pg_postmaster_start_time() AS start_time,
       pg_is_in_recovery() AS in_recovery,
       host(inet_server_addr()) AS address,
       inet_server_port() AS port,
       current_setting('is_superuser')::boolean AS superuser
  FROM pg_database d
 WHERE d.datname = current_database()
