-- The backend $1 that began at $2, where it still executes $3 (of which the server keeps only the
-- beginning). A role that may not see that sees at least whether it has, or waits for, the lock on
-- the table $4 that it needs.
SELECT /* optischema */
       a.pid, (extract(epoch FROM a.query_start) * 1000000)::bigint AS since, p.phase
  FROM pg_stat_get_activity($1::int) AS a
  LEFT JOIN pg_stat_progress_create_index AS p ON p.pid = a.pid
 WHERE CASE
         WHEN (extract(epoch FROM a.backend_start) * 1000000)::bigint <> $2::bigint THEN false
         WHEN a.state IS NULL OR a.state = 'disabled' THEN
           EXISTS (SELECT 1
                     FROM pg_locks AS l
                    WHERE l.pid = a.pid
                      AND l.locktype = 'relation'
                      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND l.relation = to_regclass($4)
                      AND l.mode = 'ShareUpdateExclusiveLock')
         ELSE a.state = 'active' AND starts_with($3, a.query)
       END
