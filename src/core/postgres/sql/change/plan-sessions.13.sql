-- Who has a lock on the table with the oid $1, or waits for one; and whose transaction has a snapshot
-- that is older than a second: what is over at once nobody waits for long.
-- conflicts: with SHARE UPDATE EXCLUSIVE; writes: with SHARE. See "Explicit Locking" in PostgreSQL's
-- manual, and WaitForLockers() and WaitForOlderSnapshots() in its indexcmds.c.
WITH /* optischema */ locks AS (
  SELECT pid,
         virtualtransaction,
         string_agg(DISTINCT mode, ', ' ORDER BY mode) AS modes,
         bool_or(granted) AS held,
         bool_or(mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                          'AccessExclusiveLock')) AS conflicts,
         bool_or(granted AND mode IN ('RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareRowExclusiveLock',
                                      'ExclusiveLock', 'AccessExclusiveLock')) AS writes
    FROM pg_locks
   WHERE locktype = 'relation'
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND relation = $1::bigint::oid
   GROUP BY pid, virtualtransaction
)
SELECT a.pid,
       a.usename::text AS role,
       a.application_name AS application,
       a.backend_type AS type,
       a.state,
       extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS age_s,
       l.modes,
       coalesce(l.held, false) AS held,
       coalesce(l.conflicts, false) AS conflicts,
       coalesce(l.writes, false) AS writes,
       a.backend_xmin IS NOT NULL AS snapshot
  FROM pg_stat_activity AS a
  LEFT JOIN locks AS l ON l.pid = a.pid
 WHERE a.pid <> pg_backend_pid()
   AND a.datname = current_database()
   AND (l.pid IS NOT NULL
        OR (a.backend_xmin IS NOT NULL AND clock_timestamp() - a.xact_start > interval '1 second'))
UNION ALL
SELECT NULL,
       p.owner::text,
       p.gid,
       'prepared transaction',
       NULL,
       extract(epoch FROM clock_timestamp() - p.prepared)::float8,
       l.modes,
       l.held,
       l.conflicts,
       l.writes,
       false
  FROM pg_prepared_xacts AS p
  JOIN locks AS l ON l.pid IS NULL AND l.virtualtransaction = '-1/' || p.transaction::text
 WHERE p.database = current_database()
 ORDER BY age_s DESC NULLS LAST
