SELECT /* optischema */
       (extract(epoch FROM backend_start) * 1000000)::bigint AS backend_start,
       (extract(epoch FROM query_start) * 1000000)::bigint AS query_start,
       state = 'active' AS active
  FROM pg_stat_get_activity($1::int)
