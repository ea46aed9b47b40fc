-- Who builds an index of the table, or waits to. One that waits for the table is not in the view of
-- those that build yet.
SELECT /* optischema */ min(a.pid) AS pid
  FROM pg_stat_activity AS a
  JOIN pg_locks AS l ON l.pid = a.pid
  LEFT JOIN pg_stat_progress_create_index AS p ON p.pid = a.pid
 WHERE a.pid <> pg_backend_pid()
   AND l.locktype = 'relation'
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND l.relation = to_regclass($1)
   AND l.mode = 'ShareUpdateExclusiveLock'
   AND (p.pid IS NOT NULL OR a.query ~* '\m(create|reindex)\M.*\mindex\M.*\mconcurrently\M')
