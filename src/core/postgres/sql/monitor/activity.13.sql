SELECT /* optischema */
       datid,
       CASE WHEN state LIKE 'idle in transaction%' THEN 'Idle in transaction'
            WHEN state = 'disabled' THEN 'Unknown'
            ELSE coalesce(wait_event_type, 'CPU') END AS class,
       count(*) AS sessions
  FROM pg_stat_get_activity(NULL)
 WHERE state <> 'idle' AND pid <> pg_backend_pid()
 GROUP BY 1, 2
