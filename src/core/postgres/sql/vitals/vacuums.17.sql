SELECT /* optischema */
       coalesce(quote_ident(n.nspname) || '.' || quote_ident(c.relname), concat_ws(' ', p.datname, p.relid)) AS name,
       p.phase, a.backend_type AS worker,
       p.heap_blks_scanned::float8 / nullif(p.heap_blks_total, 0) AS scanned_share,
       p.index_vacuum_count::float8 AS index_passes,
       p.num_dead_item_ids::float8 AS dead_rows,
       (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::float8 AS running_ms,
       p.phase IS NULL AS denied
  FROM pg_stat_progress_vacuum p
  LEFT JOIN pg_stat_get_activity(NULL) a ON a.pid = p.pid
  LEFT JOIN pg_class c ON c.oid = p.relid AND p.datname = current_database()
  LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
 ORDER BY a.xact_start
