WITH /* optischema */ target AS MATERIALIZED (
  SELECT pid,
         backend_start IS NOT NULL AS visible,
         (extract(epoch FROM backend_start) * 1000000)::bigint = $2::bigint AS same_process,
         $3::bigint IS NULL
           OR (extract(epoch FROM query_start) * 1000000)::bigint = $3::bigint AS same_statement,
         application_name LIKE 'optischema/%' OR pid = pg_backend_pid() AS own
    FROM pg_stat_get_activity($1::int)
)
SELECT visible, same_process, same_statement, own,
       CASE WHEN same_process AND same_statement AND NOT own THEN {function}(pid) END AS sent
  FROM target
