WITH /* optischema */ activity AS MATERIALIZED (
  SELECT a.pid, a.leader_pid, a.datid, a.usesysid, a.application_name, a.client_addr, a.client_port,
         a.backend_type, a.state, a.wait_event_type, a.wait_event, a.xact_start, a.query_start,
         a.state_change, a.backend_start, a.query_id AS query_id, a.backend_xid, a.backend_xmin,
         CASE WHEN a.state <> 'idle' OR asked.pid IS NOT NULL
              THEN substr(textsend(a.query), 1, 1024) END AS query,
         a.state IS NULL AND a.query = '<insufficient privilege>' AS masked,
         asked.pid IS NOT NULL AS asked
    FROM unnest($1::int[]) AS asked (pid)
   CROSS JOIN LATERAL pg_stat_get_activity(asked.pid) AS a
)
SELECT a.pid, a.leader_pid, a.datid, d.datname::text AS database, r.rolname::text AS role,
       a.application_name, host(a.client_addr) AS client_address, a.client_port, a.backend_type,
       a.state, a.wait_event_type, a.wait_event,
       (extract(epoch FROM a.xact_start) * 1000000)::bigint AS xact_start,
       (extract(epoch FROM a.query_start) * 1000000)::bigint AS query_start,
       (extract(epoch FROM a.state_change) * 1000000)::bigint AS state_change,
       (extract(epoch FROM a.backend_start) * 1000000)::bigint AS backend_start,
       a.query_id, a.query, a.backend_xid IS NOT NULL AS writes, age(a.backend_xmin) AS xmin_age,
       a.masked, NULL::bigint AS time, NULL::int AS n_idle, NULL::int AS n_masked
  FROM activity AS a
  LEFT JOIN pg_database AS d ON d.oid = a.datid
  LEFT JOIN pg_roles AS r ON r.oid = a.usesysid
 WHERE a.asked OR (a.state <> 'idle' AND a.pid <> pg_backend_pid())
 UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL,
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
       (count(*) FILTER (WHERE state = 'idle'))::int,
       (count(*) FILTER (WHERE masked AND datid IS NOT NULL AND usesysid IS NOT NULL))::int
  FROM activity
