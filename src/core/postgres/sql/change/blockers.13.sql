-- Whose lock the backend $1 waits for: the one that has had its transaction open for longest, and how
-- many others there are. What a session does only some roles may see. To ask who blocks stops all of
-- the server's locks for a moment, so only of one that waits for one.
SELECT /* optischema */
       b.pid,
       a.usename::text AS role,
       a.application_name AS application,
       a.state,
       extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS age_s,
       count(*) OVER () - 1 AS others
  FROM unnest(CASE WHEN EXISTS (SELECT 1
                                  FROM pg_stat_get_activity($1::int) AS w
                                 WHERE w.wait_event_type = 'Lock')
                     THEN pg_blocking_pids($1::int)
                END) AS b(pid)
  LEFT JOIN pg_stat_activity AS a ON a.pid = b.pid
 ORDER BY a.xact_start NULLS LAST, b.pid
 LIMIT 1
