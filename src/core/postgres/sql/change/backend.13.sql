SELECT /* optischema */
       pid, (extract(epoch FROM backend_start) * 1000000)::bigint AS backend_start
  FROM pg_stat_get_activity(pg_backend_pid())
