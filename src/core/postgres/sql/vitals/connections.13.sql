SELECT /* optischema */
       s.total, s.active, s.idle, s.idle_in_transaction, s.used_limit AS limit,
       s.total / s.used_limit AS used_share,
       s.oldest_transaction_ms, s.oldest_snapshot_age, s.denied
  FROM (SELECT count(*) FILTER (WHERE backend_type = 'client backend')::float8 AS total,
               count(*) FILTER (WHERE backend_type = 'client backend'
                                  AND state IN ('active', 'fastpath function call'))::float8 AS active,
               count(*) FILTER (WHERE backend_type = 'client backend' AND state = 'idle')::float8 AS idle,
               count(*) FILTER (WHERE backend_type = 'client backend'
                                  AND state LIKE 'idle in transaction%')::float8 AS idle_in_transaction,
               nullif(current_setting('max_connections')::float8
                      - current_setting('superuser_reserved_connections')::float8
                      - coalesce(current_setting('reserved_connections', true)::float8, 0), 0) AS used_limit,
               coalesce(extract(epoch FROM clock_timestamp()
                                - min(xact_start) FILTER (WHERE backend_type = 'client backend'
                                                            AND pid <> pg_backend_pid()))
                        * 1000, 0)::float8 AS oldest_transaction_ms,
               coalesce(max(age(backend_xmin)) FILTER (WHERE pid <> pg_backend_pid()), 0)::float8
                 AS oldest_snapshot_age,
               coalesce(bool_or(backend_type IS NULL), false) AS denied
          FROM pg_stat_get_activity(NULL)) s
