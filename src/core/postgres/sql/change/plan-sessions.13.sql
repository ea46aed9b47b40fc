-- Who has a lock on one of the tables $1, or waits for one; and whose transaction has a snapshot
-- that is older than a second: what is over at once nobody waits for long.
-- conflicts: with SHARE UPDATE EXCLUSIVE; blocks: by a lock that it has and does not wait for; writes:
-- with SHARE; yields: the server ends it for whoever waits (ProcSleep() in proc.c). See "Explicit
-- Locking" in PostgreSQL's manual, and WaitForLockers() and WaitForOlderSnapshots() in its indexcmds.c:
-- for VACUUM and for autovacuum's workers the latter does not wait.
WITH /* optischema */ modes AS (
  SELECT pid,
         virtualtransaction,
         mode,
         granted,
         mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                  'AccessExclusiveLock') AS conflicts,
         mode IN ('RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareRowExclusiveLock',
                  'ExclusiveLock', 'AccessExclusiveLock') AS writes
    FROM pg_locks
   WHERE locktype = 'relation'
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND relation IN (SELECT to_regclass(name) FROM unnest($1::text[]) AS name)
), locks AS (
  SELECT pid,
         virtualtransaction,
         string_agg(DISTINCT mode, ', ' ORDER BY mode) FILTER (WHERE granted) AS held_modes,
         string_agg(DISTINCT mode, ', ' ORDER BY mode) FILTER (WHERE NOT granted) AS awaited_modes,
         bool_or(granted) AS held,
         bool_or(conflicts) AS conflicts,
         bool_or(granted AND conflicts) AS blocks,
         bool_or(granted AND writes) AS writes
    FROM modes
   GROUP BY pid, virtualtransaction
)
SELECT a.pid,
       a.usename::text AS role,
       a.application_name AS application,
       a.backend_type AS type,
       a.state,
       extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS age_s,
       CASE WHEN l.conflicts AND NOT l.blocks THEN l.awaited_modes ELSE l.held_modes END AS modes,
       coalesce(l.held, false) AS held,
       coalesce(l.conflicts, false) AS conflicts,
       coalesce(l.blocks, false) AS blocks,
       coalesce(l.writes, false) AS writes,
       a.backend_type = 'autovacuum worker' AND a.query LIKE 'autovacuum: %'
         AND a.query NOT LIKE '%(to prevent wraparound)%' AS yields,
       s.counts AS snapshot
  FROM pg_stat_activity AS a
  LEFT JOIN locks AS l ON l.pid = a.pid
 CROSS JOIN LATERAL (
   SELECT a.backend_xmin IS NOT NULL
          AND a.backend_type <> 'autovacuum worker'
          AND NOT EXISTS (SELECT FROM pg_stat_progress_vacuum AS v WHERE v.pid = a.pid) AS counts
 ) AS s
 WHERE a.pid <> pg_backend_pid()
   AND a.datname = current_database()
   AND (l.pid IS NOT NULL
        OR (s.counts AND clock_timestamp() - a.xact_start > interval '1 second'))
UNION ALL
-- What a prepared transaction has locked is known by the lock on its own number.
SELECT NULL,
       p.owner::text,
       p.gid,
       'prepared transaction',
       NULL,
       extract(epoch FROM clock_timestamp() - p.prepared)::float8,
       l.held_modes,
       l.held,
       l.conflicts,
       l.blocks,
       l.writes,
       false,
       false
  FROM pg_prepared_xacts AS p
  JOIN pg_locks AS x
    ON x.locktype = 'transactionid' AND x.transactionid = p.transaction AND x.pid IS NULL AND x.granted
  JOIN locks AS l ON l.pid IS NULL AND l.virtualtransaction = x.virtualtransaction
 WHERE p.database = current_database()
 ORDER BY age_s DESC NULLS LAST
