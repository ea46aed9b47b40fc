WITH /* optischema */ waiting AS (
  SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name,
         pg_stat_get_dead_tuples(c.oid)::float8 AS dead_rows,
         CASE WHEN o.at_most >= 0
              THEN least(o.at_most, o.threshold + o.scale * greatest(c.reltuples, 0))
              ELSE o.threshold + o.scale * greatest(c.reltuples, 0) END AS threshold
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (
      SELECT coalesce(max(option_value) FILTER (WHERE option_name = 'autovacuum_vacuum_threshold'),
                      current_setting('autovacuum_vacuum_threshold'))::float8 AS threshold,
             coalesce(max(option_value) FILTER (WHERE option_name = 'autovacuum_vacuum_scale_factor'),
                      current_setting('autovacuum_vacuum_scale_factor'))::float8 AS scale,
             coalesce(max(option_value) FILTER (WHERE option_name = 'autovacuum_vacuum_max_threshold'),
                      current_setting('autovacuum_vacuum_max_threshold', true))::float8 AS at_most,
             coalesce(max(option_value) FILTER (WHERE option_name = 'autovacuum_enabled'), 'on') AS enabled
        FROM pg_options_to_table(c.reloptions)) o
   WHERE c.relkind IN ('r', 'm') AND pg_stat_get_dead_tuples(c.oid) > 0
     AND lower(o.enabled) NOT IN ('false', 'off', '0', 'no', 'f', 'n'))
SELECT w.name, w.dead_rows, w.threshold, w.dead_rows / nullif(w.threshold, 0) AS due,
       (extract(epoch FROM clock_timestamp() - pg_stat_get_last_autovacuum_time(w.oid)) * 1000)::float8
         AS autovacuum_age_ms,
       count(*) OVER ()::float8 AS tables
  FROM waiting w
 WHERE w.dead_rows > w.threshold
 ORDER BY w.dead_rows / nullif(w.threshold, 0) DESC NULLS FIRST
 LIMIT 10
