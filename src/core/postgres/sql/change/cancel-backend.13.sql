SELECT /* optischema */ pg_cancel_backend(pid) AS sent
  FROM pg_stat_get_activity($1::int)
 WHERE (extract(epoch FROM backend_start) * 1000000)::bigint = $2::bigint
   AND state = 'active'
   AND starts_with($3, query)
