WITH /* optischema */ locks AS MATERIALIZED (
  SELECT pid, locktype, mode, granted, database, relation, transactionid, classid, objid,
         waitstart AS wait_start
    FROM pg_locks
   WHERE pid = ANY ($1::int[]) AND (NOT granted OR locktype = 'tuple')
)
SELECT waiter.pid, ARRAY(SELECT DISTINCT unnest(pg_blocking_pids(waiter.pid))) AS blockers, l.locktype, l.mode,
       coalesce(l.relation, t.relation) AS relation_oid,
       CASE WHEN coalesce(l.database, t.database) IN (0, own.oid)
            THEN (SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
                    FROM pg_class AS c
                    JOIN pg_namespace AS n ON n.oid = c.relnamespace
                   WHERE c.oid = coalesce(l.relation, t.relation)) END AS relation,
       l.transactionid::text AS transaction, l.classid::bigint AS class, l.objid::bigint AS object,
       (extract(epoch FROM l.wait_start) * 1000000)::bigint AS wait_start
  FROM unnest($1::int[]) AS waiter (pid)
 CROSS JOIN (SELECT oid FROM pg_database WHERE datname = current_database()) AS own
  LEFT JOIN locks AS l ON l.pid = waiter.pid AND NOT l.granted
  LEFT JOIN locks AS t ON t.pid = waiter.pid AND t.granted AND l.locktype = 'transactionid'
